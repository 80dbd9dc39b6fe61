import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, type Paths, TillbookError } from "@tillbook/pipeline";
import { withLock } from "@tillbook/services";
import { knowTasks } from "./known-tasks.js";
import type { NxOptions, NxRun } from "./nx.js";
import { learnTasks, rebuild } from "./rebuild.js";

let paths: Paths;
before(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-rebuild-")));
  await mkdir(paths.data);
});
after(() => rm(paths.root, { recursive: true }));

const good: NxRun = { code: 0, failure: [] };
const bad: NxRun = { code: 1, failure: ["plot      failed: a [X]"] };

/** Rebuilds, while nx ends as `runs` say and each look at the servers finds those that have ended. */
async function start(
  files: readonly string[] | "all",
  runs: (NxRun | Error)[] = [good],
  ended: string[][] = [],
  known = knowTasks(),
) {
  const printed: string[] = [];
  const calls: string[] = [];
  const staged: string[] = [];
  const options: NxOptions[] = [];
  const stop = new AbortController();
  const shell = { SALES_ROWS: "5" };
  let looks = 0;
  const run = await rebuild(files, {
    paths,
    log: (line) => void printed.push(line),
    signal: stop.signal,
    services: { mend: async () => ended[looks++] ?? [], environment: () => ({ SPARK_REMOTE: `sc://${looks}` }) },
    nx: async (root, args, given = {}) => {
      assert.equal(root, paths.root);
      calls.push(args.join(" "));
      options.push(given);
      const next = runs.shift();
      if (next === undefined || next instanceof Error) throw next;
      if (next.code === 130) stop.abort();
      return next;
    },
    known,
    stages: {
      run: async (tasks, given = {}) => {
        staged.push(`run ${tasks.join()}`);
        options.push(given);
        const next = runs.shift();
        if (next === undefined || next instanceof Error) throw next;
        return next;
      },
      renew: () => void staged.push("renew"),
    },
    shell,
  });
  return { run, printed, calls, options, looks, staged };
}

test("only what depends on the edited files is rebuilt, with the servers that are up, in the environment of the start", async () => {
  const { run, printed, calls, options } = await start(["a.ts", "b/c.css"]);
  assert.deepEqual(run, good);
  assert.deepEqual(printed, []);
  assert.deepEqual(calls, [
    "affected -t generate,import,aggregate,plot,html --files=a.ts,b/c.css --exclude-task-dependencies --skip-nx-cache",
  ]);
  assert.deepEqual(options[0]?.env, { SPARK_REMOTE: "sc://1" });
  assert.deepEqual(options[0]?.shell, { SALES_ROWS: "5" });
  assert.ok(options[0]?.signal instanceof AbortSignal);
});

