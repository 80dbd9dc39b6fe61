import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot, sha256 } from "@tillbook/pipeline";
import { copyCheckout } from "./checkout.js";

// `make bench-peer`: runs tests/peer/report.py, a notebook without database, and `make report` in turns on the same 1,000,000 sales:
// all new, nothing changed, a notebook edited, a style edited; then edits while `make watch` runs. Medians go to docs/performance.md,
// beside the load of the machine: ratios can be compared with those of another day, seconds can't. BENCH_ROUNDS=3 for fewer than 5, BENCH_ROWS for other sizes.

const rounds = Number(process.env["BENCH_ROUNDS"] || "5");
const rows = process.env["BENCH_ROWS"] || "1000000";
if (!Number.isInteger(rounds) || rounds < 1 || !/^[1-9]\d*$/.test(rows))
  throw new Error("expected whole numbers above 0 in BENCH_ROUNDS and BENCH_ROWS");
const root = findRoot();
/** After a report, until `make watch` has got ready for the next edit, in ms. */
const preparationMs = 20_000;

/** What a command took, in seconds; its processor time is that of all processes that it waited for. */
interface Cost {
  wall: number;
  /** Not measured of what stays up. */
  processor?: number;
}

const checkout = copyCheckout({ SALES_ROWS: rows });
process.once("SIGINT", () => checkout.remove()).once("SIGTERM", () => checkout.remove());
try {
  const python = await installPeer();
  const drawings = join(checkout.root, ".cache/drawings");
  const report = (name: string, prepare: () => void): [string, () => Promise<Cost>] => [
    name,
    async () => {
      prepare();
      return time(["make", "report"], { SALES_ROWS: rows });
    },
  ];
  const notebook = join(checkout.root, "notebooks/5-time-sales.ipynb");
  const work: [string, () => Promise<Cost>][] = [
    report("all new", () => {
      for (const folder of ["build", ".data", ".nx"])
        rmSync(join(checkout.root, folder), { recursive: true, force: true });
      rmSync(drawings, { recursive: true, force: true });
    }),
    ["the notebook without a database", () => time(["bash", "-c", peerCommand(python)])],
    report("nothing changed", () => {}),
    report("a notebook edited", () => editCode(notebook)),
    report("a style edited", () => appendFileSync(join(checkout.root, "report/report.css"), "/* edited */\n")),
  ];
  const costs = new Map<string, Cost[]>(work.map(([name]) => [name, []]));
  // what only the first run ever does, e.g. unpacking the browser, is no part of any
  await checkout.make("report");
  for (let round = 1; round <= rounds; round++) {
    for (const [name, run] of work) {
      const cost = await run();
      costs.get(name)!.push(cost);
      console.log(`${round} ${name}: ${cost.wall.toFixed(1)} s, processor ${cost.processor!.toFixed(1)} s`);
    }
  }
  await watchEdits(costs);
  writeTable(costs);
} finally {
  checkout.remove();
}

/** Installs what the notebook without a database needs, once for each state of its requirements. */
async function installPeer(): Promise<string> {
  const requirements = join(root, "tests/peer/requirements.txt");
  const home = join(root, ".cache/peer", sha256(readFileSync(requirements)).slice(0, 16));
  const python = join(home, "bin/python");
  if (existsSync(join(home, "ready"))) return python;
  await time(["python3", "-m", "venv", home]);
  await time([python, "-m", "pip", "install", "--quiet", "--requirement", requirements]);
  writeFileSync(join(home, "ready"), "");
  return python;
}

function peerCommand(python: string): string {
  const out = join(checkout.root, "peer");
  const print = `node --import @tillbook/pipeline/tsx tests/peer/print.ts ${out}/report.html ${out}/report.pdf`;
  return `${python} tests/peer/report.py build/csv ${out} && ${print}`;
}

