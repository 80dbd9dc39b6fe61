import type { Figure, KeyFigure, Messages } from "@tillbook/charts";
import { escapeMarkdown, inCurrency, locales, makeTranslate } from "@tillbook/charts";
import { figureType, keyFiguresType } from "@tillbook/notebook";
import { findChoice, parseCents, readSettings, TillbookError } from "@tillbook/pipeline";
import { connectMysql, explainMysqlError, readCurrency } from "@tillbook/services";
import { DataFrame, toJSON } from "danfojs-node";
import type { FieldPacket, RowDataPacket } from "mysql2";
import * as kernel from "tslab/dist/jupyter.js";

// What the notebooks share: tables in, outputs out. The database's address and password stay in this file.

/**
 * The messages of the report's language, for charts and sentences. Their currency is that of the database, once a table was
 * read.
 */
export const messages: Messages = { ...findChoice("REPORT_LOCALE", readSettings().report.locale, locales) };

/**
 * Puts a sentence of a notebook into the report's language, e.g. translate`From 17:00 on, ${share} of it.`, which is
 * "From 17:00 on, {0} of it." in the file of each other language. Where that lacks it, it stays English, with a mark.
 */
export const translate = makeTranslate(messages);

/**
 * Reads a table, in the order of its first columns. A DECIMAL such as `revenue` stays an exact text, and is there once more in
 * whole cents, as `revenue_cents`, to calculate with; of a currency with thousandths, in those.
 * @throws TillbookError TABLE_MISSING when the table is missing or empty, MYSQL_UNREACHABLE when the server goes
 * away, and what `connectMysql` throws
 */
export async function readTable(name: string): Promise<DataFrame> {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`expected the name of a table, got ${JSON.stringify(name)}`);
  return readQuery(`select * from ${name} order by 1, 2, 3`);
}

/** Reads what a query selects, as `readTable` does. */
export async function readQuery(sql: string): Promise<DataFrame> {
  const connection = await connectMysql(readSettings().mysql);
  try {
    const [rows, fields] = await connection.query<RowDataPacket[]>(sql);
    if (rows.length === 0) throw missing(`expected at least one row, got none from: ${sql}`);
    Object.assign(messages, inCurrency(messages, await readCurrency(connection)));
    return makeFrame(rows, fields);
  } catch (error) {
    if ((error as { code?: string }).code === "ER_NO_SUCH_TABLE") throw missing((error as Error).message);
    throw explainMysqlError(error);
  } finally {
    await connection.end();
  }
}

/** Gives the rows of a data frame as objects, e.g. to draw them. */
export function toRows<Row>(table: DataFrame): Row[] {
  return toJSON(table) as Row[];
}

/** Shows a chart; where no chart can be drawn, its text alternative. */
export function show(figure: Figure): void {
  const { data, layout } = figure;
  writeOutput({ [figureType]: { data, layout }, "text/plain": layout.meta.alt });
}

/** Shows Markdown; of empty paragraphs nothing. */
export function say(...paragraphs: string[]): void {
  const text = paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
  if (text === "") return;
  // Jupyter reads what is between two dollar signs as a formula.
  const markdown = messages.numbers.currency.symbol.includes("$") ? text.replace(/(?<!\\)\$/g, "\\$&") : text;
  writeOutput({ "text/markdown": markdown, "text/plain": markdown });
}

/** Shows key figures; in a viewer that doesn't know them, as a table. */
export function keyFigures(figures: KeyFigure[]): void {
  const cell = (text: string): string => escapeMarkdown(text);
  const rows = figures.map(({ label, value, note }) => `| ${cell(label)} | ${cell(value)} | ${cell(note ?? "")} |`);
  writeOutput({
    [keyFiguresType]: figures,
    "text/markdown": ["| | | |", "|---|---|---|", ...rows].join("\n"),
    "text/plain": figures.map(({ label, value }) => `${label}: ${value}`).join("\n"),
  });
}

const decimal = 246;

function makeFrame(rows: RowDataPacket[], fields: FieldPacket[]): DataFrame {
  const money = fields.filter((field) => field.type === decimal).map((field) => field.name);
  const records = rows.map((row) => ({
    ...row,
    ...Object.fromEntries(money.map((name) => [`${name}_cents`, toSafeCents(row[name])])),
  }));
  const dtypes = Object.values(records[0] ?? {}).map((value) => (typeof value === "number" ? "float32" : "string"));
  return new DataFrame(records, { dtypes });
}

function toSafeCents(decimal: string): number {
  const cents = Number(parseCents(decimal));
  if (!Number.isSafeInteger(cents)) throw new Error(`expected an amount that a number holds exactly, got ${decimal}`);
  return cents;
}

function missing(message: string): TillbookError {
  return new TillbookError("TABLE_MISSING", message, "make aggregate");
}

/** Sends one output in several forms; a viewer shows the richest one that it knows. tslab itself sends only one form. */
function writeOutput(data: Record<string, unknown>): void {
  if (!kernel.lastWriteDisplayData) throw new Error("expected to run in a cell of a notebook");
  kernel.lastWriteDisplayData({ data, metadata: {}, transient: {} } as never, false);
}
