import { TillbookError } from "@tillbook/pipeline";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import type { Entry } from "yauzl";
import { type CellFormat, findCellFormat, formatNumber } from "./workbook-numbers.js";
import { listEntries, readEntry } from "./zip-entries.js";

/** A sheet of a workbook. */
export interface Sheet {
  name: string;
  isHidden: boolean;
  entry: Entry;
}

/** A workbook that is open: its sheets in order, and what their cells refer to. */
export interface Workbook {
  path: string;
  sheets: Sheet[];
  /** Whether days are counted from 1904, as old Macs did. */
  isFrom1904: boolean;
  texts: string[];
  /** By the number of a cell's style. */
  formats: CellFormat[];
}

/** A row of a sheet, its cells from column A; empty where there is no value. */
export interface SheetRow {
  /** From 1, as Excel shows it. */
  number: number;
  cells: string[];
  isHidden: boolean;
  /** Whether a cell is a date or a time, or a number with decimals. */
  hasDate: boolean;
  hasDecimals: boolean;
}

/** Texts of a workbook are in memory; as many as this take some 400 MB. */
const mostTextBytes = 200_000_000;
/** Excel's own limit (Excel specifications and limits). */
const mostColumns = 16_384;

/**
 * Opens a workbook in the format of Office Open XML (ECMA-376, Part 1).
 * @throws TillbookError CSV_INVALID where it is damaged, or has more text than fits into memory
 */
