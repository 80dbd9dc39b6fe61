import { SKIP, visit } from "unist-util-visit";
import { type Place, takeId } from "./place.js";
import { closeTable, isScreenOnly, isScreenOnlyRow, openTable, renderMore } from "./table.js";
import { type Element, makeRaw, type Root, readText } from "./tree.js";

/** A number with its signs: digits with marks between them, and what may stand round them. */
const number = /^[^\p{L}\d]{0,2}(?:\p{Sc}|\p{Lu}{3})?\s?[-+−]?\p{Sc}?\d[\d.,'’\s]*\s?(?:[%‰]|\p{Sc}|\p{Lu}{3})?$/u;

/** Gives the tables of a text the report's look: search and download, heads of rows and columns, numbers to the right. */
export function dressTables(tree: Root, place: Place): void {
  visit(tree, "element", (table, index, parent) => {
    if (table.tagName !== "table" || index === undefined || parent === undefined) return undefined;
    const { head, body, caption } = readParts(table);
    for (const row of [...head, ...body]) for (const cell of cellsOf(row)) alignBy(cell);
    fillCells(head, body);
    alignNumbers(head, body);
    for (const [r, row] of body.entries()) markRow(row, isScreenOnlyRow(r, body.length), place.messages.labels.all);
    const columns = leaveOut([...head, ...body]);
    const title = (caption && readText(caption).trim()) || place.title;
    const names = { name: takeId(place, "table"), caption: title };
    if (caption) caption.properties["className"] = ["own"];
    parent.children.splice(
      index,
      1,
      ...([
        makeRaw(openTable(names, place.messages, body.length)),
        ...table.children,
        makeRaw(`${closeTable}${renderMore(body.length, columns, place.messages)}`),
      ] as never[]),
    );
    return [SKIP, index + table.children.length + 2];
  });
}

/** Marks a row that is left out on paper, and one of sums: it is set off, and stays at the end when a reader sorts the others. */
function markRow(row: Element, isExtra: boolean, all: string): void {
  const first = cellsOf(row)
    .slice(0, 2)
    .map((cell) => readText(cell).trim());
  // in a table with places, the name is the second
  const isSum = first[0] === all || (/^[-–—]?$/.test(first[0] ?? "") && first[1] === all);
  const kinds = [...(isSum ? ["sum"] : []), ...(isExtra ? ["extra"] : [])];
  if (kinds.length > 0) row.properties["className"] = kinds;
}

interface Parts {
  head: Element[];
  body: Element[];
  caption: Element | undefined;
}

function readParts(table: Element): Parts {
  const [head, body]: Element[][] = [[], []];
  let caption: Element | undefined;
  visit(table, "element", (element, _index, parent) => {
    if (element.tagName === "caption") caption = element;
    if (element.tagName !== "tr") return;
    ((parent as Element).tagName === "thead" ? head : body)!.push(element);
  });
  return { head: head!, body: body!, caption };
}

function cellsOf(row: Element): Element[] {
  return row.children.filter((node): node is Element => node.type === "element" && /^t[dh]$/.test(node.tagName));
}

function alignBy({ properties }: Element): void {
  const { align } = properties;
  delete properties["align"];
  if (typeof align === "string" && /^(?:left|right|center)$/.test(align)) properties["className"] = [align];
}

/** Says what each head is of; an empty one is none. Chromium would leave empty cells out of the PDF's table, whose rows had too few. */
function fillCells(head: readonly Element[], body: readonly Element[]): void {
  for (const cell of [...head, ...body].flatMap(cellsOf)) {
    const isEmpty = readText(cell).trim() === "" && !cell.children.some(({ type }) => type === "element");
    if (isEmpty) {
      cell.tagName = "td";
      cell.children = [{ type: "text", value: "\u00a0" }];
    } else if (cell.tagName === "th")
      cell.properties["scope"] ??= head.some((row) => row.children.includes(cell)) ? "col" : "row";
  }
}

/** Marks what is left out on paper, in a table whose cells span no others. @returns  the number of columns */
function leaveOut(trs: readonly Element[]): number {
  const rows = trs.map(cellsOf);
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.flat().some(({ properties: { colSpan, rowSpan } }) => colSpan ?? rowSpan)) return 0;
  for (const row of rows)
    for (const [column, { properties }] of row.entries())
      if (isScreenOnly(column, width))
        properties["className"] = [...[properties["className"] ?? []].flat(), "extra"] as string[];
  return width;
}

/** Sets columns of numbers to the right, where no cell says how it is set; not in tables whose cells span others. */
function alignNumbers(head: readonly Element[], body: readonly Element[]): void {
  const rows = [...head, ...body].map(cellsOf);
  const cells = rows.flat();
  if (cells.some(({ properties: { className, colSpan, rowSpan } }) => className ?? colSpan ?? rowSpan)) return;
  const width = Math.max(0, ...rows.map((row) => row.length));
  for (let column = 0; column < width; column++) {
    const texts = body
      .flatMap((row) => cellsOf(row)[column] ?? [])
      .filter(({ tagName }) => tagName === "td")
      .map((cell) => readText(cell).trim());
    const filled = texts.filter((text) => !/^(?:|[-–—]|NaN|null)$/.test(text));
    if (filled.length === 0 || !filled.every((text) => number.test(text.replace(/^\((.*)\)$/, "$1")))) continue;
    for (const cell of rows.flatMap((row) => row[column] ?? [])) cell.properties["className"] = ["right"];
  }
}
