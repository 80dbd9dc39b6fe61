import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { checkNotebooks } from "./check.js";

const { root, build } = findPaths();

test("types of cells are checked strictly, and an error is traced to its cell and line", async () => {
  const folder = join(build, "check-test");
  const imports = 'import { readTable, messages } from "./tables.js";\nimport { formatEuros } from "@tillbook/charts";';
  const failures = await checkNotebooks(
    [
      {
        name: "1-good",
        cells: [imports, "const table = await readTable('sales');\nformatEuros(BigInt(table.size), messages);"],
      },
      { name: "2-wrong", cells: [imports, "const a = 1;\n", "// euros\nformatEuros(a, messages);\n"] },
      { name: "3-loose", cells: ["const list: string[] = [];\nlist[0].length;"] },
    ],
    root,
    folder,
  );
  assert.deepEqual([...failures.keys()].sort(), ["2-wrong", "3-loose"]);
  const { cell, line, message } = failures.get("2-wrong")!;
  assert.deepEqual([cell, line], [2, 2]);
  assert.match(message, /'number' is not assignable to parameter of type 'bigint'/);
  assert.match(failures.get("3-loose")!.message, /possibly 'undefined'/);
  assert.ok(!existsSync(folder));
});
