import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { afterEach, beforeEach } from "node:test";
import { type Period, parsePeriod, sha256, TillbookError } from "@tillbook/pipeline";
import { writeEntry } from "./entries.js";
import { describeFailures, type MakeOptions, makeReports } from "./make-reports.js";
import type { Parts } from "./parts.js";

// The reports here are a line of text each; what makes real ones is tried in tests/reports.e2e.test.ts.

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "tillbook-reports-")), "stores");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const scope = {
  period: parsePeriod("2026-02") as Period,
  data: { first: "2026-01-01", last: "2026-02-28", closedWeekdays: [] },
  store: undefined as string | undefined,
};
const sums = { cents: 100n, sales: 1n };

function listParts(stores: string[]): Parts {
  return {
    by: "store",
    whole: { name: undefined, scope, sums },
    parts: stores.map((name) => ({ name, scope: { ...scope, store: name }, sums })),
  };
}

/** Runs for some stores; gives which were made, in order of their names, and what is there then. */
async function run(
  stores: string[],
  {
    inputs = "a",
    fail = [],
    stopAt,
    fullAt,
  }: { inputs?: string; fail?: string[]; stopAt?: string; fullAt?: string } = {},
) {
  const made: string[] = [];
  const lines: string[] = [];
  const stop = new AbortController();
  const options: MakeOptions = {
    folder,
    parts: listParts(stores),
    hashInputs: async ({ scope }) => sha256(JSON.stringify([inputs, scope])),
    log: (line) => void lines.push(line),
    progress: (line) => void lines.push(line),
    signal: stop.signal,
    open: (work) =>
      work(async ({ name }, { slug, inputs }) => {
        if (name === stopAt) stop.abort(new TillbookError("INTERRUPTED", "stopped", "again"));
        stop.signal.throwIfAborted();
        if (name === fullAt) throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
        if (fail.includes(name)) throw new TillbookError("NOTEBOOK_FAILED", `${name} is too big`, "make it smaller");
        made.push(name);
        const write = (ending: string) => {
          const file = `${slug}.${ending}`;
          writeFileSync(join(folder, file), name);
          return { file, sha256: sha256(name) };
        };
        await writeEntry(folder, slug, { name });
        const [html, pdf] = [write("html"), write("pdf")];
        await writeEntry(folder, slug, { name, inputs, html, pdf, revenue_cents: "100", sales: "1" });
      }),
  };
  const result = await makeReports(options).catch((error: unknown) => error);
  return { made: made.sort(), lines, result: result as Awaited<ReturnType<typeof makeReports>> };
}

const list = (): string[] => readdirSync(folder).sort();

test("each report is made once, and again when what it is made from changes, or its file", async () => {
  assert.deepEqual((await run(["Nord", "Süd"])).made, ["Nord", "Süd"]);
  assert.deepEqual((await run(["Nord", "Süd"])).made, []);
  assert.deepEqual((await run(["Nord", "Ost", "Süd"])).made, ["Ost"]);
  assert.deepEqual((await run(["Nord", "Ost", "Süd"], { inputs: "b" })).made, ["Nord", "Ost", "Süd"]);
  writeFileSync(join(folder, "nord.html"), "other");
  rmSync(join(folder, "ost.pdf"));
  assert.deepEqual((await run(["Nord", "Ost", "Süd"], { inputs: "b" })).made, ["Nord", "Ost"]);
  assert.equal(readFileSync(join(folder, "nord.html"), "utf8"), "Nord");
});

test("a run that was stopped goes on where it was, also in the middle of a report", async () => {
  const stores = Array.from({ length: 9 }, (_, i) => `Store ${i}`);
  const stopped = await run(stores, { stopAt: "Store 5" });
  assert.equal((stopped.result as unknown as TillbookError).code, "INTERRUPTED");
  assert.ok(stopped.made.length < 9 && stopped.made.length > 0);
  await writeEntry(folder, "store-5", { name: "Store 5" });
  writeFileSync(join(folder, "store-5.html"), "half");
  mkdirSync(join(folder, ".making/store-5"), { recursive: true });
  const { made, result } = await run(stores);
  assert.deepEqual([...stopped.made, ...made].sort(), stores);
  assert.equal(result.entries.size, 9);
  assert.ok(!list().includes(".making"));
});

test("reports of stores that no longer exist are removed, whole or half made; nothing else in the folder is touched", async () => {
  await run(["Nord", "Süd"]);
  await writeEntry(folder, "west", { name: "West" });
  writeFileSync(join(folder, "west.html"), "half");
  for (const file of ["notes.txt", "own.html", "own.json", "other.json"]) writeFileSync(join(folder, file), '{"a":1}');
  writeFileSync(join(folder, "empty.json"), "{}");
  const { lines } = await run(["Nord"]);
  assert.deepEqual(list(), [
    "empty.json",
    "nord.html",
    "nord.json",
    "nord.pdf",
    "notes.txt",
    "other.json",
    "own.html",
    "own.json",
  ]);
  assert.deepEqual(lines, ["removed 2 of what no longer exists"]);
});

test("a store that fails leaves no report, and stops no other", async () => {
  await run(["Nord", "Ost", "Süd"]);
  const { made, result } = await run(["Nord", "Ost", "Süd"], { inputs: "b", fail: ["Ost"] });
  assert.deepEqual(made, ["Nord", "Süd"]);
  assert.deepEqual([...result.entries.keys()], ["Nord", "Süd"]);
  assert.deepEqual(
    list().filter((file) => file.startsWith("ost")),
    [],
  );
  const { code, message, details, hint } = describeFailures(result.failures, listParts(["Nord", "Ost", "Süd"]));
  assert.deepEqual(
    [code, message, details, hint],
    [
      "NOTEBOOK_FAILED",
      "1 of 3 reports could not be made",
      ['"Ost": Ost is too big'],
      "REPORT_STORE='Ost' make report fails likewise; once it is fixed, make reports BY=store makes only what is missing",
    ],
  );
  assert.deepEqual((await run(["Nord", "Ost", "Süd"], { inputs: "b" })).made, ["Ost"]);
});

test("a failure that all reports would have ends the run when nobody works any more, and what was not begun stays", async () => {
  const stores = Array.from({ length: 9 }, (_, i) => `Store ${i}`);
  await run(stores);
  const { made, result } = await run(stores, { inputs: "b", fail: stores.slice(4), fullAt: "Store 3" });
  assert.equal((result as unknown as NodeJS.ErrnoException).code, "ENOSPC");
  assert.deepEqual(made, ["Store 0", "Store 1", "Store 2"]);
  assert.deepEqual(
    list().filter((file) => file.endsWith(".html")),
    stores.map((_, i) => `store-${i}.html`),
  );
});

test("the command that shows a failure by itself is safe in a shell", () => {
  const failures = [{ name: "O'Neill; rm -rf ~", error: new Error("no") }];
  const { hint } = describeFailures(failures, listParts(["O'Neill; rm -rf ~"]));
  assert.match(hint, /^REPORT_STORE='O'\\''Neill; rm -rf ~' make report /);
});

test("progress is told by count, with the reports of an earlier run", async () => {
  await run(["Nord"]);
  const { lines } = await run(["Nord", "Ost", "Süd"]);
  assert.equal(lines[0], "1 of 3 are unchanged");
  assert.match(lines[1] ?? "", /^2 of 3, 0\.0 s each, about 0 s left$/);
  assert.match(lines[2] ?? "", /^3 of 3, /);
});
