import { TillbookError } from "@tillbook/pipeline";
import type { Notebook } from "./notebook.js";

/**
 * Makes a notebook with an example that runs, to start from.
 * @param name  e.g. "weekday-sales", which makes the title "Weekday sales"
 * @param files  those of the folder; its number is one more than the highest of theirs
 * @throws TillbookError NOTEBOOK_INVALID for a name that can't be one, or that a notebook has
 */
export function makeNotebook(name: string, files: readonly string[]): { file: string; notebook: Notebook } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const got = name === "" ? "none" : JSON.stringify(name);
    throw refuse(
      `expected a name of lower-case letters, digits and hyphens that begins with a letter, got ${got}`,
      "weekday-sales",
    );
  }
  const notebooks = files.filter((file) => file.endsWith(".ipynb"));
  const taken = notebooks.find((file) => file.replace(/^\d+-/, "") === `${name}.ipynb`);
  if (taken !== undefined) throw refuse(`expected a new name, got that of notebooks/${taken}`, `${name}-2`);
  const number = 1 + Math.max(0, ...notebooks.map((file) => Number(/^(\d+)-/.exec(file)?.[1] ?? 0)));
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
  const cells = [`# ${title}`, ...example].map((source, i) => ({
    cell_type: i === 0 ? "markdown" : "code",
    id: `${name}-${i + 1}`,
    metadata: {},
    source,
  }));
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  const language_info = { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" };
  return {
    file: `${number}-${name}.ipynb`,
    notebook: { cells, metadata: { kernelspec, language_info }, nbformat: 4, nbformat_minor: 5 },
  };
}

const example = [
  `import { formatMoney, sum } from "@tillbook/charts";
import { messages, readTable, say, toRows, translate } from "./tables.js";`,
  `const rows = toRows(await readTable("monthly_sales", { year: "number", month: "number", store: "text", revenue: "money" }));
say(translate\`All months together: \${formatMoney(sum(rows, "revenue"), messages)}.\`);`,
];

function refuse(message: string, better: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, `make new-notebook NAME=${better}`);
}
