import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, beforeEach, test } from "node:test";
import { readSettings } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { describeImport, formatImport, type ImportOptions, type ImportResult, importSales } from "./import.js";
import { readSalesParts } from "./sales-parts.js";
import { startTestDatabase } from "./test-database.js";

// Imports into a table that is there: what is unchanged keeps its rows, with their ids.

const header = "sold_on,sold_at,store,article,amount,cashier";
const { mysql } = readSettings({});
const { connection, paths, folder: temporary, stop } = await startTestDatabase();
after(stop);

let folder: string;
beforeEach(async () => {
  await connection.query("drop table if exists sales, sales__next, import_status");
  folder = await mkdtemp(join(temporary, "csv-"));
  for (const month of [1, 2, 3, 4]) await write(nameOf(month), rowsOf(month));
});

test("an added file, a corrected and a removed one change their own rows, and the log counts them", async () => {
  await run();
  assert.equal((await run()).action, "unchanged");
  await write(nameOf(5), rowsOf(5));
  const added = await run();
  assert.deepEqual([added.action, added.changes?.loaded, added.table.rows], ["loaded", 1, 50]);
  assert.equal(formatImport(added).made, "50 rows from 5 files: 1 loaded, 4 unchanged");
  assert.deepEqual(await idsOf(1), range(1, 10));
  const corrected = rowsOf(2).with(3, "2026-02-04,09:00:00,Köln,Tee,99.99,Ada");
  await write(nameOf(2), corrected);
  assert.equal(formatImport(await run()).made, "50 rows from 5 files: 1 loaded, 4 unchanged");
  assert.deepEqual(await select("select amount from sales where article = 'Tee' and month(sold_on) = 2"), ["99.99"]);
  assert.deepEqual(await idsOf(1), range(1, 10));
  await rm(join(folder, nameOf(1)));
  const removed = await run();
  assert.equal(formatImport(removed).made, "40 rows from 4 files: 0 loaded, 4 unchanged, 1 removed");
  assert.deepEqual([await idsOf(1), removed.content.firstDay], [[], "2026-02-01"]);
  assert.equal((await run()).action, "unchanged");
  await connection.query("drop table sales, import_status");
  const full = await run();
  assert.equal(JSON.stringify(describeImport(full)), JSON.stringify(describeImport(removed)));
});

test("a renamed file keeps its rows, and is recorded by its new name in the order of names", async () => {
  await run();
  await rename(join(folder, nameOf(1)), join(folder, "z.csv"));
  const { changes, files } = await run();
  assert.deepEqual([changes?.loaded, changes?.removed], [0, 0]);
  assert.deepEqual(
    files.map(({ name }) => name),
    [nameOf(2), nameOf(3), nameOf(4), "z.csv"],
  );
  assert.deepEqual(await idsOf(1), range(1, 10));
});

test("nobody scans the table again after an import that changed it", async () => {
  await run();
  await write(nameOf(5), rowsOf(5));
  for (const _ of [1, 2]) {
    await run();
    const before = await countReads();
    const parts = await readSalesParts(connection, paths);
    assert.equal((await countReads()) - before, 0, "the rows of sales were not read");
    assert.deepEqual(
      parts?.map(({ file, year, month, rows }) => [file, year, month, rows]),
      [...[1, 2, 3, 4, 5].map((month) => [month - 1, 2026, month, 10])],
    );
    await rm(join(paths.data, "known-tables.json"));
    assert.deepEqual(await readSalesParts(connection, paths), parts, "a scan finds the same");
    await rm(join(folder, nameOf(1)));
    await write(nameOf(1), rowsOf(1).toReversed());
  }
});

