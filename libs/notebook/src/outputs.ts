import type { Figure } from "@tillbook/charts";
import type { Notebook } from "./notebook.js";

/** The media type of an output that is a chart: JSON of a `Figure`. */
export const figureType = "application/vnd.plotly.v1+json";

/** The media type of an output that is a list of `KeyFigure`, as JSON. */
export const keyFiguresType = "application/vnd.tillbook.key-figures+json";

/** The media type of an output that is a `Drill`, as JSON. */
export const drillType = "application/vnd.tillbook.drill+json";

/** Lists the charts that an executed notebook shows, in their order; a Plotly figure without a name is none. */
export function listFigures(notebook: Notebook): Figure[] {
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap((output) => {
      const figure = output.data?.[figureType] as Figure | undefined;
      return figure?.layout?.meta?.name === undefined ? [] : [figure];
    });
}
