import { createRequire } from "node:module";
import type { ShownTable } from "./table-output.js";

type Writer = (table: ShownTable) => void;
const shared = globalThis as { [writer]?: Writer };
const writer: unique symbol = Symbol.for("tillbook.write-table") as never;
const require = createRequire(import.meta.url);

/** Lets `write` show the tables that are the last value of a cell. The kernel has modules of its own, so it is found by a symbol. */
export function onLastTable(write: Writer): void {
  shared[writer] = write;
}

/** Shows the last value of a cell: a data frame, a series or rows as a table, anything else as console.log does. */
export function showLastValue(value: unknown): void {
  // loaded only now, since a kernel should start fast
  const { takeTable, formatMarkdownTable }: typeof import("./table-output.js") = require("./table-output.js");
  const table = takeTable(value);
  if (table === undefined) console.log(value);
  else (shared[writer] ?? writeEnglish)(table);

  function writeEnglish(shown: ShownTable): void {
    const { en }: typeof import("@tillbook/charts") = require("@tillbook/charts");
    const markdown = formatMarkdownTable(shown, en);
    const data = { "text/markdown": markdown, "text/plain": markdown };
    require("tslab/dist/jupyter.js").lastWriteDisplayData({ data, metadata: {}, transient: {} }, false);
  }
}
