import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { escapeControls } from "@tillbook/pipeline";

/** Where lines are printed: a terminal has a progress bar on its last line, a file has none. */
export interface Printer {
  isTerminal: boolean;
  write: (text: string) => void;
}

/** Moves to the start of the terminal's line and clears it (ECMA-48: EL). */
const clearLine = "\r\x1b[K";
const barLength = 32;

/** Reads nx's stdout, which has nx's own lines and the old lines of cached stages, and prints which stages are unchanged. */
export async function readNxOutput(stdout: Readable, { write }: Pick<Printer, "write">): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(stdout)) {
    lines.push(line);
    const cached = /^> nx run \w+:(\w+)\s+\[.*cache/.exec(line)?.[1];
    if (cached !== undefined) write(`${cached.padEnd(9)} unchanged\n`);
  }
  return lines;
}

/**
 * Prints the stages' lines, in a terminal a bar for those such as `plot 40 %`, and those such as `reports 3 of 8, … left` in
 * place of one another. Returns nx's own lines, which are not printed, and those of the first failure.
 */
export async function printStageLines(
  stderr: Readable,
  { isTerminal, write }: Printer,
): Promise<{ others: string[]; failure: string[] }> {
  const others: string[] = [];
  const failure: string[] = [];
  for await (const line of readLines(stderr)) {
    const [, stage = "", percent] = /^(\w+) +(\d+) %$/.exec(line) ?? [];
    if (isTerminal && percent !== undefined) write(clearLine + formatBar(stage, Number(percent)));
    else if (isTerminal && /^\w+ +\d+ of \d+, .* left$/.test(line)) write(clearLine + line);
    else if (others.length > 0 || /^ NX |^Warning: command "/.test(line)) others.push(line);
    else write(`${isTerminal ? clearLine : ""}${line}\n`);
    const isHint = failure.length === 1 && /^\w+ +try: /.test(line);
    if (isHint || (failure.length === 0 && /^\w+ +failed/.test(line))) failure.push(line);
  }
  return { others, failure };
}

/** Reads lines as text alone: what a server says, e.g. JupyterLab of a request, may come from anybody. */
async function* readLines(input: Readable): AsyncGenerator<string> {
  for await (const line of createInterface({ input })) yield escapeControls(line);
}

function formatBar(stage: string, percent: number): string {
  const done = Math.round((percent * barLength) / 100);
  return `${stage.padEnd(9)} [${"#".repeat(done).padEnd(barLength, ".")}] ${percent} %`;
}
