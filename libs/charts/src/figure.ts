/** One column of the table behind a chart. */
export interface Column {
  label: string;
  align: "left" | "right";
}

/** The data behind a chart, formatted as text; not escaped. */
export interface Table {
  columns: Column[];
  rows: string[][];
}

/** What a page says about a chart; all texts are plain, not escaped. */
export interface Meta {
  /** File-name-like, e.g. "monthly-sales". */
  name: string;
  /** The question of the chart, answered in words. */
  title: string;
  /** Text alternative: what the chart shows, with its main figures. */
  alt: string;
  table: Table;
  /** What stands for some colours on a dark ground, where only their order counts, e.g. "#fff7bc" for the least. */
  dark?: Record<string, string>;
}

/** A Plotly figure as plain JSON. */
export interface Figure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown> & { meta: Meta };
}

/** A number that is shown large. All texts are plain. */
export interface KeyFigure {
  label: string;
  value: string;
  note?: string;
}

/** Makes the columns of a table: texts to the left, numbers to the right. */
export function makeColumns(texts: string[], numbers: string[]): Column[] {
  return [
    ...texts.map((label): Column => ({ label, align: "left" })),
    ...numbers.map((label): Column => ({ label, align: "right" })),
  ];
}
