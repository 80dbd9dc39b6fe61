import { createRequire } from "node:module";

type Show = (value: unknown) => boolean;
const shower: unique symbol = Symbol.for("tillbook.show-last-value") as never;
const shared = globalThis as { [shower]?: Show };
const require = createRequire(import.meta.url);

/**
 * Lets `show` show the last value of a cell, where it returns true. On the global object: the kernel loads modules apart from those
 * of cells.
 */
export function onLastValue(show: Show): void {
  shared[shower] = show;
}

/** Shows the last value of a cell: a data frame, a series or rows as a table, anything else as console.log does. */
export function showLastValue(value: unknown): void {
  if (!(shared[shower] ?? showEnglish)(value)) console.log(value);
}

/** For a notebook that does not import `tables.ts`. */
function showEnglish(value: unknown): boolean {
  // loaded only now, since a kernel should start fast
  const { takeTable, formatMarkdownTable }: typeof import("./table-output.js") = require("./table-output.js");
  const { en }: typeof import("@tillbook/charts") = require("@tillbook/charts");
  const table = takeTable(value);
  if (table === undefined) return false;
  const markdown = formatMarkdownTable(table, en);
  const data = { "text/markdown": markdown, "text/plain": markdown };
  require("tslab/dist/jupyter.js").lastWriteDisplayData({ data, metadata: {}, transient: {} }, false);
  return true;
}
