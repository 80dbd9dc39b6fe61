/** What an output of a notebook says about its numbers, in `metadata.tillbook`. */
export interface Evidence {
  /** The queries, as they were sent. */
  sources: string[];
  numbers: RecordedNumber[];
}

export interface RecordedNumber {
  /** JSON pointer into the output's data. */
  at: string;
  span?: [start: number, end: number];
  format?: string;
  unit?: "currency";
  how: Expression;
}

export type Expression =
  | { cell: [source: number, row: number, column: string] }
  | { sum: [source: number, rows: string, column: string] }
  | { count: [source: number, rows: string, ...distinct: string[]] }
  | { op: string; of: Expression[] }
  | { constant: string }
  | { unknown: true };