test("a corrected file beside the old one is refused, and nothing is changed", async () => {
  await run();
  await write("2026-01-corrected.csv", rowsOf(1).with(3, "2026-01-04,09:00:00,Köln,Tee,99.99,Ada"));
  await assert.rejects(run(), {
    code: "CSV_INVALID",
    message: /^2026-01-corrected\.csv and 2026-01\.csv have 9 equal rows on 9 days .*: they would count twice$/,
  });
  assert.deepEqual(await select("select count(*), max(id) from sales"), [40]);
  assert.deepEqual(await select("select state from import_status order by id"), ["done", "failed"]);
  await rm(join(folder, nameOf(1)));
  assert.deepEqual((await run()).changes?.loaded, 1);
});

test("a corrected file with other columns beside the old one is refused, too", async () => {
  await run();
  const text = [header, ...rowsOf(1)].map((line) => line.replace(/,[^,]*$/, "")).join("\n");
  await writeFile(join(folder, "short.csv"), `${text}\n`);
  await assert.rejects(run(), {
    message: /^2026-01\.csv and short\.csv have 10 equal rows .* they would count twice$/,
  });
  await writeFile(join(folder, "short.csv"), `${text.replaceAll("Köln", "Bonn")}\n`);
  assert.equal((await run()).changes?.loaded, 1);
  await write(nameOf(5), rowsOf(5));
  assert.equal((await run()).changes?.loaded, 1);
});

test("edits in files that are unchanged stay and are said; those in a replaced file are lost, and that is said", async () => {
  await run();
  await connection.query("update sales set amount = 1 where id = 1");
  await connection.query("delete from sales where sold_on = '2026-02-01'");
  await connection.query("insert into sales (sold_on, store, article, amount) values ('2026-07-07', 'Ulm', 'Tee', 5)");
  await write(nameOf(2), rowsOf(2).slice(1));
  const result = await run();
  assert.deepEqual(formatImport(result).notes, [
    "NOTE: rows of 2026-02.csv were edited in the database; they were replaced or removed with the file",
    "NOTE: sales was edited in the database after its import; the edits stay",
    "  run `SALES_IMPORT=always make import` to load the files again",
  ]);
  assert.deepEqual(await select("select amount from sales where id = 1 or store = 'Ulm' order by id"), [
    "1.00",
    "5.00",
  ]);
  const manifest = describeImport(result);
  assert.deepEqual(
    [manifest.changed_since_import, manifest.last_day, manifest.duplicates, result.table.rows],
    [true, "2026-07-07", undefined, 40],
  );
  assert.deepEqual(await select("select concat(row_count, ' ', last_day) from import_status where state = 'done'"), [
    ...["40 2026-04-10", "39 2026-04-10"],
  ]);
  assert.equal((await run()).action, "edited");
  for (const month of [1, 2, 3]) await write(nameOf(month), rowsOf(month).toReversed());
  const { changes } = await run();
  assert.deepEqual([changes?.loaded, changes?.isEdited, changes?.lostEdits], [3, true, [nameOf(1)]]);
  assert.deepEqual(await select("select amount from sales where store = 'Ulm'"), ["5.00"]);
  for (const month of [1, 2, 3, 4]) await write(nameOf(month), rowsOf(month).slice(1));
  assert.deepEqual((await run()).changes?.lostEdits, "all", "other sales have nothing of the old ones");
  const all = await run({ mode: "always" });
  assert.deepEqual([all.table.rows, all.changes], [36, undefined]);
});

test("where all files must be loaded, edits are lost, and that is said", async () => {
  await run();
  await connection.query("update sales set amount = 1 where id = 1");
  await writeFile(join(folder, "columns.json"), '{ "rounding": "half-up" }');
  const result = await run();
  assert.deepEqual([result.changes?.lostEdits, describeImport(result).changed_since_import], ["all", false]);
  await connection.query("update sales set amount = 1 where month(sold_on) = 1");
  await writeFile(join(folder, "columns.json"), '{ "currency": "CHF" }');
  assert.match(formatImport(await run()).notes[0] ?? "", /all files were loaded again, so the edits are gone$/);
});

