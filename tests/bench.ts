import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { copyCheckout } from "./checkout.js";

// `make bench`: runs every stage cold, in a copy of this checkout, for each size in BENCH_ROWS, and puts time and peak
// memory into the table of docs/scaling.md; rows of other sizes stay. BENCH_UNTIL names the last target.

const targets = ["generate", "import", "aggregate", "plot", "report"] as const;
const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"];
const sizes = (process.env["BENCH_ROWS"] || "1000000 10000000 100000000").split(/[ ,]+/).map(Number);
const until = process.env["BENCH_UNTIL"] || "report";
if (!sizes.every((rows) => Number.isInteger(rows) && rows > 0) || !targets.some((target) => target === until)) {
  throw new Error(`expected numbers in BENCH_ROWS and one of ${targets.join(", ")} in BENCH_UNTIL`);
}

/** Whose processes are told apart, and how they are known; the first that fits counts. */
const owners = {
  spark: /SparkConnectServer/,
  mariadb: /mariadbd .*--datadir/,
  browser: /\/chromium\/[\d.]+\/chromium/,
  runner: /cli\/run\.ts|\/nx\.js|^(make|\/bin\/bash|bash|sh|setpriv) |mysql\.stage\.ts/,
  ours: /./,
} as const;
type Owner = keyof typeof owners;

/** Peak resident memory of the largest process of each owner, in MB. */
type Peaks = Partial<Record<Owner, number>>;

const doc = join(findRoot(), "docs", "scaling.md");
for (const rows of sizes) {
  const checkout = copyCheckout();
  process.once("SIGINT", () => checkout.remove()).once("SIGTERM", () => checkout.remove());
  try {
    for (const target of targets.slice(0, targets.indexOf(until as (typeof targets)[number]) + 1)) {
      const running = checkout.start(target, { SALES_ROWS: String(rows), SALES_STORES: "8", SALES_DAYS: "365" });
      const peaks: Peaks = {};
      let hasEnded = false;
      void running.ended.finally(() => {
        hasEnded = true;
      });
      while (!hasEnded) {
        for (const line of checkout.processes()) notePeak(peaks, Number.parseInt(line, 10));
        await sleep(100);
      }
      const { code, output } = await running.ended;
      if (code !== 0) throw new Error(`expected make ${target} to end well, got ${code}:\n${output}`);
      const seconds = [...output.matchAll(/^(\w+) +done in ([\d.]+) s: (?!unchanged)/gm)];
      for (const [, stage = "", s] of seconds) writeRow(rows, stage, `${s} s`, peaks);
    }
  } finally {
    checkout.remove();
  }
}

/** Counts a process at its owner, from its command line and its peak resident memory in MB; nothing when it is gone. */
function notePeak(peaks: Peaks, pid: number): void {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const owner = (Object.keys(owners) as Owner[]).find((name) => owners[name].test(command)) ?? "ours";
    peaks[owner] = Math.max(peaks[owner] ?? 0, Number(peak ?? 0) / 1000);
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

/** Puts one row into the table, in the place of the one with the same size and stage, and prints it. */
function writeRow(rows: number, stage: string, time: string, peaks: Peaks): void {
  const megabytes = (owner: Owner): string => {
    const peak = peaks[owner];
    return peak === undefined ? "" : `${Math.round(peak)} MB`;
  };
  const key = `| ${rows.toLocaleString("en")} | ${stage} |`;
  const row = `${key} ${time} | ${megabytes("ours")} | ${megabytes("spark")} | ${megabytes("mariadb")} | ${megabytes("browser")} |`;
  console.log(row);
  const [before = "", table = "", after = ""] = readFileSync(doc, "utf8").split(
    /(?<=<!-- bench -->\n)|(?=<!-- end of bench -->)/,
  );
  const [title = "", rule = "", ...old] = table.split("\n").filter((line) => line.startsWith("|"));
  const order = (line: string): number => {
    const [, size = "", name = ""] = line.split("|");
    return Number(size.replaceAll(",", "")) + stages.indexOf(name.trim()) / stages.length;
  };
  const kept = [...old.filter((line) => !line.startsWith(key)), row].sort((a, b) => order(a) - order(b));
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB:`;
  writeFileSync(doc, `${before}${machine}\n\n${[title, rule, ...kept].join("\n")}\n${after}`);
}
