import type { Messages } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";

/** The section that a text is in: its headings and tables are named after it. */
export interface Place {
  id: string;
  /** Plain text. */
  title: string;
  /** Ids of headings, tables and parts of pictures so far. */
  taken: Set<string>;
  messages: Messages;
}

/** Pictures of a Markdown cell by name, each by media type, as Jupyter's notebook format has them: base64, or text of an SVG. */
export type Attachments = Record<string, Record<string, unknown>>;

/** Where a content comes from, for messages, and what it can show besides itself. */
export interface Source {
  /** e.g. "notebooks/2-monthly-sales.ipynb cell 3: text/html" */
  where: string;
  attachments?: Attachments;
}

/** Makes an id of a section's and a text, e.g. "the-data-what-is-sold", with a number if it is taken. */
export function takeId({ id, taken }: Pick<Place, "id" | "taken">, text: string): string {
  const ownWords =
    text
      .normalize("NFD")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const wanted = [id, ...ownWords].join("-");
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}-${n}`;
  taken.add(free);
  return free;
}

/** Makes the failure of a content that the report can't show; `hint` says what to do instead. */
export function refuse({ where }: Source, problem: string, hint: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", `${where}: ${problem}`, hint);
}
