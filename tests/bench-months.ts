import { closeSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { columnNames } from "@tillbook/dataset";
import { findRoot } from "@tillbook/pipeline";
import { readQueries } from "@tillbook/queries";
import { fingerprintTable, formatFingerprint } from "@tillbook/services";
import { makeCatalogue } from "../libs/dataset/src/catalogue.js";
import { writeSalesFile } from "../libs/dataset/src/sales-file.js";
import { describeColumns } from "../spark/aggregate.js";
import { type Checkout, copyCheckout } from "./checkout.js";

// `make bench-months`: what import and aggregate cost for a chain of 400 stores with one file a month, when all files are new,
// nothing changed, one cell of one is corrected, and one is removed and added; it ends by comparing the tables with those of the run
// from scratch. For each size in BENCH_ROWS, in a copy of this checkout; the table goes to docs/performance.md, rows of other sizes stay.

const sizes = (process.env["BENCH_ROWS"] || "1000000 12000000 100000000").split(/[ ,]+/).map(Number);
const months = Number(process.env["BENCH_MONTHS"] || "12");
const stores = Number(process.env["BENCH_STORES"] || "400");
if (![...sizes, stores, months - 1].every((count) => Number.isInteger(count) && count > 0))
  throw new Error("expected numbers in BENCH_ROWS and BENCH_STORES, and at least 2 in BENCH_MONTHS");

/** Whose processes are told apart, and how they are known; the first that fits counts. Make and Nx are left out. */
const owners = {
  spark: /SparkConnectServer/,
  mariadb: /mariadbd .*--datadir/,
  runner: /cli\/run\.ts|\/nx\.js|^(make|\/bin\/bash|bash|sh|setpriv) |mysql\.stage\.ts/,
  ours: /./,
} as const;
type Owner = keyof typeof owners;

/** What a run took, by stage and by owner. */
interface Cost {
  /** Seconds, as the stage prints them. */
  wall: Record<Stage, number>;
  /** Processor seconds, user and system, of the stage itself, of MariaDB and of Spark. */
  processor: Record<Stage, number>;
  /** Of them, those of Spark until it was asked for the first time, of which its work takes no part. */
  sparkStart: number;
  /** Peak resident memory of the largest process of each owner, in MB. */
  peaks: Partial<Record<Owner, number>>;
}
type Stage = "import" | "aggregate";

for (const rows of sizes) {
  const checkout = copyCheckout();
  process.once("SIGINT", () => checkout.remove()).once("SIGTERM", () => checkout.remove());
  try {
    await measureSize(checkout, rows);
  } finally {
    checkout.remove();
  }
}

async function measureSize(checkout: Checkout, rows: number): Promise<void> {
  const last = writeMonths(join(checkout.root, "tills"), rows).at(-1) as string;
  const away = `${last}.away`;
  // Whatever set-up still has to do is no part of a run.
  await checkout.make("setup");
  const costs: [string, Cost][] = [];
  const run = async (name: string): Promise<void> => {
    costs.push([name, await measure(checkout)]);
    console.log(`${rows} rows, ${name}: ${JSON.stringify(costs.at(-1)?.[1])}`);
  };
  await run(`${months} months, all new`);
  const wholly = await describeResults(checkout);
  await run("nothing changed");
  const digit = correctCell(last);
  await run("one cell corrected");
  if ((await describeResults(checkout)) === wholly) throw new Error("expected other tables with the cell corrected");
  renameSync(last, away);
  correctCell(away, digit);
  await run("one month removed");
  renameSync(away, last);
  await run("one month added");
  await run("nothing changed, again");
  const partly = await describeResults(checkout);
  if (wholly !== partly) throw new Error(`expected the tables of the run from scratch:\n${wholly}\ngot:\n${partly}`);
  console.log(`${rows} rows: the same tables and manifests as from scratch:\n${wholly}`);
  writeRows(rows, costs);
}

/** Writes one file for each month, all of the same number of rows; returns their paths. */
function writeMonths(folder: string, rows: number): string[] {
  const seed = 42;
  const catalogue = makeCatalogue({ stores, seed });
  return Array.from({ length: months }, (_, i) => {
    const first = new Date(Date.UTC(2026, i - months, 1));
    const name = first.toISOString().slice(0, 7);
    const days = new Date(Date.UTC(2026, i - months + 1, 0)).getUTCDate();
    const piece = { from: 0, to: Math.round(rows / months), stream: 1 };
    const settings = { rows: piece.to, stores, days, start: `${name}-01`, seed: seed + i };
    mkdirSync(join(folder, name), { recursive: true });
    const path = join(folder, name, "sales.csv");
    writeSalesFile(settings, catalogue, { name: `${name}/sales.csv`, path, piece }, () => {});
    return path;
  });
}

/** Changes the last digit of the amount in the first row of a file, by default to another one; returns what it was. */
function correctCell(path: string, digit?: string): string {
  const file = openSync(path, "r+");
  const start = Buffer.alloc(4096);
  readSync(file, start, 0, start.length, 0);
  const [header = "", row = ""] = start.toString("latin1").split("\n");
  const amount = /^(?:[^,]*,){4}-?\d+\.\d/.exec(row)?.[0];
  if (amount === undefined) throw new Error(`expected an amount in ${path}, got ${row}`);
  const before = row[amount.length] as string;
  writeSync(file, digit ?? (before === "1" ? "2" : "1"), header.length + 1 + amount.length);
  closeSync(file);
  return before;
}

/** Runs import and aggregate, and looks at their processes ten times a second. */
async function measure(checkout: Checkout): Promise<Cost> {
  const running = checkout.start("aggregate", { SALES_CSV: join(checkout.root, "tills") });
  const peaks: Cost["peaks"] = {};
  const seconds = new Map<number, { owner: Owner; seconds: number }>();
  const total = (): number =>
    [...seconds.values()].reduce((sum, one) => sum + (one.owner === "runner" ? 0 : one.seconds), 0);
  const started = (): number =>
    [...seconds.values()].reduce((sum, one) => sum + (one.owner === "spark" ? one.seconds : 0), 0);
  let [imported, sparkStart]: [number | undefined, number | undefined] = [undefined, undefined];
  let hasEnded = false;
  void running.ended.finally(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    for (const line of checkout.processes()) noteProcess(peaks, seconds, Number.parseInt(line, 10));
    if (imported === undefined && /^import +done/m.test(running.output())) imported = total();
    if (sparkStart === undefined && /^aggregate +\d+ sales/m.test(running.output())) sparkStart = started();
    await sleep(100);
  }
  const { code, output } = await running.ended;
  if (code !== 0) throw new Error(`expected make aggregate to end well, got ${code}:\n${output}`);
  // a stage that Nx has found unchanged prints nothing
  const wall = (stage: Stage): number =>
    Number(new RegExp(`^${stage} +done in ([\\d.]+) s`, "m").exec(output)?.[1] ?? 0);
  return {
    wall: { import: wall("import"), aggregate: wall("aggregate") },
    processor: { import: imported ?? 0, aggregate: total() - (imported ?? 0) },
    sparkStart: sparkStart ?? 0,
    peaks,
  };
}

/** Notes the memory and the processor time of a process until now; nothing when it is gone. */
function noteProcess(peaks: Cost["peaks"], seconds: Map<number, { owner: Owner; seconds: number }>, pid: number): void {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const owner = (Object.keys(owners) as Owner[]).find((name) => owners[name].test(command)) ?? "ours";
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    peaks[owner] = Math.max(peaks[owner] ?? 0, Number(peak ?? 0) / 1000);
    // proc(5): utime and stime are the 14th and 15th field, in ticks of 1/100 s; the second may contain blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    seconds.set(pid, { owner, seconds: (Number(fields[11]) + Number(fields[12])) / 100 });
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

/** Computes the fingerprints of all tables, and reads the manifests. */
async function describeResults(checkout: Checkout): Promise<string> {
  const queries = await readQueries(join(checkout.root, "spark"));
  const tables = [
    { table: "sales", columns: columnNames, amountColumn: "amount", nullable: [] },
    ...queries.map((query) => ({ table: query.name, ...describeColumns(query) })),
  ];
  const lines = await checkout.query(async (connection) => {
    const found: string[] = [];
    for (const { table, columns, amountColumn, nullable } of tables) {
      const print = await fingerprintTable(connection, table, columns, amountColumn, nullable);
      found.push(`${table} ${print && formatFingerprint(print)}`);
    }
    return found;
  });
  const manifests = ["import", "aggregate"].map((stage) =>
    readFileSync(join(checkout.root, "build", "manifests", `${stage}.json`), "utf8"),
  );
  return [...lines, ...manifests].join("\n");
}

/** Puts the rows of one size into the table, and prints them. */
function writeRows(rows: number, costs: [string, Cost][]): void {
  const full = costs[0]![1];
  const size = rows.toLocaleString("en");
  const made = costs.map(([name, cost]) => {
    const { wall, processor, peaks } = cost;
    const stage = (one: Stage): string =>
      `${wall[one].toFixed(1)} s | ${processor[one].toFixed(1)} s, ${formatShare(work(cost, one), work(full, one))}`;
    const peak = (owner: Owner): string => (peaks[owner] === undefined ? "" : `${Math.round(peaks[owner])} MB`);
    return `| ${size} | ${name} | ${stage("import")} | ${stage("aggregate")} | ${peak("ours")} | ${peak("mariadb")} | ${peak("spark")} |`;
  });
  console.log(made.join("\n"));
  const doc = join(findRoot(), "docs", "performance.md");
  const [before = "", table = "", after = ""] = readFileSync(doc, "utf8").split(
    /(?<=<!-- bench-months -->\n)|(?=<!-- end of bench-months -->)/,
  );
  const [title = "", rule = "", ...old] = table.split("\n").filter((line) => line.startsWith("|"));
  const sizeOf = (line: string): number => Number(line.split("|")[1]?.replaceAll(",", ""));
  const kept = [...old.filter((line) => sizeOf(line) !== rows), ...made].sort((a, b) => sizeOf(a) - sizeOf(b));
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${stores} stores, ${months} files:`;
  writeFileSync(doc, `${before}${machine}\n\n${[title, rule, ...kept].join("\n")}\n${after}`);
}

/** The processor seconds of a stage without the start of its server. */
function work({ processor, sparkStart }: Cost, stage: Stage): number {
  return processor[stage] - (stage === "aggregate" ? sparkStart : 0);
}

/** E.g. `1/9.1` of the cost of all. */
function formatShare(cost: number, all: number): string {
  return cost < 0.005 ? "0" : `1/${(all / cost).toFixed(1)}`;
}
