import { join } from "node:path";
import type { Drill, Figure, FigureSpec, KeyFigure, Messages } from "@tillbook/charts";
import { checkFigure, escapeMarkdown, finishFigure, inCurrency, locales, makeTranslate } from "@tillbook/charts";
import {
  drillType,
  figureType,
  findPictureType,
  keyFiguresType,
  recordOutputs,
  takeEvidence,
} from "@tillbook/notebook";
import {
  type Cell,
  type Columns,
  type DataFrame,
  formatMarkdownTable,
  listRows,
  makeTable,
  onLastValue,
  type Result,
  type RowOf,
  type Series,
  type Table,
  type Texts,
  takeTable,
} from "@tillbook/notebook/frames";
import { findChoice, findPaths, type MysqlSettings, readSettings, TillbookError } from "@tillbook/pipeline";
import {
  dependsOnScope,
  findScope,
  findViewed,
  type ReportScope,
  readReportScope,
  readScopeFiles,
  restrictQuery,
  type Within,
  type WithinOptions,
  writeWithin,
} from "@tillbook/queries";
import { connectReader, explainMysqlError, keepConnection, readCurrency } from "@tillbook/services";
import type { Connection, RowDataPacket, TypeCastField } from "mysql2/promise";
import * as kernel from "tslab/dist/jupyter.js";

// What the notebooks share: tables in, outputs out. The database's address and password stay in this file.

/**
 * The messages of the report's language, for charts and sentences. Their currency is that of the database, once a table was
 * read.
 */
export const messages: Messages = { ...findChoice("REPORT_LOCALE", readSettings().report.locale, locales) };

recordOutputs();

/**
 * Puts a sentence of a notebook into the report's language, e.g. translate`From 17:00 on, ${share} of it.`, which is
 * "From 17:00 on, {0} of it." in the file of each other language. Where that lacks it, it stays English, with a mark.
 */
export const translate = makeTranslate(messages);

/** Readers of tables and queries, in some scope. */
export interface Readers {
  /**
   * Reads a table, sorted by its columns from the first on. Its rows' types are those of `columns`, e.g.
   * `{ store: "text", revenue: "money" }`, which are checked; without them any.
   * @throws TillbookError TABLE_MISSING when the table is missing or empty, and what `readQuery` throws
   */
  readTable<Row extends object = Record<string, Cell>>(name: string): Promise<Table<Row>>;
  readTable<const C extends Columns>(name: string, columns: C): Promise<Table<RowOf<C>>>;
  /**
   * Reads what a query selects; of no rows a frame that has the columns. A DECIMAL such as `revenue` stays an exact text; of one
   * with as many decimals as the currency, `revenue_cents` has whole cents, to calculate with (of a currency with thousandths,
   * those). Whole numbers are numbers, or bigints beyond 2^53; dates, times and JSON are texts.
   * @throws TillbookError TABLE_MISSING when a table is missing, SQL_FILE_INVALID when one can't be restricted to the report's period
   * or store, MYSQL_UNREACHABLE when the server goes away, and what `connectReader` and `readColumns` throw
   */
  readQuery<Row extends object = Record<string, Cell>>(sql: string): Promise<Table<Row>>;
  readQuery<const C extends Columns>(sql: string, columns: C): Promise<Table<RowOf<C>>>;
}

/** Reads what belongs to REPORT_PERIOD and REPORT_STORE: results in the shape that their scope files say, and `sales`. */
export const { readTable, readQuery } = makeReaders();

/**
 * Gives readers that see other rows than the report's: those of the period before, of the same period a year before, of 24 months
 * up to the period's end, or all; in a store's report with `chain` those of all stores.
 */
export function within(which: Within, options: WithinOptions = {}): Readers {
  return makeReaders({ which, options });
}

/**
 * Reads what the report speaks of, and what it can be compared with.
 * @throws TillbookError SETTING_INVALID where the data has no such period or store
 */
export function readScope(): Promise<ReportScope> {
  return withMysql(findReportScope);
}

/** The plot stage has found it before all notebooks; in Jupyter the settings and the data count at each call. */
async function findReportScope(connection: Connection): Promise<ReportScope> {
  const found = process.env["TILLBOOK_SCOPE"];
  return found === undefined ? readReportScope(connection, readSettings().report) : JSON.parse(found);
}

function makeReaders(other?: { which: Within; options: WithinOptions }): Readers {
  async function read(connection: Connection, sql: string): Promise<Result> {
    const { report, mysql } = readSettings();
    const files = await readScopeFiles(join(findPaths().root, "spark"));
    const isKnown = process.env["TILLBOOK_SCOPE"] !== undefined;
    const scope =
      isKnown || other !== undefined || dependsOnScope(sql, report, files)
        ? findScope(await findReportScope(connection), other?.which, other?.options)
        : undefined;
    const sent = scope ? restrictQuery(sql, scope, files, mysql.database) : sql;
    return { ...(await select(connection, sent)), sql: other ? writeWithin(sql, other.which, other.options) : sql };
  }
  async function readTable(name: string, columns?: Columns): Promise<DataFrame> {
    if (!/^\w+$/.test(name))
      throw new Error(`expected the name of a table, got ${JSON.stringify(name)}: take readQuery`);
    return withMysql(async (connection) => {
      const table = `\`${name}\``;
      const { fields } = await read(connection, `select * from ${table} limit 0`);
      const sql = `select * from ${table} order by ${fields.map((_, c) => c + 1).join(", ")}`;
      const result = await read(connection, sql);
      if (result.rows.length === 0) await explainEmpty(connection, name, other === undefined);
      return makeTable(result, messages.numbers.currency.scale, columns);
    });
  }
  async function readQuery(sql: string, columns?: Columns): Promise<DataFrame> {
    return withMysql(async (connection) => {
      return makeTable(await read(connection, sql), messages.numbers.currency.scale, columns);
    });
  }
  return { readTable, readQuery } as Readers;
}