test("a unique index of somebody's, or a changed column, has all files loaded; another index stays where it is", async () => {
  await run();
  await connection.query("alter table sales add index by_day (sold_on)");
  await write(nameOf(5), rowsOf(5));
  assert.equal((await run()).changes?.loaded, 1);
  await connection.query("alter table sales add unique index one (sold_on, article)");
  await write(nameOf(5), rowsOf(5).slice(1));
  assert.equal((await run()).changes, undefined);
  await connection.query("alter table sales drop index one, modify store varchar(5) not null default ''");
  await write(
    nameOf(5),
    rowsOf(5)
      .slice(1)
      .map((row) => row.replace("Köln", "Saarbrücken")),
  );
  assert.equal((await run()).changes, undefined);
  assert.deepEqual(await select("show keys from sales where key_name = 'by_day'"), ["sales"]);
});

test("what is kept of files is private, stays while they do, and without it all are loaded", async () => {
  await run();
  const kept = join(paths.data, "imported", mysql.database);
  assert.equal((await readdir(kept)).length, 4);
  await rm(join(folder, nameOf(4)));
  await run();
  assert.equal((await readdir(kept)).length, 3);
  await rm(kept, { recursive: true });
  await write(nameOf(5), rowsOf(5));
  assert.equal((await run()).changes, undefined);
  const [first = ""] = await readdir(kept);
  const bytes = await readFile(join(kept, first));
  await writeFile(join(kept, first), bytes.with(20, (bytes[20] ?? 0) ^ 1));
  await write(nameOf(6), rowsOf(6));
  const { changes, table } = await run();
  assert.deepEqual([changes, table.rows], [undefined, 50]);
  assert.equal((await readdir(kept)).length, 5);
});

test("invalid rows of unchanged files are written again, under the name that their file has now", async () => {
  await write(nameOf(1), [...rowsOf(1), "2026-13-01,nonsense"]);
  const rejects = { rejects: "keep" } as const;
  await run(rejects);
  await rename(join(folder, nameOf(1)), join(folder, "0.csv"));
  await write(nameOf(5), [...rowsOf(5), "2026-13-01,nonsense"]);
  const { changes, files } = await run(rejects);
  assert.deepEqual(
    [changes?.loaded, files.map(({ rejected }) => rejected)],
    [1, [1, undefined, undefined, undefined, 1]],
  );
  const folderOf = `${folder}-rejects`;
  assert.deepEqual(await readdir(folderOf), ["0.csv", "2026-05.csv"]);
  assert.match(await readFile(join(folderOf, "0.csv"), "utf8"), /^file,line,reason,row\n0\.csv,12,/);
  await assert.rejects(run(), { message: /^0\.csv:12: / });
  assert.ok(!existsSync(folderOf));
});

test("a session that reads while files change sees sales and status before or after, and one that writes is not lost", async () => {
  const many = (month: number): string[] => Array.from({ length: 800 }, (_, i) => `${rowsOf(month)[i % 10]} ${i}`);
  for (const month of [1, 2, 3, 4]) await write(nameOf(month), many(month));
  await run();
  await write(nameOf(5), many(5));
  const other = await connectMysql(mysql, paths);
  const seen = new Set<string>();
  let hasEnded = false;
  const watch = (async () => {
    while (!hasEnded) {
      const [[found]] = await other.query<RowDataPacket[]>(
        `select concat((select count(*) from sales), ' ', (select row_count from import_status where state = 'done' order by id desc limit 1)) as v`,
      );
      seen.add(String(found?.["v"]));
    }
  })();
  const { changes } = await run();
  hasEnded = true;
  await watch;
  assert.equal(changes?.loaded, 1);
  for (const pair of seen) assert.ok(["3200 3200", "4000 4000"].includes(pair), pair);
  await write(nameOf(6), rowsOf(6));
  let inserted: Promise<unknown> | undefined;
  const progress = (): void => {
    inserted ??= other.query("update sales set amount = 2 where id = 5");
  };
  const result = await run({ progress });
  await inserted;
  await other.end();
  assert.equal(result.changes?.isEdited, true, "the edit is seen, though it came after the look at the table");
  assert.equal((await run()).action, "edited");
});

