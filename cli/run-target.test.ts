import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { formatManifest, type Paths, sha256 } from "@tillbook/pipeline";
import { withLock } from "@tillbook/services";
import { makeTestRoot } from "../libs/services/src/test-mysql.js";
import type { NxOptions, NxRun } from "./nx.js";
import { runTarget } from "./run-target.js";

// In place of nx a function that makes what its stages would have made; everything else is real.

let paths: Paths;
beforeEach(async () => {
  paths = await makeTestRoot("tillbook-run-");
});
afterEach(() => rm(paths.root, { recursive: true }));

const good: NxRun = { code: 0, failure: [] };

/** Runs a target; gives the exit code, what was printed, and the arguments of nx each time. */
async function run(target: string, nx: (options: NxOptions) => NxRun | Promise<NxRun> = () => good, by?: string) {
  const printed: string[] = [];
  const calls: string[] = [];
  const code = await runTarget(target, {
    paths,
    log: (line) => void printed.push(line),
    nx: async (root, args, options = {}) => {
      assert.equal(root, paths.root);
      calls.push(args.join(" "));
      return nx(options);
    },
    by,
  });
  return { code, printed, calls };
}

/** Writes down how long a stage took, as the stage itself does. */
async function record({ env }: NxOptions, stage: string, ms: number): Promise<void> {
  await appendFile(env?.["TILLBOOK_TIMES"] ?? "", `${JSON.stringify({ stage, ms })}\n`);
}

/** Writes the manifests and files of a report, whose HTML was made from `plotted`. */
async function writeReport(plotted = formatManifest({ notebooks: {}, charts: {} })): Promise<void> {
  for (const folder of [paths.manifests, paths.report]) await mkdir(folder, { recursive: true });
  const html = { sections: 1, charts: 0, pictures: {}, chromium_version: "1", plotly_version: "3" };
  const manifests = {
    plot: { notebooks: {}, charts: {} },
    html: { sha256: sha256("html"), plot: sha256(plotted), ...html },
    pdf: { sha256: sha256("pdf"), html: sha256("html"), pages: 14, chromium_version: "1" },
  };
  for (const [stage, manifest] of Object.entries(manifests))
    await writeFile(join(paths.manifests, `${stage}.json`), formatManifest(manifest));
  await writeFile(join(paths.report, "tillbook.html"), Buffer.alloc(2_340_000));
  await writeFile(join(paths.report, "tillbook.pdf"), Buffer.alloc(96_000));
}

test("a stage ends with the times of the stages up to it; what took none is unchanged", async () => {
  const { code, printed, calls } = await run("aggregate", async (options) => {
    await record(options, "generate", 1234);
    await record(options, "aggregate", 60_000);
    return good;
  });
  assert.equal(code, 0);
  assert.deepEqual(calls, ["run-many -t aggregate"]);
  assert.equal(printed[0], "generate 1.2 s, import unchanged, aggregate 60.0 s");
  assert.match(String(printed[1]), /^0\.\d s in all$/);
  assert.equal(printed.length, 2);
  assert.ok(!existsSync(join(paths.data, "run-times.jsonl")));
});

test("a run in which all is unchanged says so, and counts no times that a killed run left", async () => {
  await mkdir(paths.data);
  await writeFile(join(paths.data, "run-times.jsonl"), '{"stage":"generate","ms":5000}\n');
  const { printed } = await run("import");
  assert.equal(printed[0], "generate unchanged, import unchanged");
});