/**
 * A table without rows is a failure, a scope without some isn't, unless the table has to be made for the report's own period.
 * @throws TillbookError TABLE_MISSING
 */
async function explainEmpty(connection: Connection, name: string, isOwnPeriod: boolean): Promise<void> {
  const text = (await readScopeFiles(join(findPaths().root, "spark"))).texts.get(name) ?? "";
  const { rows } = await select(connection, `select 1 from \`${findViewed(text) ?? name}\` limit 1`);
  if (rows.length === 0) throw missing(`expected rows in ${name}, got none`);
  if (!isOwnPeriod || !/:period\b/.test(text)) return;
  const { period } = await findReportScope(connection);
  throw missing(`expected rows of ${period.name} in ${name}, got none`, `REPORT_PERIOD=${period.name} make aggregate`);
}

/** Gives the rows of a data frame as objects, e.g. to draw them; a frame that was read gives the same objects each time. */
export function toRows<Row>(table: Table<Row>): Row[];
export function toRows<Row>(table: DataFrame): Row[];
export function toRows<Row>(table: DataFrame): Row[] {
  return listRows(table) as Row[];
}

/** Names of the charts that were shown. */
const shown = new Set<string>();

/**
 * Shows a chart, in the style of the house; where no chart can be drawn, its text alternative. A title and a text alternative
 * must be there; the data table is made from the traces where `layout.meta` has none.
 * @throws TillbookError NOTEBOOK_INVALID naming chart, trace and attribute where Plotly would not draw all of it
 */
export function show(figure: FigureSpec): void {
  const { data, layout } = finishFigure(figure, messages, shown);
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

/**
 * Shows a data frame, a series or rows as a table, at most `shownRows` of them. What the last line of a cell is, is shown so by
 * itself, its first 20 rows.
 */
export function showTable(value: DataFrame | Series | readonly object[], shownRows = 20): void {
  if (!showIfTable(value, shownRows)) throw new Error("expected a data frame, a series, or rows, got none");
}

onLastValue((value) => showIfTable(value));

function showIfTable(value: unknown, shownRows?: number): boolean {
  const table = takeTable(value, listRows);
  if (table === undefined) return false;
  const markdown = formatMarkdownTable(table, messages, shownRows);
  writeOutput({ "text/markdown": markdown, "text/plain": markdown });
  return true;
}

/**
 * Shows a picture: the source of an SVG, or the bytes of a PNG, JPEG, GIF or WebP.
 * @param alt  what it shows, for who can't see it
 */
export function showPicture(picture: string | Uint8Array, alt: string): void {
  const type = findPictureType(picture);
  if (type === undefined)
    throw new Error("expected the source of an SVG, or a PNG, JPEG, GIF or WebP, got none of them");
  if (alt.trim() === "") throw new Error("expected what the picture shows, for who can't see it, got an empty text");
  const content =
    typeof picture === "string" ? picture : Buffer.from(picture).toString(type === "image/svg+xml" ? "utf8" : "base64");
  writeOutput({ [type]: content, "text/plain": alt }, type);
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

/** Gives the HTML report what it opens from the name of a store or a month; nothing of none. */
export function drill(sums: Drill | undefined): void {
  if (sums) writeOutput({ [drillType]: sums, "text/plain": messages.drill.hint });
}

const use = keepConnection(async (settings: MysqlSettings) => {
  const connection = await connectReader(settings);
  try {
    Object.assign(messages, inCurrency(messages, await readCurrency(connection)));
    return connection;
  } catch (error) {
    connection.destroy();
    throw explainMysqlError(error);
  }
});

/** Runs `read` with a connection, and the currency that the database has. */
function withMysql<T>(read: (connection: Connection) => Promise<T>): Promise<T> {
  return use(readSettings().mysql, async (connection) => {
    try {
      return await read(connection);
    } catch (error) {
      if ((error as { code?: string }).code === "ER_NO_SUCH_TABLE") {
        const { rows } = await select(connection, "show tables");
        throw missing((error as Error).message, `make aggregate, or take one that is there: ${rows.join(", ")}`);
      }
      throw explainMysqlError(error);
    }
  });
}

/** Sends a query as it is, and takes each value as the text that MySQL sends. */
async function select(connection: Connection, sql: string): Promise<Result> {
  const [rows, fields] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true, typeCast: takeText });
  if (!Array.isArray(rows)) throw new Error(`expected a query that selects rows, got ${JSON.stringify(sql)}`);
  return { sql, fields, rows: rows as unknown as Texts[] };
}

function takeText(field: TypeCastField): string | null {
  return field.string("utf8");
}

function missing(message: string, hint = "make aggregate"): TillbookError {
  return new TillbookError("TABLE_MISSING", message, hint);
}

/** Sends one output in several forms, the text of a picture being its alternative; a viewer shows the richest one that it knows. tslab itself sends only one form. */
function writeOutput(output: Record<string, unknown>, pictureType?: string): void {
  if (!kernel.lastWriteDisplayData) throw new Error("expected to run in a cell of a notebook");
  const { data, metadata } = takeEvidence(output);
  if (data[figureType] !== undefined) checkFigure(data[figureType] as Figure);
  const alt = pictureType === undefined ? {} : { [pictureType]: { alt: data["text/plain"] } };
  kernel.lastWriteDisplayData({ data, metadata: { ...metadata, ...alt }, transient: {} } as never, false);
}
