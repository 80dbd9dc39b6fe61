import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { type Paths, readSettings, sha256 } from "@tillbook/pipeline";
import { makeTestRoot } from "../libs/services/src/test-mysql.js";
import { historyFile } from "./edits.js";
import type { NxRun } from "./nx.js";
import { watchReport } from "./watch-report.js";
import type { WatchState } from "./watch-server.js";

let paths: Paths;
beforeEach(async () => {
  paths = await makeTestRoot("tillbook-watch-report-");
});
afterEach(() => rm(paths.root, { recursive: true }));

/** How a build ends, the report that it leaves, and what is edited afterwards. */
interface Turn extends NxRun {
  report?: string;
  edited: string[];
}

/** Watches until all turns are over; gives what was printed, sent to the pages and asked of nx. */
async function watch(turns: Turn[], stop = new AbortController()) {
  const printed: string[] = [];
  const sent: WatchState[] = [];
  const calls: string[] = [];
  let [turn, warmed, prepared] = [0, 0, 0];
  const end = new Error("all turns are over");
  const watching = watchReport({
    settings: readSettings({}, paths.root),
    paths,
    log: (line) => void printed.push(line.replace(/ 0\.\d s$/, " … s")),
    signal: stop.signal,
    services: { mend: async () => [], environment: () => ({}), warm: () => void warmed++ },
    // each edit is nx's to rebuild for, so that it is seen here
    known: { find: () => undefined, learn: () => {}, forget: () => {} },
    stages: { run: async () => assert.fail("without nx"), renew: () => {}, warm: () => void prepared++ },
    server: { send: (state) => void sent.push(state) },
    edits: {
      next: async () => {
        if (turn === turns.length) throw end;
        return turns[turn - 1]!.edited;
      },
    },
    nx: async (_, args) => {
      // it is asked what depends on files
      if (args.some((arg) => arg.startsWith("--graph="))) return { code: 1, failure: [] };
      calls.push(args.find((arg) => arg.startsWith("--files=")) ?? args.join(" "));
      const { code, failure, report } = turns[turn++]!;
      if (report !== undefined) await writeReport(report);
      return { code, failure };
    },
    shell: {},
  });
  await assert.rejects(watching, (error) => error === end || error === stop.signal.reason);
  return { printed, sent, calls, warmed, prepared };
}

async function writeReport(html: string): Promise<void> {
  await mkdir(paths.report, { recursive: true });
  await writeFile(join(paths.report, "tillbook.html"), html);
}

const [a, b] = [sha256("a"), sha256("b")];

test("the pages are told of each build, and the log whether it made another report", async () => {
  const { printed, sent, calls, warmed } = await watch([
    { code: 0, failure: [], report: "a", edited: ["x.ts"] },
    { code: 0, failure: [], edited: ["y.ts", "z.ts"] },
    { code: 0, failure: [], report: "b", edited: [] },
  ]);
  assert.deepEqual(sent, [
    { state: "building", version: "", lines: [] },
    { state: "built", version: a, lines: [] },
    { state: "building", version: a, lines: ["x.ts"] },
    { state: "built", version: a, lines: [] },
    { state: "building", version: a, lines: ["y.ts", "z.ts"] },
    { state: "built", version: b, lines: [] },
  ]);
  assert.deepEqual(printed, [
    "new report after … s",
    "x.ts edited",
    "report unchanged after … s",
    "y.ts, z.ts edited",
    "new report after … s",
  ]);
  assert.deepEqual(calls, ["run-many -t html", "--files=x.ts", "--files=y.ts,z.ts"]);
  assert.equal(warmed, 3);
});

test("a build that fails says why, and leaves its files to the next one", async () => {
  const failure = ["plot      failed: a [X]", "plot        try: b"];
  const { printed, sent, calls } = await watch([
    { code: 0, failure: [], report: "a", edited: ["x.ts"] },
    { code: 1, failure, edited: ["y.ts"] },
    { code: 7, failure: [], edited: ["x.ts"] },
    { code: 0, failure: [], edited: [historyFile] },
    { code: 0, failure: [], edited: [] },
  ]);
  assert.deepEqual(
    sent.filter(({ state }) => state === "failed"),
    [
      { state: "failed", version: a, lines: failure },
      { state: "failed", version: a, lines: ["the build ended with exit code 7"] },
    ],
  );
  assert.equal(printed.filter((line) => line === "waiting for the next edit").length, 2);
  const all = "run-many -t html";
  assert.deepEqual(calls, [all, "--files=x.ts", "--files=x.ts,y.ts", "--files=x.ts,y.ts", all]);
});

test("a restart is advised after the edit that needs one", async () => {
  const turn = { code: 0, failure: [], report: "a" };
  const { printed } = await watch([
    { ...turn, edited: [".nvmrc"] },
    { ...turn, edited: [] },
  ]);
  assert.deepEqual(printed.slice(1, 3), [".nvmrc edited", "restart make watch to fetch what .nvmrc names"]);
});

test("the folders of the locks are made, for their owner alone, also where no server of ours makes them", async () => {
  await watch([{ code: 0, failure: [], edited: [] }]);
  for (const folder of [paths.data, join(paths.root, ".nx")]) assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.ok(existsSync(join(paths.data, "run.lock")));
});

test("after Ctrl-C nothing more is sent or printed", async () => {
  const stop = new AbortController();
  stop.abort();
  const { sent, printed } = await watch([{ code: 130, failure: [], edited: [] }], stop);
  assert.deepEqual([sent.length, printed], [1, []]);
});
