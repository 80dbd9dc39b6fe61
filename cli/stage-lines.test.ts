import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { printStageLines, readNxOutput } from "./stage-lines.js";

/** Prints lines as the command line does; gives what was printed and what was returned. */
async function print(lines: readonly string[], isTerminal = false) {
  let printed = "";
  const write = (text: string): void => {
    printed += text;
  };
  const result = await printStageLines(Readable.from(lines.map((line) => `${line}\n`)), { isTerminal, write });
  return { printed, ...result };
}

test("a stage's lines are printed as they are, and nx's own and what follows them are returned", async () => {
  const { printed, others, failure } = await print([
    "plot      2 notebooks",
    "plot      10 %",
    ' NX   Running target "plot"',
    "x",
  ]);
  assert.equal(printed, "plot      2 notebooks\nplot      10 %\n");
  assert.deepEqual(others, [' NX   Running target "plot"', "x"]);
  assert.deepEqual(failure, []);
  assert.deepEqual((await print(['Warning: command "node" exited with 1'])).others, [
    'Warning: command "node" exited with 1',
  ]);
  assert.equal((await print(["html       NX is not first"])).printed, "html       NX is not first\n");
});

test("what would change the terminal is printed as text, and so are nx's own lines", async () => {
  const { printed, others } = await print(["plot      \x1b[2Ja\u202eb\tc\x9b", " NX   \x1b[31mfailed"], true);
  assert.equal(printed, "\r\x1b[Kplot      \\u001b[2Ja\\u202eb\tc\\u009b\n");
  assert.deepEqual(others, [" NX   \\u001b[31mfailed"]);
});

test("the first failure is returned with its hint, and no other failure or hint", async () => {
  const lines = ["plot      try: nothing yet", "plot      failed: a [X]", "plot        cell 3", "plot        try: b"];
  const { printed, failure } = await print([...lines, "html      failed: c [Y]", "html        try: d"]);
  assert.deepEqual(failure, ["plot      failed: a [X]", "plot        try: b"]);
  assert.equal(printed.split("\n").length, 7);
});

test("a line that only speaks of a failure or of a hint is none", async () => {
  assert.deepEqual((await print(["> plot failed: a [X]", "plot      not failed"])).failure, []);
  const { failure } = await print(["plot      failed: a [X]", "> plot try: b", "plot      then try: c"]);
  assert.deepEqual(failure, ["plot      failed: a [X]"]);
});

test("in a terminal a percentage becomes a bar on one line, which the next line replaces", async () => {
  const { printed } = await print(
    ["import    0 %", "import    50 %", "import    99 %", "import    done in 1.0 s: 3 rows"],
    true,
  );
  assert.deepEqual(printed.split("\r\x1b[K"), [
    "",
    `import    [${".".repeat(32)}] 0 %`,
    `import    [${"#".repeat(16)}${".".repeat(16)}] 50 %`,
    `import    [${"#".repeat(32)}] 99 %`,
    "import    done in 1.0 s: 3 rows\n",
  ]);
  assert.equal((await print(["> import 5 %"], true)).printed, "\r\x1b[K> import 5 %\n");
  assert.equal((await print(["import    5 % of all"], true)).printed, "\r\x1b[Kimport    5 % of all\n");
});

test("in a terminal the reports that are made are counted in place of one another, and elsewhere line by line", async () => {
  const lines = ["reports   1 of 8, 2 min left", "reports   2 of 8, 1 min left", "reports   8 of 8"];
  assert.equal((await print(lines, true)).printed, `\r\x1b[K${lines[0]}\r\x1b[K${lines[1]}\r\x1b[K${lines[2]}\n`);
  assert.equal((await print(lines)).printed, `${lines.join("\n")}\n`);
  for (const other of ["> reports 1 of 8, 2 min left", "reports   1 of 8, 2 min left or so"])
    assert.equal((await print([other], true)).printed, `\r\x1b[K${other}\n`);
});

test("a stage that nx takes from its cache is unchanged, one that it ran is not", async () => {
  let printed = "";
  const lines = [
    "> nx run dataset:generate  [local cache]",
    "generate  done in 1.0 s: 3 rows",
    "> nx run report:html  [existing outputs match the cache, left as is]",
    "> nx run notebooks:plot",
  ];
  const read = await readNxOutput(Readable.from(lines.map((line) => `${line}\n`)), {
    write: (text) => {
      printed += text;
    },
  });
  assert.equal(printed, "generate  unchanged\nhtml      unchanged\n");
  assert.deepEqual(read, lines);
});
