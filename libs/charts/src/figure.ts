import type { Layout, Trace } from "./plotly-types.js";
import type { Quantity } from "./quantity.js";

export type { Layout, Trace };

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
  /** Below the title: what is measured, and its unit, e.g. "Revenue by month, €". */
  subtitle?: string;
  /** Text alternative: what the chart shows, with its main figures. */
  alt: string;
  table: Table;
  /** What stands for some colours on a dark ground, where only their order counts, e.g. "#fff7bc" for the least. */
  dark?: Record<string, string>;
}

/** A number that is shown. */
export type Shown = Quantity | number | bigint;

/** Data of a trace: `null` is a missing value, a text in two arrays a category of two levels, an array of arrays a matrix. */
export type Values = ArrayLike<Value> | readonly (readonly (Value | readonly number[])[])[];
type Value = Shown | string | boolean | Date | null;

/** One value for a trace, or one for each of its points. */
export type List<T> = T | readonly T[];

/** Words that may be joined by a plus, e.g. "lines+markers". */
export type Flags<F extends string> = F | `${F}+${F}` | `${F}+${F}+${F}`;

/** A figure as it is written in a cell; `show` adds what is missing. */
export interface FigureSpec {
  data: Trace[];
  layout?: Layout & { meta?: Partial<Meta> };
}

/** A Plotly figure with all that a page says about it. */
export interface Figure {
  data: Trace[];
  layout: Layout & { meta: Meta };
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