/** Runs a command in the copy, and has the shell tell what it took. */
async function time(command: string[], env: Record<string, string> = {}): Promise<Cost> {
  mkdirSync(join(checkout.root, "peer"), { recursive: true });
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >peer/log 2>&1';
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    cwd: checkout.root,
    env: { ...process.env, ...env, PATH: `${join(checkout.root, "node_modules/.bin")}:${process.env["PATH"]}` },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const [code] = await once(child, "close");
  const log = readFileSync(join(checkout.root, "peer/log"), "utf8");
  if (code !== 0) throw new Error(`expected ${command.join(" ")} to end with 0, got ${code}:\n${log}`);
  const [wall = 0, user = 0, system = 0] = said.trim().split("\n").at(-1)!.split(" ").map(Number);
  return { wall, processor: user + system };
}

/** Adds how long `make watch` takes from an edit until the new report is there; before each edit it has time to get ready. */
async function watchEdits(costs: Map<string, Cost[]>): Promise<void> {
  const file = (name: string): string => join(checkout.root, name);
  const edits: [string, () => void][] = [
    ["a style edited in make watch", () => appendFileSync(file("report/report.css"), "/* edited */\n")],
    ["a heading of a notebook", () => editText(file("notebooks/5-time-sales.ipynb"))],
    ["a cell", () => editCode(file("notebooks/5-time-sales.ipynb"))],
    ["a chart", () => editSource(file("libs/charts/src/abc.ts"), /bargap: ([\d.]+)/)],
    ["a query", () => appendFileSync(file("spark/time_sales.sql"), "-- edited\n")],
  ];
  const watching = checkout.start("watch", { SALES_ROWS: rows });
  try {
    await watching.printed(/watch +(new report|report unchanged) after/);
    for (let round = 1; round <= rounds; round++) {
      for (const [name, edit] of edits) {
        await sleep(preparationMs);
        const before = watching.output().length;
        const started = performance.now();
        edit();
        const said = (): string => watching.output().slice(before);
        while (!/watch +(new report|report unchanged|waiting)/.test(said())) await sleep(20);
        if (/watch +waiting/.test(said())) throw new Error(`expected a report, got:\n${said()}`);
        const wall = (performance.now() - started) / 1000;
        costs.set(name, [...(costs.get(name) ?? []), { wall }]);
        console.log(`${round} ${name}: ${wall.toFixed(1)} s`);
      }
    }
  } finally {
    process.kill(-Number(watching.child.pid), "SIGINT");
    await watching.ended;
  }
}

/** Changes the text of a notebook's first cell. */
function editText(file: string): void {
  const notebook = JSON.parse(readFileSync(file, "utf8"));
  notebook.cells[0].source.push("\n\nEdited.");
  writeFileSync(file, JSON.stringify(notebook, null, 1));
}

/** Changes the first number that a pattern names. */
function editSource(file: string, pattern: RegExp): void {
  const text = readFileSync(file, "utf8").replace(pattern, (all, number) => all.replace(number, `${number}1`));
  writeFileSync(file, text);
}

/** Adds a comment to the first cell of code. */
function editCode(file: string): void {
  const notebook = JSON.parse(readFileSync(file, "utf8"));
  const cell = notebook.cells.find(({ cell_type }: { cell_type: string }) => cell_type === "code");
  cell.source.push("\n// edited");
  writeFileSync(file, JSON.stringify(notebook, null, 1));
}

function writeTable(costs: ReadonlyMap<string, Cost[]>): void {
  const doc = join(root, "docs/performance.md");
  const peer = costs.get("the notebook without a database")!;
  const lines = [...costs].map(([name, taken]) => {
    const cells = (["wall", "processor"] as const).flatMap((kind) => {
      const of = (some: Cost[]): number => median(some.flatMap((cost) => cost[kind] ?? []));
      if (taken.every((cost) => cost[kind] === undefined)) return ["", ""];
      return [`${of(taken).toFixed(1)} s`, `${(of(taken) / of(peer)).toFixed(2)} ×`];
    });
    return `| ${name} | ${cells.join(" | ")} |`;
  });
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(", ");
  const table = [
    `${Number(rows).toLocaleString("en")} sales, medians of ${rounds} rounds, ${availableParallelism()} cores, load averages at the end ${load}:`,
    "",
    "| | wall | | processor | |",
    "|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
  console.log(table);
  const place = /(?<=<!-- bench-peer -->\n)[\s\S]*(?=<!-- end of bench-peer -->)/;
  writeFileSync(
    doc,
    readFileSync(doc, "utf8").replace(place, () => table),
  );
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
