// Loaded before a test file, and in all that it starts. Stryker knows only the lines that ran in the test's own process;
// this adds those of its child processes and worker threads, or mutants in kernels and readers would count as untested.
const { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { dirname, join } = require("node:path");
const { isMainThread, threadId } = require("node:worker_threads");

const folder = process.env.TILLBOOK_COVERAGE;
if (process.env.STRYKER_DRY_RUN === "true") {
  if (folder === undefined && isMainThread) collectFromChildren();
  else if (folder !== undefined) writeForParent(join(folder, `${process.pid}-${threadId}.json`));
}

function collectFromChildren() {
  const made = mkdtempSync(join(tmpdir(), "tillbook-coverage-"));
  process.env.TILLBOOK_COVERAGE = made;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --require ${__filename}`;
  process.on("exit", () => {
    const total = readCoverage();
    for (const name of readdirSync(made).filter((file) => file.endsWith(".json"))) {
      for (const [id, count] of Object.entries(JSON.parse(readFileSync(join(made, name), "utf8")))) {
        total[id] = (total[id] ?? 0) + count;
      }
    }
    removeFolder(made);
  });
}

function removeFolder(path) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    if (error.code !== "ENOTEMPTY") throw error; // a process that is still ending has written once more
  }
}

// every 100 ms too, since many children end by a signal
function writeForParent(file) {
  const write = () => {
    if (!existsSync(dirname(file))) return; // the test has ended
    writeFileSync(`${file}.part`, JSON.stringify(readCoverage()));
    renameSync(`${file}.part`, file);
  };
  setInterval(write, 100).unref();
  process.on("exit", write);
}

function readCoverage() {
  globalThis.__stryker__ ??= {};
  globalThis.__stryker__.mutantCoverage ??= { static: {}, perTest: {} };
  return globalThis.__stryker__.mutantCoverage.static;
}
