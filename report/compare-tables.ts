import type { Messages } from "@tillbook/charts";
import type { ShownTable } from "@tillbook/provenance";
import { formatMove, readShownNumber, type ShownNumber, subtractShown } from "./shown-numbers.js";

/** The tables of a report, and the language that they are in. */
export interface TablesOf {
  tables: readonly ShownTable[];
  messages: Messages;
}

/** What two reports show differently in one table. */
export interface TableMoves {
  section: string;
  /** Title of the section in the later report. */
  title: string;
  /** Name of the table. */
  name: string;
  /** Whether only one of the reports has the table. */
  only?: "then" | "now";
  moves: Move[];
}

/** A cell, or a row that one of the reports lacks. All texts are as that report shows them. */
export interface Move {
  row: string;
  /** Head of the column; empty for a whole row. */
  column: string;
  was: string | undefined;
  is: string | undefined;
  /** The change, where both are numbers. */
  change: string | undefined;
}

/**
 * Compares tables cell by cell. They are matched by section and name, rows by the first cells that tell them apart, columns by
 * their heads. In two languages, numbers are compared by value, names by what both languages call them.
 * @param translate  names a text of the earlier report in the language of the later one
 * @param page  the language of the changes
 */
export function compareTables(
  was: TablesOf,
  is: TablesOf,
  page: Messages,
  translate: (text: string) => string = (text) => text,
): TableMoves[] {
  const find = ({ tables }: TablesOf, like: ShownTable): ShownTable | undefined =>
    tables.find(({ section, name }) => section === like.section && name === like.name);
  const compared = is.tables.map((table): TableMoves => {
    const { section, title, name } = table;
    const before = find(was, table);
    if (before === undefined) return { section, title, name, only: "now", moves: [] };
    return { section, title, name, moves: comparePair(before, table, { was, is, page, translate }) };
  });
  const gone = was.tables
    .filter((table) => find(is, table) === undefined)
    .map(({ section, title, name }): TableMoves => ({ section, title, name, only: "then", moves: [] }));
  return [...compared, ...gone].filter(({ only, moves }) => only !== undefined || moves.length > 0);
}

interface Languages {
  was: TablesOf;
  is: TablesOf;
  page: Messages;
  translate: (text: string) => string;
}

function comparePair(was: ShownTable, is: ShownTable, languages: Languages): Move[] {
  const { translate } = languages;
  const [before, now] = [{ ...was, columns: was.columns.map(translate) }, is];
  const keys = countKeys([{ rows: before.rows.map((row) => row.map(translate)) }, { rows: now.rows }]);
  const [oldRows, rows] = [nameRows(before.rows, keys, translate), nameRows(now.rows, keys)];
  const [oldColumns, columns] = [nameColumns(before.columns), nameColumns(now.columns)];
  const moves = [...rows].flatMap(([row, cells]): Move[] => {
    const old = oldRows.get(row);
    if (old === undefined)
      return [{ row, column: "", was: undefined, is: describeRow(cells, keys), change: undefined }];
    return columns.flatMap((column, c) => {
      const at = oldColumns.indexOf(column);
      if (keys.includes(c) || at < 0) return [];
      return compareCells(old[at] ?? "", cells[c] ?? "", languages).map((move) => ({ row, column, ...move }));
    });
  });
  const gone = [...oldRows].filter(([row]) => !rows.has(row));
  return [
    ...moves,
    ...gone.map(
      ([row, cells]): Move => ({ row, column: "", was: describeRow(cells, keys), is: undefined, change: undefined }),
    ),
  ];
}

function compareCells(
  was: string,
  is: string,
  { was: then, is: now, page, translate }: Languages,
): Pick<Move, "was" | "is" | "change">[] {
  if (was === is || translate(was) === is) return [];
  const move = { was, is, change: undefined };
  const [old, number] = [readShownNumber(was, then.messages), readShownNumber(is, now.messages)];
  const isOneLanguage = then.messages.language === now.messages.language;
  if (old === undefined || number === undefined)
    // a sentence in another language says nothing
    return isOneLanguage || old !== undefined || number !== undefined || isKnown(was, translate) ? [move] : [];
  if (isOneLanguage && unitOf(old) !== unitOf(number)) return [move];
  if (!isOneLanguage && isKnown(was, translate)) return [move];
  if (subtractShown(number, old).digits === 0n) return [];
  return [{ ...move, change: /\p{L}{4}/u.test(unitOf(number)) ? undefined : formatMove(number, old, page) }];
}

function unitOf({ before, after }: ShownNumber): string {
  return `${before.trim()} ${after.trim()}`;
}

/** Whether a text is a name that both languages know, e.g. of a month. */
function isKnown(text: string, translate: (text: string) => string): boolean {
  return translate(text) !== text;
}

/** Finds the columns that tell the rows of both tables apart: the first, and as many after it as are needed; a rank is none. */
function countKeys(tables: readonly { rows: readonly string[][] }[]): number[] {
  const rows = tables.flatMap((table) => table.rows);
  const width = Math.max(1, ...rows.map((row) => row.length));
  const isRank = tables.every((table) => table.rows.every((row, r) => Number.parseInt(row[0] ?? "", 10) === r + 1));
  const first = isRank && width > 2 && tables.some((table) => table.rows.length > 1) ? 1 : 0;
  for (let count = 1; first + count < width; count++) {
    const keys = Array.from({ length: count }, (_, i) => first + i);
    if (tables.every((table) => new Set(table.rows.map((row) => nameRow(row, keys))).size === table.rows.length))
      return keys;
  }
  return [first];
}

function nameRow(row: readonly string[], keys: readonly number[]): string {
  return keys.map((key) => row[key] ?? "").join(", ");
}

/** Names rows; of several with one name, those after the first get a number. */
function nameRows(
  rows: readonly string[][],
  keys: readonly number[],
  translate: (text: string) => string = (text) => text,
): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const row of rows) {
    const name = nameRow(
      row.map((cell, c) => (keys.includes(c) ? translate(cell) : cell)),
      keys,
    );
    let free = name;
    for (let number = 2; named.has(free); number++) free = `${name} (${number})`;
    named.set(free, row);
  }
  return named;
}

/** Names columns: one whose head others have too, by the last head before it that is its own, e.g. "Sales: Change". */
function nameColumns(columns: readonly string[]): string[] {
  let last = "";
  return columns.map((column) => {
    if (columns.filter((other) => other === column).length > 1) return last === "" ? column : `${last}: ${column}`;
    last = column;
    return column;
  });
}

/** The last number of a row, which is its sum where it has one. */
function describeRow(row: readonly string[], keys: readonly number[]): string {
  const cells = row.filter((cell, c) => !keys.includes(c) && cell !== "");
  return cells.findLast((cell) => /\d/.test(cell)) ?? cells.at(-1) ?? "";
}
