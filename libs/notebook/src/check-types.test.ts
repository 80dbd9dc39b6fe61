import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { checkTypes, findTypeErrors } from "./check-types.js";

const missing = "no-such-package";

// one run of the compiler for all notebooks below
const notebooks: Record<string, string[]> = {
  awaits: [
    "await (async () => 6)();\nawait [1];\nfor await (const x of [1]) console.log(x);\nconst { a, ...b } = await { a: 1 };",
    "[a, b];",
  ],
  again: [
    'import { readTable } from "./tables.js";\nconst rows = [1];\nlet total = 0;\nfunction f() {\n  return 1;\n}',
    'const rows = ["a"];\nfunction f() {\n  return "b";\n}\ntotal += 1;',
    'import { readTable, say } from "./tables.js";\nconst text: string = rows[0]! + f();\nsay(text, String(readTable));',
    "rows satisfies string[];\nrows satisfies number[];",
  ],
  later: ["function f() {\n  return after;\n}", "const after = 1;\nf();"],
  kinds: [
    "export const a = 1;\nexport function g() {\n  return a;\n}\nenum E {\n  A,\n}\nvar v = 1;",
    'var v = "a";\ninterface I {\n  i: typeof v;\n}\ntype T = I;\nconst fs = await import("node:fs");',
    'import pkg from "./package.json";\nimport type { Messages } from "@tillbook/charts";\nconst t: T = { i: v + pkg.name };',
    "const m: Messages | undefined = undefined;\n[t, m, E.A, g(), fs.readFileSync, pkg.none];",
  ],
  all: ["const a: string = 1;", "const b: string = 2;\nconst c: string = 3;", 'import { none } from "./none.js";'],
  misses: [`import x from ${JSON.stringify(missing)};\nx;`],
  open: ["function f() {", "const a = 1;", "const b = a +;\nlet c d;"],
  newer: ['import pkg from "./package.json" with { type: "json" };', "using x = null;"],
  refused: ["export default 5;", "import.meta.url;", "namespace N {}", "const exports = 1;", "export { f };"],
};

const found = new Map<string, string[]>();
const hints = new Map<string, string | undefined>();

before(async () => {
  const { root, build } = findPaths();
  const list = Object.entries(notebooks).map(([name, cells]) => ({ name, cells }));
  for (const [name, failures] of await checkTypes(list, root, join(build, `check-types-test-${process.pid}`))) {
    found.set(
      name,
      failures.map(({ cell, line, message }) => `${cell}:${line} ${message}`),
    );
    hints.set(name, failures[0]?.hint);
  }
});

test("await may stand wherever a module lets it", () => assert.equal(found.get("awaits"), undefined));

test("a later cell may declare a name again, which counts from there on; an import may be repeated", () => {
  assert.deepEqual(found.get("again"), ["3:2 Type 'string[]' does not satisfy the expected type 'number[]'."]);
});

test("a cell sees no names of later ones, as in a kernel", () => {
  assert.deepEqual(found.get("later"), ["0:2 Cannot find name 'after'."]);
});

test("exports, enums, var, types, import of types and of JSON, and dynamic import work across cells", () => {
  assert.deepEqual(
    found.get("kinds")?.map((text) => text.slice(0, 27)),
    ["3:2 Property 'none' does no"],
  );
});

test("all errors of all cells are found", () => {
  assert.deepEqual(found.get("all"), [
    "0:1 Type 'number' is not assignable to type 'string'.",
    "1:1 Type 'number' is not assignable to type 'string'.",
    "1:2 Type 'number' is not assignable to type 'string'.",
    "2:1 Cannot find module './none.js' or its corresponding type declarations.",
  ]);
});

test("a package that is not there comes with the command that installs it", () => {
  assert.equal(hints.get("misses"), `npm install --save-exact --workspace notebooks ${missing}`);
});

test("wrong syntax is found in its own cell, and what only a newer TypeScript knows is named so", () => {
  assert.deepEqual(found.get("open"), ["0:1 '}' expected.", "2:1 Expression expected.", "2:2 ',' expected."]);
  assert.deepEqual(found.get("newer"), [
    "0:1 Jupyter's TypeScript 5.0.4 doesn't know this: ';' expected.",
    "1:1 Jupyter's TypeScript 5.0.4 doesn't know this: Unexpected keyword or identifier.",
  ]);
});

test("what no cell can have is refused", () => {
  assert.deepEqual(found.get("refused"), [
    "0:1 a cell exports nothing",
    "1:1 a cell has no import.meta",
    "2:1 a cell can't declare a namespace or a module",
    "3:1 a cell can't declare exports, which is the kernel's own",
    "4:1 a cell exports nothing",
  ]);
});

const places = [
  { cell: 0, line: 1 },
  { cell: 1, line: 7 },
];
const modules = [
  { name: "1-a", places },
  { name: "2-b", places },
];

test("an error is traced from the module's line to the cell and its line; behind the end it belongs to the last", () => {
  const output = [
    "1-a.ts(2,1): error TS2322: Type 'number' is not assignable to type 'string'.",
    "  The expected type comes from here.",
    "2-b.ts(1,5): error TS2304: Cannot find name 'x'.",
    "1-a.ts(1,1): error TS2304: Cannot find name 'y'.",
    "2-b.ts(9,1): error TS1005: '}' expected.",
  ].join("\n");
  assert.deepEqual(
    [...findTypeErrors(output, modules)].map(([name, some]) => [
      name,
      ...some.map(({ cell, line }) => `${cell}:${line}`),
    ]),
    [
      ["1-a", "0:1", "1:7"],
      ["2-b", "0:1", "1:7"],
    ],
  );
  assert.deepEqual([...findTypeErrors("", modules)], []);
});

test("an error in what notebooks import is named with its file and line, where they have none themselves", () => {
  const table = "../../notebooks/tables.ts(3,1): error TS2304: Cannot find name 'z'.";
  assert.throws(() => findTypeErrors(`${table}\n  more\n${table}`, modules), {
    code: "NOTEBOOK_INVALID",
    message: "notebooks import wrong types: notebooks/tables.ts line 3: Cannot find name 'z'.",
    details: ["notebooks/tables.ts line 3: Cannot find name 'z'."],
  });
  const config = "error TS5083: Cannot read file 'tsconfig.json'.";
  assert.throws(() => findTypeErrors(config, modules), { message: `notebooks import wrong types: ${config}` });
});