test("while files change, a commit of what was open before is seen, and so is a TRUNCATE", async () => {
  await run();
  const other = await connectMysql(mysql, paths);
  await other.query("start transaction");
  await other.query("update sales set amount = 2 where id = 5");
  await write(nameOf(5), rowsOf(5));
  const once = (sql: string) => {
    let ended: Promise<unknown> | undefined;
    const progress = (): void => {
      ended ??= other.query(sql);
    };
    return { progress, ended: () => ended };
  };
  const commit = once("commit");
  const { changes } = await run({ progress: commit.progress });
  await commit.ended();
  assert.equal(changes?.isEdited, true);
  assert.equal((await run()).action, "edited");
  await write(nameOf(6), rowsOf(6));
  const empty = once("truncate table sales");
  await run({ progress: empty.progress });
  await empty.ended();
  await other.end();
  assert.equal((await run()).action, "loaded", "the table was empty");
  assert.deepEqual(await select("select count(*) from sales"), [60]);
});

test("a server that is killed in the middle of a change has the old rows and the old status afterwards", async () => {
  const own = { ...paths, data: join(temporary, "killed") };
  await joinEmbeddedMysql(own, mysql.database);
  let session = await connectMysql(mysql, own);
  try {
    await writeFile(join(folder, "columns.json"), '{ "equalRows": "count" }');
    await importSales(session, { ...defaults(), paths: own });
    await write(nameOf(5), rowsOf(5));
    const [[server]] = await session.query<RowDataPacket[]>("select @@pid_file as path, @@datadir as folder");
    const pid = Number(await readFile(resolve(server?.["folder"], server?.["path"]), "utf8"));
    const kill = (): void => void process.kill(pid, "SIGKILL");
    // The rows are loaded by then, and compared; nothing is committed.
    const log = (line: string): void => (line.includes("counted in both") ? kill() : undefined);
    await write("z.csv", [rowsOf(1)[0] as string, ...rowsOf(6)]);
    await assert.rejects(importSales(session, { ...defaults(), paths: own, log }), { code: "MYSQL_UNREACHABLE" });
    await session.end().catch(() => {});
    await leaveEmbeddedMysql(own);
    await joinEmbeddedMysql(own, mysql.database);
    session = await connectMysql(mysql, own);
    const [[found]] = await session.query<RowDataPacket[]>(
      "select (select count(*) from sales) as got, (select row_count from import_status where state = 'done') as said",
    );
    assert.deepEqual([found?.["got"], found?.["said"]], [40, 40]);
    const { changes, table } = await importSales(session, { ...defaults(), paths: own });
    assert.deepEqual([changes?.loaded, table.rows], [2, 61]);
  } finally {
    await session.end().catch(() => {});
    await leaveEmbeddedMysql(own);
  }
});

function nameOf(month: number): string {
  return `2026-0${month}.csv`;
}

function rowsOf(month: number): string[] {
  return Array.from(
    { length: 10 },
    (_, i) => `2026-0${month}-${String(i + 1).padStart(2, "0")},09:41:0${i},Köln,Butter ${i} g,${i}.${month}0,Ada`,
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function idsOf(month: number): Promise<unknown[]> {
  return select(`select id from sales where month(sold_on) = ${month} order by id`);
}

async function countReads(): Promise<number> {
  const [[row]] = await connection.query<RowDataPacket[]>("show session status like 'Handler_read_next'");
  return Number(row?.["Value"]);
}

function run(options: Partial<ImportOptions> = {}): Promise<ImportResult> {
  return importSales(connection, { ...defaults(), ...options });
}

function defaults(): ImportOptions {
  return {
    source: folder,
    sourceHint: "",
    mode: "auto",
    paths,
    rejectsFolder: `${folder}-rejects`,
    rejects: "stop",
  };
}

async function write(name: string, rows: readonly string[]): Promise<void> {
  await writeFile(join(folder, name), `${[header, ...rows].join("\n")}\n`);
}

/** The first column of what a query finds. */
async function select(sql: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((found) => Object.values(found)[0]);
}
