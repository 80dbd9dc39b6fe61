import assert from "node:assert/strict";
import { test } from "node:test";
import { type Converted, convertModules } from "./kernel-converter.js";

/** Converts by a converter that gives back what it gets; resolves to that and to what was told of it. */
function convert(source: string, answer: (given: string) => Partial<Converted> = () => ({})) {
  const given: string[] = [];
  const told: [string, string | undefined][] = [];
  const node = {
    convert: (_: string, text: string): Converted => {
      given.push(text);
      return { output: text, diagnostics: [], ...answer(text) };
    },
  };
  const converters = { node, browser: node, close: () => {} };
  const modules = convertModules(
    converters,
    (javascript) => `/* waits */ ${javascript}`,
    (cell, { output }) => void told.push([cell, output]),
  );
  return { converted: modules.node.convert("", source), given, told };
}

test("every cell may await, and is told as it was before it got to wait", () => {
  const { converted, told } = convert("await f();");
  assert.deepEqual([converted.hasToplevelAwait, converted.output], [true, "/* waits */ await f();"]);
  assert.deepEqual(told, [["await f();", "await f();"]]);
});

test("a name in a shorthand is written out, for tslab to find it in an earlier cell", () => {
  const source = "show({ data, layout: { meta } });\n({ a, b = 1 } = { a, c });";
  const expected = "show({ data: data, layout: { meta: meta } });\n({ a: a, b: b = 1 } = { a: a, c: c });";
  assert.deepEqual(convert(source).given, [expected]);
});

test("what no cell can have is not converted, but named with its line, from 0", () => {
  const { converted, given } = convert("f();\nexport default f;");
  assert.deepEqual(given, []);
  assert.deepEqual(
    converted.diagnostics.map(({ start, messageText }) => [start.line, messageText]),
    [[1, "a cell exports nothing: declare the name without export, every later cell has it"]],
  );
});

test("a variable whose type has no name becomes any, for later cells", () => {
  const messages = [
    "Exported variable 'fs' has or is using name 'X' from external module \"fs\" but cannot be named.",
    "The inferred type of 'fs' cannot be named without a reference to '../fs/x'. This is likely not portable. A type annotation is necessary.",
  ];
  for (const messageText of messages) {
    const fail = (given: string) =>
      given.includes(": any") ? {} : { diagnostics: [{ start: { line: 0, character: 6 }, messageText }] };
    const { converted, given } = convert("const fs = await import('node:fs');", fail);
    assert.deepEqual([converted.diagnostics, given.at(-1)], [[], "const fs: any = await import('node:fs');"]);
    const pattern = convert("let x = 1;\nconst { a, b: fs, c } = f({ fs });\nconst y = 2;", fail);
    assert.equal(pattern.given.at(-1), "let x = 1;\nconst { a, b: fs, c }: any = f({ fs: fs });\nconst y = 2;");
  }
});
