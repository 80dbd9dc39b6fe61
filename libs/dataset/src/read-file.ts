import type { BlockReaders } from "./block-readers.js";
import { decodeBytes, readBytes } from "./csv-bytes.js";
import type { Dialect } from "./dialect.js";
import type { BadRow, BlockRead } from "./read-block.js";
import { type Cut, RecordCutter } from "./record-cutter.js";

/** How a file is read. */
export interface ReadOptions {
  readers: BlockReaders;
  /** How many bad rows of a block are told with their text. */
  mostBad: number;
  /** Hears each piece of the file as it is. */
  onBytes: (bytes: Buffer) => void;
}

/**
 * Reads a file block by block, in its order, some blocks ahead on other threads.
 * @throws TillbookError CSV_INVALID where a gzip file is damaged
 */
export async function* readFile(
  file: { path: string; dialect: Dialect },
  { readers, mostBad, onBytes }: ReadOptions,
): AsyncGenerator<BlockRead> {
  const { dialect } = file;
  const ahead: Promise<BlockRead>[] = [];
  for await (const cut of cutFile(file, onBytes)) {
    const { bytes, line, broken } = cut;
    if (bytes.length === 0 && broken.length === 0) continue;
    const read = readers
      .read({ dialect, bytes, line, mostBad })
      .then((block) => addBroken(block, cut, dialect, mostBad));
    // Whoever takes it hears of it; until then it must not count as unheard.
    read.catch(() => {});
    ahead.push(read);
    if (ahead.length > readers.threads + 1) yield (await ahead.shift()) as BlockRead;
  }
  for (const read of ahead) yield await read;
}

async function* cutFile(
  { path, dialect: { encoding, delimiter } }: { path: string; dialect: Dialect },
  onBytes: (bytes: Buffer) => void,
): AsyncGenerator<Cut> {
  const cutter = new RecordCutter(delimiter);
  for await (const bytes of readBytes(path, encoding, onBytes)) yield cutter.push(bytes);
  yield cutter.end();
}

/** Adds the lines that make no record to the bad rows of their block. */
export function addBroken(
  block: BlockRead,
  { broken }: Pick<Cut, "broken">,
  { encoding }: Dialect,
  mostBad: number,
): BlockRead {
  if (broken.length === 0) return block;
  const badCounts = { ...block.badCounts };
  for (const { problem } of broken) badCounts[problem.expected] = (badCounts[problem.expected] ?? 0) + 1;
  const told = broken.slice(0, mostBad).map(({ line, bytes, problem }): BadRow => {
    const text = decodeBytes(bytes, encoding).replace(/\r$/, "");
    return { line, column: "", expected: problem.expected, got: problem.got, text };
  });
  const bad = [...block.bad, ...told].sort((a, b) => a.line - b.line).slice(0, mostBad);
  return { ...block, bad, badCounts };
}
