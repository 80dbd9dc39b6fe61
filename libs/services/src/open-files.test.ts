import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

/** Checks the limit in a process that has it. */
function check(limit: string): string {
  const code = `import("./libs/services/src/open-files.ts").then((m) => m.checkOpenFiles()).catch((e) => console.log(e.code, e.message))`;
  const command = `ulimit ${limit}; exec "$0" --import @tillbook/pipeline/tsx --eval '${code}'`;
  const { stdout, stderr } = spawnSync("bash", ["-c", command, process.execPath], {
    cwd: findRoot(),
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("a limit of open files that is too low for Spark is named, with what is needed", () => {
  assert.equal(
    check("-n 256"),
    "SPARK_FAILED the embedded Spark server needs at least 1024 open files, this process may have 256\n",
  );
  assert.equal(check("-n 1024"), "");
});

test("a low limit that may be raised is no matter", () => {
  assert.equal(check("-Sn 256"), "");
});
