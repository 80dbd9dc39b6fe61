import type { Messages } from "@tillbook/charts";
import type { TillbookError } from "@tillbook/pipeline";
import { readChartSources } from "./chart-sources.js";
import { formatProblem, listUntranslatedCharts, type NamedNotebook } from "./check.js";
import { lintTexts } from "./texts.js";

/**
 * Lists the texts of notebooks and charts that a report in the language of `messages` would show in English; none where
 * that is its language.
 * @param root  the checkout with the charts
 */
export async function listUntranslated(
  notebooks: readonly NamedNotebook[],
  messages: Messages,
  root: string,
): Promise<TillbookError[]> {
  if (messages.notebooks === undefined) return [];
  const charts = await readChartSources(root);
  return [
    ...notebooks.flatMap(({ name, notebook }) =>
      lintTexts(notebook, [messages]).map((problem) => formatProblem(`notebooks/${name}.ipynb`, problem)),
    ),
    ...charts.flatMap((chart) => listUntranslatedCharts(chart, [messages])),
  ];
}