export async function openWorkbook(path: string, name: string): Promise<Workbook> {
  const entries = new Map((await listEntries(path)).map((file) => [file.name.toLowerCase(), file.entry]));
  const find = (target: string): Entry | undefined => entries.get(target.toLowerCase().replace(/^\//, ""));
  const workbook = find("xl/workbook.xml");
  if (workbook === undefined) throw fail(name, "it has no workbook.xml");
  const links = new Map<string, string>();
  const relations = find("xl/_rels/workbook.xml.rels");
  if (relations) {
    await parse(path, name, relations, {
      onOpen: (tag, { Id = "", Target = "" }) => void (tag === "Relationship" && links.set(Id, Target)),
    });
  }
  const sheets: Sheet[] = [];
  let isFrom1904 = false;
  await parse(path, name, workbook, {
    onOpen: (tag, attributes) => {
      if (tag === "workbookPr") isFrom1904 = isTrue(attributes["date1904"]);
      if (tag !== "sheet") return;
      const target = links.get(attributes["id"] ?? "") ?? `worksheets/sheet${sheets.length + 1}.xml`;
      const entry = find(target.startsWith("/") ? target : `xl/${target}`);
      const isHidden = attributes["state"] !== undefined && attributes["state"] !== "visible";
      // A sheet that is only a chart has no cells.
      if (entry && !/chartsheets\//.test(target)) sheets.push({ name: attributes["name"] ?? "", isHidden, entry });
    },
  });
  const strings = find("xl/sharedStrings.xml");
  const styles = find("xl/styles.xml");
  return {
    path,
    sheets,
    isFrom1904,
    texts: strings === undefined ? [] : await readTexts(path, name, strings),
    formats: styles === undefined ? [] : await readFormats(path, name, styles),
  };
}

/**
 * Reads the rows of a sheet that have cells, in order, with values as Excel means them: dates and times as `2026-03-01 09:05:00`,
 * numbers with all their digits, formulas as their last result.
 * @throws TillbookError CSV_INVALID where the file is damaged
 */
export async function* readSheet(
  { path, texts, formats, isFrom1904 }: Workbook,
  { entry }: Sheet,
  name: string,
): AsyncGenerator<SheetRow[]> {
  let rows: SheetRow[] = [];
  let row: SheetRow = { number: 0, cells: [], isHidden: false, hasDate: false, hasDecimals: false };
  let [column, type, style, value, hasFormula, isText, depth] = [0, "n", 0, "", false, false, 0];
  const addCell = (): void => {
    let text = value;
    if (type === "s") text = texts[Number(value)] ?? "";
    else if (type === "b") text = value === "1" ? "TRUE" : "FALSE";
    else if (type === "d") text = value.replace("T", " ");
    else if (type === "n" && value !== "") {
      const format = formats[style] ?? "number";
      text = formatNumber(Number(value), format, isFrom1904);
      if (format !== "number") row.hasDate = true;
      else if (text.includes(".")) row.hasDecimals = true;
    }
    // A formula whose result was never computed must not be taken for an empty cell.
    if (value === "" && hasFormula && type !== "str") text = "=formula without a result";
    if (text === "") return;
    if (column >= mostColumns) throw fail(name, `it has a cell in column ${column + 1}`);
    while (row.cells.length < column) row.cells.push("");
    row.cells[column] = text;
  };
  const onOpen = (tag: string, attributes: Record<string, string>): void => {
    if (tag === "row") {
      const number = Number(attributes["r"] ?? row.number + 1);
      row = { number, cells: [], isHidden: isTrue(attributes["hidden"]), hasDate: false, hasDecimals: false };
      column = -1;
    } else if (tag === "c") {
      column = attributes["r"] === undefined ? column + 1 : findColumn(attributes["r"]);
      [type, style, value, hasFormula] = [attributes["t"] ?? "n", Number(attributes["s"] ?? 0), "", false];
    } else if (tag === "f") hasFormula = true;
    else if (tag === "rPh") depth++;
    else if (tag === "v" || tag === "t") isText = depth === 0;
  };
  const onClose = (tag: string): void => {
    if (tag === "v" || tag === "t") isText = false;
    else if (tag === "rPh") depth--;
    else if (tag === "c") {
      if (type === "inlineStr" || type === "str") value = decodeText(value);
      addCell();
    } else if (tag === "row") rows.push(row);
  };
  const onText = (text: string): void => {
    if (isText) value += text;
  };
  for await (const _ of parseXml(path, name, entry, { onOpen, onClose, onText })) {
    if (rows.length > 0) yield rows;
    rows = [];
  }
}

interface XmlHandlers {
  onOpen?: (tag: string, attributes: Record<string, string>) => void;
  onClose?: (tag: string) => void;
  onText?: (text: string) => void;
}

async function parse(path: string, name: string, entry: Entry, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parseXml(path, name, entry, handlers));
}

/** Parses an XML file, and yields after each chunk. Prefixes of names are left out: some programs write `x:row`. */
async function* parseXml(
  path: string,
  name: string,
  entry: Entry,
  { onOpen, onClose, onText }: XmlHandlers,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let failure: Error | undefined;
  parser.on("error", (error) => {
    failure ??= error;
  });
  if (onOpen) {
    parser.on("opentag", ({ name, attributes }: SaxesTagPlain) => {
      const hasPrefix = Object.keys(attributes).some((key) => key.includes(":"));
      onOpen(
        localName(name),
        hasPrefix
          ? Object.fromEntries(Object.entries(attributes).map(([key, text]) => [localName(key), text]))
          : attributes,
      );
    });
  }
  if (onClose) parser.on("closetag", ({ name }) => onClose(localName(name)));
  if (onText) {
    parser.on("text", onText);
    parser.on("cdata", onText);
  }
  const decoder = new TextDecoder();
  for await (const bytes of readEntry(path, entry)) {
    parser.write(decoder.decode(bytes, { stream: true }));
    if (failure) throw fail(name, failure.message, failure);
    yield;
  }
  parser.close();
  if (failure) throw fail(name, failure.message, failure);
  yield;
}

async function readTexts(path: string, name: string, entry: Entry): Promise<string[]> {
  if (entry.uncompressedSize > mostTextBytes) {
    throw new TillbookError(
      "CSV_INVALID",
      `${name}: expected at most ${mostTextBytes / 1e6} MB of texts, got ${Math.ceil(entry.uncompressedSize / 1e6)} MB`,
      'in Excel, save the sheet as "CSV UTF-8", then run `make import`',
    );
  }
  const texts: string[] = [];
  let [text, isText, phonetic] = ["", false, 0];
  await parse(path, name, entry, {
    onOpen: (tag) => {
      if (tag === "si") text = "";
      else if (tag === "rPh") phonetic++;
      else if (tag === "t") isText = phonetic === 0;
    },
    onClose: (tag) => {
      if (tag === "t") isText = false;
      else if (tag === "rPh") phonetic--;
      else if (tag === "si") texts.push(decodeText(text));
    },
    onText: (more) => {
      if (isText) text += more;
    },
  });
  return texts;
}

async function readFormats(path: string, name: string, entry: Entry): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isOfCells = false;
  await parse(path, name, entry, {
    onOpen: (tag, attributes) => {
      if (tag === "numFmt") codes.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
      else if (tag === "cellXfs") isOfCells = true;
      else if (tag === "xf" && isOfCells) {
        const id = Number(attributes["numFmtId"] ?? 0);
        formats.push(findCellFormat(id, codes.get(id)));
      }
    },
    onClose: (tag) => {
      if (tag === "cellXfs") isOfCells = false;
    },
  });
  return formats;
}

/** Excel writes characters that XML forbids as `_x000D_` (ECMA-376, 22.9.2.19). */
function decodeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** E.g. `AB12` is in column 27. */
function findColumn(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}

function isTrue(text: string | undefined): boolean {
  return text === "1" || text === "true";
}

function fail(name: string, problem: string, cause?: unknown): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${name}: expected an Excel workbook, got one that is damaged: ${problem}`,
    "open it in Excel, save it again, then run `make import`",
    { cause },
  );
}
