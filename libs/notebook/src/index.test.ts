import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";

/** Lists the files that importing a file loads, and the packages. */
function listLoaded(file: string): string[] {
  const specifiers = readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type\b)[^;]*from "([^"]+)";/gm);
  const loaded = [...specifiers].flatMap(([, from = ""]) =>
    from.startsWith(".") ? listLoaded(join(dirname(file), from.replace(/\.js$/, ".ts"))) : [from],
  );
  return [basename(file), ...loaded];
}

test("who reads notebooks loads neither what runs them nor a compiler", () => {
  const loaded = new Set(listLoaded(join(import.meta.dirname, "index.ts")));
  assert.deepEqual([...loaded].sort(), [
    ...["@tillbook/charts", "@tillbook/pipeline", "evidence.ts", "expression.ts", "index.ts", "jsonc-parser"],
    ...["node:module", "notebook.ts"],
    "outputs.ts",
    "picture-type.ts",
    "record-outputs.ts",
    "row-ranges.ts",
  ]);
});
