import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { keepStages } from "./stage-processes.js";

let root: string;
const pipeline = join(findRoot(), "libs/pipeline/src/index.ts");
const tsx = join(findRoot(), "libs/pipeline/src/tsx.mjs");

/** Makes projects whose stages write what happens to them into `events`. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tillbook-stages-"));
  await writeFile(join(root, "nx.json"), "{}");
  // the settings name one of each
  for (const [folder, name] of [
    ["libs/charts/src/locale", "en.ts"],
    ["report/themes", "tillbook.json"],
  ] as const) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, name), "");
  }
  await writeFile(join(root, "package.json"), JSON.stringify({ type: "module" }));
  for (const [folder, name, target] of [
    ["report", "report", "html"],
    ["notebooks", "notebooks", "plot"],
    ["libs/dataset", "dataset", "import"],
  ] as const) {
    await mkdir(join(root, folder), { recursive: true });
    const command = `node --import ${tsx} ${folder}/a.stage.ts`;
    await writeFile(join(root, folder, "project.json"), JSON.stringify({ name, targets: { [target]: { command } } }));
    const text = `import { appendFileSync, existsSync } from "node:fs";
      import { runStage, TillbookError } from ${JSON.stringify(pipeline)};
      const note = (event) => appendFileSync(${JSON.stringify(join(root, "events"))}, "${target} " + event + "\\n");
      note("started");
      const open = ({ keep }) => keep("a thing", async () => {
        note("opens");
        return { isOpen: () => true, close: async () => note("closes") };
      });
      await runStage("${target}", async (context) => {
        await open(context);
        context.log("runs with " + process.env.SALES_ROWS);
        process.stderr.write("a warning\\n");
        if (existsSync("fail")) throw new TillbookError("BUSY", "it is wrong", "mend it");
        if (existsSync("exit")) process.exit(7);
        if (existsSync("wait")) await new Promise((_, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason)));
        return "a result";
      }, { warm: async (context) => void (await open(context)) });`;
    await writeFile(join(root, folder, "a.stage.ts"), text);
  }
});
afterEach(() => rm(root, { recursive: true }));

const readEvents = (): string[] =>
  existsSync(join(root, "events")) ? readFileSync(join(root, "events"), "utf8").trimEnd().split("\n") : [];

async function waitForEvents(count: number): Promise<void> {
  for (let i = 0; readEvents().length < count; i++) {
    assert.ok(i < 300, `expected ${count} events, got ${readEvents().join()}`);
    await sleep(50);
  }
}

/** Keeps stages while `work` runs, whose lines are printed into `printed`. */
async function withStages(
  work: (
    stages: ReturnType<typeof keepStages>,
    options: { printer: { isTerminal: boolean; write: (text: string) => void }; shell: Record<string, string> },
    printed: string[],
  ) => Promise<void>,
): Promise<void> {
  const stages = keepStages(root);
  const printed: string[] = [];
  const write = (text: string): void => void printed.push(text.replace(/\d+\.\d s/, "… s"));
  const shell = { PATH: process.env["PATH"] ?? "", SALES_ROWS: "5", LD_TRAP: "not for stages" };
  try {
    await work(stages, { printer: { isTerminal: false, write }, shell }, printed);
  } finally {
    await stages.stop();
  }
}

test("html and plot stay up and keep open what they have opened; other stages end after their run", async () => {
  await withStages(async (stages, options, printed) => {
    const tasks = ["dataset:import", "report:html"];
    for (let run = 0; run < 2; run++) assert.deepEqual(await stages.run(tasks, options), { code: 0, failure: [] });
    const lines = ["import", "html"].flatMap((stage) => {
      const name = stage.padEnd(9);
      return [`${name} runs with 5\n`, `${name} done in … s: a result\n`];
    });
    const isOwn = (line: string): boolean => line !== "a warning\n";
    assert.deepEqual(printed.filter(isOwn), [...lines, ...lines]);
    while (printed.length < 12) await sleep(50);
  });
  const count = (event: string): number => readEvents().filter((line) => line === event).length;
  assert.deepEqual(
    ["import started", "import closes", "html started", "html opens", "html closes"].map(count),
    [2, 2, 1, 1, 1],
  );
});

test("what a run needs is opened before there is one", async () => {
  await withStages(async (stages, options) => {
    stages.warm(options);
    await waitForEvents(4);
    assert.deepEqual(readEvents().toSorted(), ["html opens", "html started", "plot opens", "plot started"]);
    await stages.run(["notebooks:plot", "report:html"], options);
    stages.warm(options);
    assert.equal(readEvents().length, 4);
  });
  assert.deepEqual(readEvents().slice(4).toSorted(), ["html closes", "plot closes"]);
});

test("after an edit of their sources, stages start anew", async () => {
  await withStages(async (stages, options, printed) => {
    await stages.run(["report:html"], options);
    appendFileSync(join(root, "report/a.stage.ts"), "\n");
    stages.renew();
    await stages.run(["report:html"], { ...options, env: { SALES_ROWS: "6" } });
    assert.equal(printed.filter((line) => line.includes("runs with 6")).length, 1);
  });
  assert.equal(readEvents().filter((event) => event === "html started").length, 2);
});

test("a stage that fails is told by its lines, what depends on it doesn't run, and it starts anew", async () => {
  await withStages(async (stages, options) => {
    await writeFile(join(root, "fail"), "");
    const { code, failure } = await stages.run(["notebooks:plot", "report:html"], options);
    assert.deepEqual([code, failure], [1, ["plot      failed: it is wrong [BUSY]", "plot        try: mend it"]]);
    await rm(join(root, "fail"));
    assert.equal((await stages.run(["notebooks:plot"], options)).code, 0);
  });
  assert.deepEqual(
    readEvents().filter((event) => event.endsWith("started")),
    ["plot started", "plot started"],
  );
});

test("a stage that ends in its run is a failure, and is started again", async () => {
  await withStages(async (stages, options) => {
    await writeFile(join(root, "exit"), "");
    assert.equal((await stages.run(["report:html"], options)).code, 7);
    await rm(join(root, "exit"));
    assert.equal((await stages.run(["report:html"], options)).code, 0);
  });
});

test("a signal ends the stage that runs, which says so", async () => {
  await withStages(async (stages, options) => {
    await writeFile(join(root, "wait"), "");
    const stop = new AbortController();
    const run = stages.run(["report:html", "notebooks:plot"], { ...options, signal: stop.signal });
    await waitForEvents(2);
    stop.abort();
    const { code, failure } = await run;
    assert.equal(code, 143);
    assert.deepEqual(failure, ["html      failed: stopped by SIGTERM [INTERRUPTED]", "html        try: make html"]);
  });
  assert.deepEqual(readEvents(), ["html started", "html opens", "html closes"]);
});

test("a task that no project.json has is an error that names it", async () => {
  await withStages(async (stages, options) => {
    await assert.rejects(stages.run(["report:nothing"], options), /report:nothing/);
    await assert.rejects(stages.run(["nobody:html"], options), /nobody:html/);
  });
});