test("all is rebuilt at the start, and after edits that nx's list can't hold", async () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}.ts`);
  for (const files of ["all", ["b.ts", "a b.ts"], ["a,b.ts"], ["a\tb.ts"], many(1000)] as const)
    assert.deepEqual((await start(files)).calls, ["run-many -t html"]);
  assert.match((await start(many(999))).calls.join(), /^affected /);
});

test("servers that have ended are named, and started before the run", async () => {
  const one = await start("all", [good], [["MariaDB"]]);
  assert.deepEqual(one.printed, ["MariaDB had ended, and is started again"]);
  const two = await start("all", [good], [["MariaDB", "Spark"]]);
  assert.deepEqual(two.printed, ["MariaDB and Spark had ended, and are started again"]);
  assert.deepEqual([two.calls.length, two.looks], [1, 1]);
});

test("a run that fails is repeated once where a server ended meanwhile, and not otherwise", async () => {
  const repeated = await start(["a.ts"], [bad, good], [[], ["Spark"]]);
  assert.deepEqual(repeated.run, good);
  assert.deepEqual(repeated.printed, ["Spark had ended, and is started again"]);
  assert.equal(repeated.calls[0], repeated.calls[1]);
  assert.deepEqual(repeated.options[1]?.env, { SPARK_REMOTE: "sc://2" });
  assert.deepEqual((await start("all", [bad, bad], [[], ["Spark"], ["Spark"]])).run, bad);
  const failed = await start("all", [bad]);
  assert.deepEqual([failed.run, failed.calls.length, failed.looks], [bad, 1, 2]);
});

test("after Ctrl-C no server is started again", async () => {
  const stopped = { code: 130, failure: [] };
  const { run, looks } = await start("all", [stopped], [[], ["Spark"]]);
  assert.deepEqual([run, looks], [stopped, 1]);
});

test("a rebuild waits for another run, and says for which", async () => {
  const services = { mend: async () => [], environment: () => ({}) };
  const stages = { run: async () => good, renew: () => {} };
  const { signal } = new AbortController();
  const context = { paths, signal, services, nx: async () => good, known: knowTasks(), stages, shell: {} };
  let running: Promise<NxRun> | undefined;
  const first = await withLock(join(paths.data, "run.lock"), () => {
    const waiting = new Promise<string>((resolve) => {
      running = rebuild("all", { ...context, log: resolve });
    });
    return Promise.race([waiting, running!.then(() => "did not wait")]);
  });
  assert.match(first, /^waiting for the run with pid \S+ to end$/);
  assert.deepEqual(await running, good);
});

test("a fault of .env is a failed run with its lines, and any other error is thrown", async () => {
  const fault = new TillbookError("SETTING_INVALID", "A in .env has a $", "write A");
  const lines = ["failed: A in .env has a $ [SETTING_INVALID]", "  try: write A"];
  const { run, printed } = await start("all", [fault]);
  assert.deepEqual(run, { code: 1, failure: lines });
  assert.deepEqual(printed, lines);
  await assert.rejects(start("all", [new Error("a bug")]), /a bug/);
});

test("what nx has said of a file is run without it next time, in the same environment", async () => {
  const known = knowTasks();
  const tasks = ["notebooks:plot", "report:html"];
  await start(["a.sql"], [{ ...good, tasks }], [], known);
  const { run, calls, staged, options } = await start(["a.sql"], [good], [], known);
  assert.deepEqual([run, calls, staged], [good, [], ["run notebooks:plot,report:html"]]);
  assert.deepEqual([options[0]?.env, options[0]?.shell], [{ SPARK_REMOTE: "sc://1" }, { SALES_ROWS: "5" }]);
  assert.ok(options[0]?.signal instanceof AbortSignal);
  // it may have failed before nx had named all
  await start(["b.sql"], [{ ...bad, tasks: ["notebooks:plot"] }], [], known);
  assert.equal((await start(["b.sql"], [good], [], known)).calls.length, 1);
});

test("stages that stay up are started anew where their sources, the settings or the servers are others", async () => {
  assert.deepEqual((await start(["report/report.css"])).staged, []);
  assert.deepEqual((await start(["libs/charts/src/abc.ts"])).staged, ["renew"]);
  assert.deepEqual((await start("all")).staged, ["renew"]);
  assert.deepEqual((await start(["a.css"], [good], [["MariaDB"]])).staged, ["renew"]);
});

test("what depends on notebooks and styles is asked beforehand, once, and not told to the user", async () => {
  const known = knowTasks();
  const asked: string[] = [];
  const context = {
    paths,
    services: { mend: async () => [], environment: () => ({}) },
    signal: new AbortController().signal,
    shell: {},
    known,
    nx: async (_: string, args: readonly string[], { printer }: NxOptions = {}) => {
      assert.equal(printer?.isTerminal, false);
      assert.equal(printer?.write("nx's own line"), undefined);
      asked.push(args.filter((arg) => !arg.startsWith("--graph=")).join(" "));
      const graph = args.find((arg) => arg.startsWith("--graph="))!.slice("--graph=".length);
      const tasks = args.some((arg) => arg.endsWith(".css")) ? ["report:html"] : ["report:html", "notebooks:plot"];
      await writeFile(graph, JSON.stringify({ tasks: { tasks: Object.fromEntries(tasks.map((task) => [task, {}])) } }));
      return good;
    },
  };
  await learnTasks(context);
  await learnTasks(context);
  assert.deepEqual(
    asked,
    ["notebooks/0-overview.ipynb", "report/report.css"].map(
      (file) => `affected -t generate,import,aggregate,plot,html --files=${file} --exclude-task-dependencies`,
    ),
  );
  assert.deepEqual(known.find(["notebooks/7-returns.ipynb"]), ["notebooks:plot", "report:html"]);
  assert.deepEqual(known.find(["report/report.css"]), ["report:html"]);
  assert.deepEqual(
    (await readdir(paths.data)).filter((name) => name.startsWith("tasks-")),
    [],
  );
});

test("nothing is learned from an nx that failed, or was ended by an edit", async () => {
  const stop = new AbortController();
  for (const code of [1, 0]) {
    const known = knowTasks();
    const nx = async () => {
      if (code === 0) stop.abort();
      return { code, failure: [] };
    };
    const services = { mend: async () => [], environment: () => ({}) };
    await learnTasks({ paths, services, signal: stop.signal, shell: {}, known, nx });
    assert.equal(known.find(["report/report.css"]), undefined);
  }
});
