// Loaded before a test file: ends the servers of the one before, which was ended at its first failure. Test files run one at
// a time, in a folder for temporary files of their own.
const { readdirSync, readFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread && process.env.TILLBOOK_LEFTOVERS === undefined) {
  process.env.TILLBOOK_LEFTOVERS = "ended"; // so that what this test file starts doesn't end it
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${process.env.TMPDIR}/`))
        process.kill(Number(pid), "SIGKILL");
    } catch {
      // it has just ended
    }
  }
}
