import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findPaths, type Paths, readSettings, TillbookError } from "@tillbook/pipeline";
import {
  connectMysql,
  fingerprintTable,
  formatFingerprint,
  joinEmbeddedMysql,
  leaveEmbeddedMysql,
} from "@tillbook/services";
import fc from "fast-check";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { describeImport, type ImportOptions, type ImportResult, importSales } from "./import.js";
import { describeFile, type RecordedFile } from "./import-status.js";
import { columnNames } from "./schema.js";

// Random series of changes of a folder, and of edits in the database: after each, an import that changes what changed has the
// outcome of one into an empty database. IMPORT_SERIES of them (default 12), the same ones each time.

const series = Number(process.env["IMPORT_SERIES"] || 12);
const seed = Number(process.env["IMPORT_SEED"] || 1);

const temporary = await mkdtemp(join(tmpdir(), "tillbook-changes-"));
const { mysql } = readSettings({});
const [grown, fresh] = [await startDatabase("grown"), await startDatabase("fresh")];
after(async () => {
  for (const { connection, paths } of [grown, fresh]) {
    await connection.end();
    await leaveEmbeddedMysql(paths);
  }
  await rm(temporary, { recursive: true });
});

interface Database {
  paths: Paths;
  connection: Connection;
}

/** How a file is written. The third has whole amounts, whose unit only a file with decimals tells; the fourth no cashiers. */
const layouts = ["ours", "German", "whole", "short"] as const;

interface FileSpec {
  layout: (typeof layouts)[number];
  month: number;
  rows: number;
  /** Other numbers make other rows. */
  salt: number;
}

const fileSpec = fc.record<FileSpec>({
  layout: fc.constantFrom("ours", "ours", ...layouts),
  month: fc.integer({ min: 1, max: 6 }),
  rows: fc.integer({ min: 0, max: 40 }),
  salt: fc.integer({ min: 1, max: 40 }),
});
const names = ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv", "f.csv", "g.csv", "h.csv"];
const name = fc.constantFrom(...names);
const place = fc.nat();

type Step =
  | { kind: "add"; name: string; file: FileSpec }
  | { kind: "correct" | "spoil" | "mend" | "remove" | "copy" | "touch store"; name: string }
  | { kind: "rename"; name: string; to: string }
  | { kind: "update" | "delete" | "insert"; place: number }
  | { kind: "import" }
  | { kind: "interrupt" | "kill"; bytes: number }
  | { kind: "keep rejects" | "stop at rejects" | "always" | "remove rejects" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("add" as const), name, file: fileSpec }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("correct" as const, "remove" as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("spoil" as const, "copy" as const), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("mend" as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("touch store" as const), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rename" as const), name, to: name }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("update" as const, "delete" as const, "insert" as const), place }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("import" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("interrupt" as const, "kill" as const),
      bytes: fc.integer({ min: 0, max: 3000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "keep rejects" as const,
        "keep rejects" as const,
        "stop at rejects" as const,
        "always" as const,
        "remove rejects" as const,
      ),
    }),
  },
);

const tally = { imports: 0, refused: 0, "in place": 0, edited: 0, "edits lost": 0 };

test("an import that changes what changed has the outcome of a full one, and keeps the edits in what is unchanged", async () => {
  const steps = fc.array(step, { minLength: 12, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const run = await Series.begin();
      for (const one of list) await run.take(one);
      await run.compare();
    }),
    { numRuns: series, seed, endOnFailure: process.env["IMPORT_SHRINK"] === undefined },
  );
  assert.ok(tally["in place"] >= series && tally.refused > 0 && tally.edited > 0, JSON.stringify(tally));
});