test("the folders of the database and of nx are for their owner alone", async () => {
  await run("import");
  for (const folder of [paths.data, join(paths.root, ".nx")]) assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test("the report's files are named with size and pages before the times", async () => {
  await writeReport();
  const { code, printed, calls } = await run("pdf");
  assert.equal(code, 0);
  assert.deepEqual(calls, ["run-many -t pdf"]);
  assert.deepEqual(printed.slice(0, 3), [
    "build/report/tillbook.html  2.3 MB",
    "build/report/tillbook.pdf  0.1 MB, 14 pages",
    "generate unchanged, import unchanged, aggregate unchanged, plot unchanged, html unchanged, pdf unchanged",
  ]);
  assert.equal(printed.length, 4);
});

test("an older report from the cache is made again without the cache, and a run that then fails counts", async () => {
  await writeReport("other");
  const { code, printed, calls } = await run("pdf", async () => {
    if (existsSync(join(paths.build, "again"))) return { code: 3, failure: ["pdf       failed: a"] };
    await writeFile(join(paths.build, "again"), "");
    return good;
  });
  assert.deepEqual(calls, ["run-many -t pdf", "run-many -t pdf --skip-nx-cache"]);
  assert.deepEqual(printed, ["NOTE: nx had an older report in its cache for these inputs; all is made again"]);
  assert.equal(code, 3);
});

test("a report that is signed is signed with it, and its old signatures are gone before", async () => {
  await writeReport();
  const signed = join(paths.build, "signed");
  await mkdir(signed, { recursive: true });
  await run("html");
  assert.ok(existsSync(signed));
  await writeFile(join(paths.root, "key.pem"), "");
  await writeFile(join(paths.root, ".env"), `REPORT_SIGN_KEY=${join(paths.root, "key.pem")}\n`);
  for (const target of ["pdf", "reports"]) {
    await mkdir(signed, { recursive: true });
    const { calls } = await run(
      target,
      () => {
        assert.ok(!existsSync(signed));
        return good;
      },
      "store",
    );
    assert.deepEqual(calls, [`run-many -t ${target} sign`]);
  }
  assert.deepEqual((await run("html")).calls, ["run-many -t html"]);
});

test("charts of other data are removed after a good run of plot or what follows it, and only then", async () => {
  await writeReport();
  await mkdir(paths.charts);
  const old = join(paths.charts, "old.json");
  await writeFile(old, "");
  await run("aggregate");
  await run("html", () => ({ code: 1, failure: ["plot failed"] }));
  assert.ok(existsSync(old));
  for (const target of ["plot", "html", "pdf", "reports"]) {
    await writeFile(old, "");
    assert.equal((await run(target, undefined, "month")).code, 0);
    assert.ok(!existsSync(old), target);
  }
});

test("a run that was stopped before its stages could say so names the next command; one whose stage did, nothing more", async () => {
  for (const code of [130, 143]) {
    const stopped = await run("plot", () => ({ code, failure: [] }));
    assert.deepEqual(stopped, {
      code,
      printed: ["failed: stopped by a signal [INTERRUPTED]", "  try: make plot"],
      calls: ["run-many -t plot"],
    });
  }
  const next = await run("reports", () => ({ code: 130, failure: [] }), "store");
  assert.equal(next.printed[1], "  try: make reports BY=store, which goes on where it was");
  assert.deepEqual((await run("plot", () => ({ code: 130, failure: ["plot      failed: x"] }))).printed, []);
  assert.deepEqual((await run("plot", () => ({ code: 1, failure: [] }))).printed, []);
});

test("an invalid setting ends a run before nx is started", async () => {
  assert.deepEqual(await run("reports", undefined, "week"), {
    code: 1,
    printed: [
      'failed: BY must be store or month, got "week" [SETTING_INVALID]',
      "  try: make reports BY=store, or make reports BY=month",
    ],
    calls: [],
  });
  assert.equal((await run("html", undefined, "week")).code, 0);
  await writeFile(join(paths.root, ".env"), "SALES_ROWS=none\n");
  const { code, printed, calls } = await run("mysql");
  assert.deepEqual([code, calls], [1, []]);
  assert.match(printed.join("\n"), /^failed: SALES_ROWS must be .*\n {2}try: /);
});

test("a target that is no stage ends with nx's code and without times; mysql is told to show where it is", async () => {
  const environments: unknown[] = [];
  for (const target of ["mysql", "verify"]) {
    const { code, printed, calls } = await run(target, ({ env }) => {
      environments.push(env);
      return { code: 7, failure: [] };
    });
    assert.deepEqual([code, printed, calls], [7, [], [`run-many -t ${target}`]]);
  }
  assert.deepEqual(environments, [{ TILLBOOK_SHOW_MYSQL: "1" }, {}]);
});

test("stages and what reads their files wait for another run; mysql and jupyter do not", async () => {
  await mkdir(paths.data);
  const startBeside = async (target: string): Promise<string> => {
    let running: Promise<number> | undefined;
    const first = await withLock(join(paths.data, "run.lock"), () => {
      const waiting = new Promise<string>((resolve) => {
        running = runTarget(target, { paths, log: resolve, nx: async () => ({ ...good, code: 7 }), by: undefined });
      });
      return Promise.race([waiting, running!.then((code) => `ended with ${code}`)]);
    });
    assert.equal(await running, 7);
    return first;
  };
  for (const target of ["import", "verify", "archive", "deliver"])
    assert.match(await startBeside(target), /^waiting for the run with pid \S+ to end$/, target);
  for (const target of ["mysql", "jupyter"]) assert.equal(await startBeside(target), "ended with 7");
});
