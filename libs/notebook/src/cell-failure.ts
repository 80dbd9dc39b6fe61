import { inspect } from "node:util";
import { alignLines } from "./source-lines.js";

/** Why a cell failed, and where. */
export interface CellFailure {
  /** Class of the error, e.g. "TypeError". */
  name: string;
  /** The error's message, without its class. */
  message: string;
  /** Line of the cell, 1-based; undefined where it is unknown. */
  line: number | undefined;
  /** Next command, where the error knows one. */
  hint: string | undefined;
  /** Lines for a reader of the notebook. */
  trace: string[];
}

/** The source of a cell, and the JavaScript that it was converted to. */
export interface RunCell {
  source: string;
  javascript: string;
  /** File name of the JavaScript in stack traces. */
  script: string;
}

/**
 * Explains what a cell threw.
 * @param where  where it was thrown, if not by the cell's own statements, e.g. "in a timer"
 */
export function explainThrown(thrown: unknown, cell: RunCell, where?: string): CellFailure {
  const isError = thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  const error = isError ? (thrown as Error & { hint?: unknown }) : undefined;
  const text = error ? error.message : `${inspect(thrown)} was thrown, which is no Error`;
  const message = where === undefined ? text : `${text} (${where})`;
  const name = error?.name ?? "Thrown";
  const line = findLine(error?.stack ?? "", cell);
  const hint = typeof error?.hint === "string" ? error.hint : undefined;
  return { name, message, line, hint, trace: [`${name}: ${message}`, ...quoteLine(cell.source, line)] };
}

/** Explains an error that TypeScript found in a cell; `printed` is what tslab prints: a format, file, line, column, text. */
export function describeTypeError(printed: readonly unknown[], source: string): CellFailure {
  const [, file, row, column, text] = printed;
  const isInCell = file === "";
  const message = isInCell ? String(text) : `${String(file).trim()}:${row}:${column}: ${text}`;
  const line = isInCell ? Number(row) : undefined;
  return {
    name: "TypeScript",
    message,
    line,
    hint: undefined,
    trace: [`TypeScript: ${message}`, ...quoteLine(source, line)],
  };
}

/** Explains that a cell ended before everything that it started; `kinds` are Node's names of resources. */
export function describeLeftovers(kinds: readonly string[]): CellFailure {
  const left = kinds.map((kind) => (/^(Timeout|Immediate)/.test(kind) ? "a timer" : `a connection or file (${kind})`));
  const message = `the cell ended, but left ${[...new Set(left)].join(" and ")} running`;
  return {
    name: "Unfinished",
    message,
    line: undefined,
    hint: "await what the cell starts, and close what it opens",
    trace: [message],
  };
}

function findLine(stack: string, cell: RunCell): number | undefined {
  const frame = stack.split("\n").find((text) => text.includes(`${cell.script}:`));
  if (frame === undefined || cell.javascript === "") return undefined;
  const row = Number(frame.split(`${cell.script}:`)[1]?.split(":")[0]);
  const line = alignLines(cell.javascript, cell.source)[row - 1];
  return line || undefined;
}

function quoteLine(source: string, line: number | undefined): string[] {
  const text = line === undefined ? undefined : source.split("\n")[line - 1];
  return text === undefined ? [] : [`line ${line}: ${text.trim()}`];
}
