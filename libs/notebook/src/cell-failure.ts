import { relative } from "node:path";
import { inspect } from "node:util";
import { stripMarks } from "@tillbook/charts/mark-characters";
import type { Diagnostic } from "./kernel-converter.js";
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
  /** Which run of the kernel it belongs to, from 1, where it is not the one that reports it. */
  run?: number;
}

/** The source of a cell, and the JavaScript that it was converted to. */
export interface RunCell {
  source: string;
  javascript: string;
  /** File name of the JavaScript in stack traces. */
  script: string;
}

/** What is known besides of something that a cell threw. */
export interface Thrown {
  /** Where it was thrown, if not by the cell's own statements, e.g. "in a timer". */
  where?: string;
  /** All cells that ran, for the places in the stack; without them only the cell itself. */
  runs?: readonly RunCell[];
  /** Line of the cell's JavaScript that it waited at, for a stack that doesn't lead into the cell. */
  awaitedAt?: number | undefined;
  /** A stack to take instead of the error's own. */
  stack?: string;
}

/** Explains what a cell threw. */
export function explainThrown(thrown: unknown, cell: RunCell, more: Thrown = {}): CellFailure {
  const { where, runs = [cell] } = more;
  const error = asError(thrown);
  const text = error ? describeError(error) : `${inspect(thrown)} was thrown, which is no Error`;
  const message = stripMarks(where === undefined ? text : `${text} (${where})`);
  const name = error?.name ?? "Thrown";
  const stack = more.stack ?? error?.stack ?? "";
  const line = findLine(stack, cell, more.awaitedAt);
  const hint = typeof error?.hint === "string" ? error.hint : undefined;
  const trace = [`${name}: ${message}`, ...quoteLine(cell.source, line), ...listPlaces(stack, runs)];
  return { name, message, line, hint, trace: hint === undefined ? trace : [...trace, `try: ${hint}`] };
}

type KnownError = Error & { hint?: unknown; errors?: unknown };

function asError(value: unknown): KnownError | undefined {
  const isError = value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
  return isError ? (value as KnownError) : undefined;
}

/** Gives an error's message with its causes', e.g. "fetch failed: connect ECONNREFUSED 127.0.0.1:9". */
function describeError(error: KnownError, depth = 0): string {
  const own = error.message.replace(/\nRequire stack:[\s\S]*$/, "");
  if (depth > 3) return own;
  const causes = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])].flatMap(
    (cause) => asError(cause) ?? [],
  );
  const texts = causes
    .map((cause) => describeError(cause, depth + 1))
    .filter((text) => text !== "" && !own.includes(text));
  return [own, [...new Set(texts)].join(", ")].filter((text) => text !== "").join(": ");
}

/** Lists the places of a stack that a reader of the notebook knows: lines of cells, and of files that cells import. */
function listPlaces(stack: string, runs: readonly RunCell[]): string[] {
  return stack.split("\n").flatMap((text) => {
    const [, name, file, row] = /^\s+at (?:(.*?) \()?(?:file:\/\/)?([^()]*?):(\d+):\d+\)?$/.exec(text) ?? [];
    if (file === undefined) return [];
    const within =
      name === undefined || /<anonymous>|^eval/.test(name) ? "" : ` in ${name.replace(/^async |\bProxy\./g, "")}`;
    const run = runs.find(({ script }) => file === script);
    if (run) {
      const line = alignLines(run.javascript, run.source)[Number(row) - 1];
      return line ? [`at cell [${/\d+/.exec(run.script)?.[0]}] line ${line}${within}`] : [];
    }
    const isOwn = file.startsWith("/") && !/\/node_modules\/|\/libs\/notebook\/src\//.test(file);
    return isOwn ? [`at ${relative(process.cwd(), file)} line ${row}${within}`] : [];
  });
}

/** Explains an error that TypeScript found in a cell, or in a file that it imports. */
export function describeTypeError({ fileName, start, messageText }: Diagnostic, source: string): CellFailure {
  const message =
    fileName === undefined ? messageText : `${fileName}:${start.line + 1}:${start.character + 1}: ${messageText}`;
  const line = fileName === undefined ? start.line + 1 : undefined;
  const trace = [`TypeScript: ${message}`, ...quoteLine(source, line)];
  return { name: "TypeScript", message, line, hint: undefined, trace };
}

/** Explains that a cell ended before everything that it started; `kinds` are Node's names of resources. */
export function describeLeftovers(kinds: readonly string[]): CellFailure {
  const left = kinds.map((kind) => {
    if (/^(Timeout|Immediate)/.test(kind)) return "a timer";
    return kind === "Worker" ? "a worker thread" : `a connection or file (${kind})`;
  });
  const message = `the cell ended, but left ${[...new Set(left)].join(" and ")} running`;
  return {
    name: "Unfinished",
    message,
    line: undefined,
    hint: "await what the cell starts, and close what it opens",
    trace: [message],
  };
}

function findLine(stack: string, cell: RunCell, awaitedAt: number | undefined): number | undefined {
  const frame = stack.split("\n").find((text) => text.includes(`${cell.script}:`));
  const row = frame === undefined ? awaitedAt : Number(frame.split(`${cell.script}:`)[1]?.split(":")[0]);
  if (row === undefined || cell.javascript === "") return undefined;
  return alignLines(cell.javascript, cell.source)[row - 1] || undefined;
}

function quoteLine(source: string, line: number | undefined): string[] {
  const text = line === undefined ? undefined : source.split("\n")[line - 1];
  return text === undefined ? [] : [`line ${line}: ${text.trim()}`];
}
