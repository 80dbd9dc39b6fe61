import { type ImportedCell, type ParsedCell, type Piece, parseCell } from "./cell-syntax.js";
import type { Failure } from "./kernels.js";

/** The cells of a notebook as one TypeScript module. */
export interface CellModule {
  text: string;
  /** Where each line of the text is from: place among the code cells, from 0, and line of the cell, 1-based. */
  places: { cell: number; line: number }[];
  /** What no module can be made of. */
  failures: Failure[];
}

/**
 * Makes a module of a notebook's code cells that means what a kernel does with them, in their order: a cell sees the names of
 * those before it, and may declare one of them again, for itself and those after it. So each cell is a block inside the block
 * of the one before; only imports stand together, at the top.
 */
export function makeModule(cells: readonly string[]): CellModule {
  const parsed = cells.map(parseCell);
  const failures = parsed.flatMap((one, cell) => one.failures.map((failure) => ({ ...failure, cell })));
  const lines: { text: string; cell: number; line: number }[] = [];
  const imported = new Map<string, string>();
  for (const [cell, { imports }] of parsed.entries()) {
    for (const declaration of imports) {
      const text = blank(cells[cell]!, listRepeated(declaration, imported)).slice(declaration.start, declaration.end);
      const first = countLines(cells[cell]!, declaration.start);
      lines.push(...text.split("\n").map((line, i) => ({ text: line, cell, line: first + i })));
    }
  }
  for (const [cell, source] of cells.entries()) {
    lines.push({ text: "{", cell, line: 1 });
    const body = blankCell(source, parsed[cell]!).split("\n");
    lines.push(...body.map((text, i) => ({ text, cell, line: i + 1 })));
  }
  const end = { cell: cells.length - 1, line: cells.at(-1)?.split("\n").length ?? 1 };
  lines.push(...cells.map(() => ({ text: "}", ...end })), { text: "export {};", ...end });
  return {
    text: lines.map(({ text }) => text).join("\n"),
    places: lines.map(({ cell, line }) => ({ cell, line })),
    failures,
  };
}

/** Lists what an earlier cell imported as well, and remembers the other names. */
function listRepeated(declaration: ImportedCell, imported: Map<string, string>): Piece[] {
  const { names } = declaration;
  const repeated = names.filter(({ name, what }) => imported.get(name) === what);
  for (const { name, what } of names) if (!imported.has(name)) imported.set(name, what);
  return repeated.length > 0 && repeated.length === names.length ? [declaration] : repeated;
}

function blankCell(source: string, { imports, exports, vars }: ParsedCell): string {
  const text = blank(source, [...imports, ...exports]);
  return vars.reduce((changed, { start, end }) => `${changed.slice(0, start)}let${changed.slice(end)}`, text);
}

/** Puts spaces in the place of pieces, so that lines and columns stay. */
function blank(text: string, pieces: readonly Piece[]): string {
  return pieces.reduce((changed, { start, end }) => {
    return changed.slice(0, start) + changed.slice(start, end).replace(/[^\n]/g, " ") + changed.slice(end);
  }, text);
}

function countLines(text: string, end: number): number {
  return text.slice(0, end).split("\n").length;
}