/** A folder and a database that change together. */
class Series {
  readonly #folder: string;
  #rejects: "stop" | "keep" = "stop";
  /** Whether rows were edited in the database since the last import of all files. */
  #isEdited = false;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async begin(): Promise<Series> {
    await empty(grown.connection);
    const folder = await mkdtemp(join(temporary, "csv-"));
    await mkdir(join(folder, "csv"));
    const run = new Series(folder);
    for (const [i, name] of names.slice(0, 6).entries())
      await run.take({ kind: "add", name, file: { layout: "ours", month: 1 + i, rows: 30, salt: 50 + i } });
    return run;
  }

  #path(name: string): string {
    return join(this.#folder, "csv", name);
  }

  async take(step: Step): Promise<void> {
    const text =
      "name" in step && existsSync(this.#path(step.name)) ? await readFile(this.#path(step.name), "utf8") : undefined;
    switch (step.kind) {
      case "add":
        return writeFile(this.#path(step.name), writeSales(step.file));
      case "correct":
        if (text !== undefined)
          await writeFile(this.#path(step.name), text.replace(/(\d)\n/, "$11\n").replace(/Tee/, "Kaffee"));
        return;
      case "spoil":
        if (text !== undefined) await writeFile(this.#path(step.name), `${text}2026-13-01,nonsense\n`);
        return;
      case "mend":
        await rm(this.#path(`copy-${step.name}`), { force: true });
        if (text !== undefined) await writeFile(this.#path(step.name), text.replace("2026-13-01,nonsense\n", ""));
        return;
      case "copy":
        if (text !== undefined) await writeFile(this.#path(`copy-${step.name}`), text.replace("Tee", "Tee 2"));
        return;
      case "remove":
        await rm(this.#path(step.name), { force: true });
        return rm(this.#path(`copy-${step.name}`), { force: true });
      case "rename":
        if (text !== undefined) await rename(this.#path(step.name), this.#path(step.to));
        return;
      case "touch store":
        return this.#damageStore();
      case "update":
      case "delete":
      case "insert":
        return this.#edit(step.kind, step.place);
      case "keep rejects":
      case "stop at rejects":
        this.#rejects = step.kind === "keep rejects" ? "keep" : "stop";
        return;
      case "remove rejects":
        return rm(join(this.#folder, "rejects"), { recursive: true, force: true });
      case "always":
        return this.compare({ mode: "always" });
      case "import":
        return this.compare();
      case "interrupt":
      case "kill":
        return this.#stop(step.kind, step.bytes);
    }
  }

  async #damageStore(): Promise<void> {
    const kept = join(grown.paths.data, "imported", mysql.database);
    const [first] = existsSync(kept) ? await readdir(kept) : [];
    if (first === undefined) return;
    const bytes = await readFile(join(kept, first));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(kept, first), bytes);
    if (bytes.length % 2 === 0) await truncate(join(kept, first), bytes.length - 3);
  }

  async #edit(kind: "update" | "delete" | "insert", place: number): Promise<void> {
    const ids = await select(grown.connection, "select id from sales order by id").catch(() => []);
    const id = ids[place % Math.max(1, ids.length)];
    if (id === undefined) return;
    this.#isEdited = true;
    if (kind === "update") await grown.connection.query("update sales set amount = amount + 1 where id = ?", [id]);
    else if (kind === "delete") await grown.connection.query("delete from sales where id = ?", [id]);
    else
      await grown.connection.query(
        `insert into sales (${columnNames.join(", ")}) select ${columnNames.join(", ")} from sales where id = ?`,
        [id],
      );
  }

  /** Stops an import: the rows stay as they are, and so does the last status. */
  async #stop(kind: "interrupt" | "kill", bytes: number): Promise<void> {
    const before = await this.#readAll();
    const stop = new AbortController();
    const connection = await connectMysql(mysql, grown.paths);
    let killed: Promise<unknown> | undefined;
    const progress = (done: number): void => {
      if (done < bytes) return;
      if (kind === "interrupt") stop.abort(new Error("stopped"));
      else killed ??= grown.connection.query("kill ?", [connection.threadId]);
    };
    const options = { ...this.#options(), progress, signal: stop.signal };
    const result = await importSales(connection, options).catch((error: unknown) => error as Error);
    await killed;
    await connection.end().catch(() => {});
    if (result instanceof Error) assert.deepEqual(await this.#readAll(), before);
    else if (result.action === "loaded") this.#isEdited = result.changes?.isEdited ?? false;
  }

  async #readAll(): Promise<unknown> {
    const { connection } = grown;
    const rows = await select(connection, "select concat_ws('|', sales.*) from sales order by id").catch(
      () => undefined,
    );
    const content =
      rows ??
      (await select(connection, `select concat_ws('|', id, ${columnNames.join(", ")}) from sales order by id`).catch(
        () => [],
      ));
    return [content, await readFiles(connection)];
  }

  #options(): ImportOptions {
    return {
      source: join(this.#folder, "csv"),
      sourceHint: "add some",
      mode: "auto",
      rejects: this.#rejects,
      rejectsFolder: join(this.#folder, "rejects"),
      paths: grown.paths,
      today: "2026-12-31",
    };
  }

  /** Imports the folder as it is into both databases, and compares the outcomes. */
  async compare(options: Partial<ImportOptions> = {}): Promise<void> {
    tally.imports++;
    const filesBefore = await readFiles(grown.connection);
    const rowsBefore = await readRows(grown.connection, filesBefore);
    await empty(fresh.connection);
    const full = { ...this.#options(), paths: fresh.paths, rejectsFolder: join(this.#folder, "rejects-of-full") };
    const [got, expected] = [
      await tryImport(grown.connection, { ...this.#options(), ...options }),
      await tryImport(fresh.connection, full),
    ];
    if ("error" in got.outcome || "error" in expected.outcome) {
      tally.refused++;
      assert.deepEqual(got, expected);
      assert.deepEqual(await readRows(grown.connection, await readFiles(grown.connection)), rowsBefore);
      return;
    }
    const { result } = got.outcome;
    const isUntouched = result.action !== "loaded";
    if (!isUntouched) assert.deepEqual(got.lines, expected.lines);
    assert.deepEqual(await readFolder(join(this.#folder, "rejects")), await readFolder(full.rejectsFolder));
    const files = await readFiles(grown.connection);
    const filesOfFull = await readFiles(fresh.connection);
    assert.deepEqual(files.map(describeFile), filesOfFull.map(describeFile));
    const isFull = !isUntouched && (result.changes?.lostEdits ?? "all") === "all";
    await this.#compareRows(isFull ? [] : filesBefore, rowsBefore, files, filesOfFull);
    const { edits, lost } = describeEdits(result);
    if (this.#isEdited && !isUntouched && result.changes?.lostEdits !== "all") tally.edited++;
    if (lost) tally["edits lost"]++;
    if (result.changes !== undefined && result.changes.lostEdits !== "all") tally["in place"]++;
    assert.ok(!this.#isEdited || edits || lost || options.mode === "always", "edits are said to be kept or lost");
    const hasEdits = await this.#hasEdits();
    assert.equal(edits, hasEdits, "the rows of sales are those of the files");
    this.#isEdited = hasEdits;
    const [manifest, ofFull] = [describeImport(result), describeImport(expected.outcome.result)];
    const {
      duplicates: _duplicates,
      first_day: _first,
      last_day: _last,
      table_fingerprint,
      changed_since_import,
      ...same
    } = manifest;
    if (hasEdits) {
      const {
        duplicates: _,
        first_day: _1,
        last_day: _2,
        table_fingerprint: _3,
        changed_since_import: _4,
        ...rest
      } = ofFull;
      assert.deepEqual(same, rest);
    } else assert.equal(JSON.stringify(manifest), JSON.stringify(ofFull));
    const print = await fingerprintTable(grown.connection, "sales", columnNames, "amount");
    assert.equal(print && formatFingerprint(print), table_fingerprint);
    assert.equal(changed_since_import, hasEdits);
    assert.deepEqual(await readStatus(grown.connection), await readStatus(fresh.connection));
  }

  /** A file whose rows have their old ids has them as they were; any other has those of a full import. */
  async #compareRows(
    filesBefore: readonly RecordedFile[],
    rowsBefore: Rows,
    files: readonly RecordedFile[],
    filesOfFull: readonly RecordedFile[],
  ): Promise<void> {
    const [rows, ofFull] = [await readRows(grown.connection, files), await readRows(fresh.connection, filesOfFull)];
    for (const { name, first_id } of files) {
      const old = filesBefore.find((file) => file.first_id !== undefined && file.first_id === first_id);
      if (old === undefined) assert.deepEqual(withoutIds(rows.files.get(name)), withoutIds(ofFull.files.get(name)));
      else assert.deepEqual(rows.files.get(name), rowsBefore.files.get(old.name));
    }
    if (filesBefore.length > 0) assert.deepEqual(rows.others, rowsBefore.others);
  }

  /** Whether `sales` differs from a full import. */
  async #hasEdits(): Promise<boolean> {
    const sql = `select concat_ws('|', ${columnNames.join(", ")}) as v from sales order by v`;
    const [got, expected] = [await select(grown.connection, sql), await select(fresh.connection, sql)];
    return JSON.stringify(got) !== JSON.stringify(expected);
  }
}

/** What an import says of edits: whether some stay, and whether some were lost. */
function describeEdits({ action, changes }: ImportResult): { edits: boolean; lost: boolean } {
  const lost = changes?.lostEdits ?? [];
  return { edits: action === "edited" || changes?.isEdited === true, lost: lost === "all" || lost.length > 0 };
}

type Outcome = { result: ImportResult } | { error: object };

async function tryImport(
  connection: Connection,
  options: ImportOptions,
): Promise<{ outcome: Outcome; lines: string[] }> {
  const lines: string[] = [];
  try {
    const result = await importSales(connection, { ...options, log: (line) => void lines.push(line) });
    return { outcome: { result }, lines };
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    const { code, message, hint, details } = error;
    return { outcome: { error: { code, message, hint, details } }, lines };
  }
}

/** Rows with their ids, by the file that has them in `file_list`. */
interface Rows {
  files: Map<string, string[]>;
  others: string[];
}

async function readRows(connection: Connection, files: readonly RecordedFile[]): Promise<Rows> {
  const sql = `select id, concat_ws('|', ${columnNames.join(", ")}) as text from sales order by id`;
  const [found] = await connection.query<RowDataPacket[]>(sql).catch(() => [[]]);
  const rows: Rows = { files: new Map(files.map(({ name }) => [name, []])), others: [] };
  for (const { id, text } of found) {
    const isOf = ({ first_id: first = 0, last_id: last = -1 }: RecordedFile): boolean => first <= id && id <= last;
    const file = files.find(isOf);
    (file === undefined ? rows.others : (rows.files.get(file.name) as string[])).push(`${id}|${text}`);
  }
  return rows;
}

function withoutIds(rows: readonly string[] = []): string[] {
  return rows.map((row) => row.slice(row.indexOf("|")));
}

async function readFiles(connection: Connection): Promise<RecordedFile[]> {
  const sql = "select file_list from import_status where state = 'done' order by id desc limit 1";
  const [json] = await select(connection, sql).catch(() => []);
  return json === undefined ? [] : JSON.parse(String(json));
}

async function readStatus(connection: Connection): Promise<unknown[]> {
  return select(
    connection,
    `select concat_ws('|', files, row_count, rejected, duplicates, first_day, last_day, amount, currency, files_fingerprint,
       table_fingerprint) from import_status where state = 'done' order by id desc limit 1`,
  );
}

async function readFolder(folder: string): Promise<Record<string, string>> {
  const names = existsSync(folder) ? (await readdir(folder)).sort() : [];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
  );
}

async function startDatabase(name: string): Promise<Database> {
  const paths = { ...findPaths(), data: join(temporary, name) };
  await joinEmbeddedMysql(paths, mysql.database);
  return { paths, connection: await connectMysql(mysql, paths) };
}

async function empty(connection: Connection): Promise<void> {
  await connection.query("drop table if exists sales, sales__next, sales__old, import_status, import_status__next");
}

/** The first column of what a query finds. */
async function select(connection: Connection, sql: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((found) => Object.values(found)[0]);
}

/** Writes rows of a month; some of them are equal. */
function writeSales({ layout, month, rows, salt }: FileSpec): string {
  const pad = (number: number): string => String(number).padStart(2, "0");
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = 1 + ((i * 7 + salt) % 27);
    const [iso, time] = [`2026-${pad(month)}-${pad(day)}`, `${pad(8 + (i % 10))}:${pad((i * salt) % 60)}:00`];
    const [store, article, cashier] = [`Store ${salt}`, i % 9 === 0 ? "Tee" : `Article ${i % 11}`, `Ada ${i % 3}`];
    const euros = 1 + ((i * 13 + salt * 5) % 50);
    if (layout === "German")
      return [`${pad(day)}.${pad(month)}.2026`, time, store, article, `${euros},${pad((i * 3) % 100)}`, cashier].join(
        ";",
      );
    const amount = layout === "whole" ? String(euros) : `${euros}.${pad((i * 3) % 100)}`;
    return [iso, time, store, article, amount, ...(layout === "short" ? [] : [cashier])].join(",");
  });
  const header = {
    German: "Datum;Uhrzeit;Supermarkt;Artikelnummer;Umsatz;Kassiererinnen-ID",
    short: "sold_on,sold_at,store,article,amount",
    ours: columnNames.join(","),
    whole: columnNames.join(","),
  }[layout];
  return `${[header, ...lines].join("\n")}\n`;
}
