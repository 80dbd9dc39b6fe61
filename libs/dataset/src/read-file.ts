import { basename } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import type { BlockReaders } from "./block-readers.js";
import type { ContentFile } from "./content.js";
import { decodeBytes, readBytes } from "./csv-bytes.js";
import type { Dialect } from "./dialect.js";
import type { BlockRead, InvalidRow } from "./read-block.js";
import { type Cut, countBytes, RecordCutter } from "./record-cutter.js";
import { SumGroups } from "./sum-groups.js";
import { decideTotals } from "./totals.js";

/** How a file is read. */
export interface ReadOptions {
  readers: BlockReaders;
  /** How many invalid rows of a block are returned with their text. */
  mostInvalid: number;
  /** Called with each chunk of the file, as it is on disk. */
  onBytes: (bytes: Buffer) => void;
}

/** In a file of more sales, the last one is not the sum of all others by chance. */
const leastSummed = 10;

/**
 * Reads a file block by block, in order; other threads read some blocks ahead.
 * @throws TillbookError CSV_INVALID where a gzip file is damaged, or rows have the sums of others
 */
export async function* readFile(
  file: ContentFile & { dialect: Dialect },
  options: ReadOptions,
): AsyncGenerator<BlockRead> {
  const { totals } = file.dialect;
  const sum = { rows: 0, cents: 0, last: 0 };
  const groups = new SumGroups();
  let last: Cut | undefined;
  const onCut = (cut: Cut): void => {
    if (cut.bytes.length > 0) last = cut;
  };
  for await (const block of decideTotals(readBlocks(file, options, onCut), totals)) {
    sum.rows += block.rows;
    sum.cents += block.amountCents;
    sum.last = block.cents.at(-1) ?? sum.last;
    groups.add(block.cents);
    yield block;
  }
  if (totals === "sales") return;
  const found = groups.finish();
  if (found > 0) {
    throw new TillbookError(
      "CSV_INVALID",
      `${basename(file.path)}: expected sales only, got ${sum.rows} rows in groups, each with the sum of its rows below it: ${found} rows are such sums`,
      'if they are rows of totals, delete them, or export the sales without them; if they are sales, set {"totals": "sales"} in columns.json',
    );
  }
  if (sum.rows <= leastSummed || sum.last === 0 || 2 * sum.last !== sum.cents) return;
  const line = last === undefined ? 0 : last.line + Math.max(0, countBytes(last.bytes, 10) - 1);
  throw new TillbookError(
    "CSV_INVALID",
    `${basename(file.path)}:${line}: expected a sale in the last row, got the sum of all ${sum.rows - 1} rows above it`,
    'if it is a row of totals, delete it; if it is a sale, set {"totals": "sales"} in columns.json',
  );
}

async function* readBlocks(
  file: ContentFile & { dialect: Dialect },
  { readers, mostInvalid, onBytes }: ReadOptions,
  onCut: (cut: Cut) => void,
): AsyncGenerator<BlockRead> {
  const { dialect } = file;
  const ahead: Promise<BlockRead>[] = [];
  // Where rows continue the one above, a block needs the end of the one before.
  const isChained = dialect.layout?.fill !== undefined;
  let last: Promise<BlockRead> | undefined;
  for await (const cut of cutFile(file, onBytes)) {
    const { bytes, line, malformed, isCut = false } = cut;
    if (bytes.length === 0 && malformed.length === 0) continue;
    const before = isChained ? await last : undefined;
    onCut(cut);
    const read = readers
      .read({ dialect, bytes, line, mostInvalid, isCut, ...(before?.above && { above: before.above }) })
      .then((block) => addMalformed(block, cut, dialect, mostInvalid));
    last = read;
    // The rejection reaches whoever awaits the block; until then Node must not count it as unhandled.
    read.catch(() => {});
    ahead.push(read);
    if (ahead.length > readers.threads + 1) yield (await ahead.shift()) as BlockRead;
  }
  for (const read of ahead) yield await read;
}

/** Cuts a file into blocks of whole records. */
export async function* cutFile(
  file: ContentFile & { dialect: Dialect },
  onBytes?: (bytes: Buffer) => void,
): AsyncGenerator<Cut> {
  const cutter = new RecordCutter(file.dialect);
  for await (const bytes of readBytes(file, file.dialect, onBytes)) yield cutter.push(bytes);
  yield cutter.end();
}

/** Adds the malformed lines to the invalid rows of their block. */
export function addMalformed(
  block: BlockRead,
  { malformed }: Pick<Cut, "malformed">,
  { encoding }: Dialect,
  mostInvalid: number,
): BlockRead {
  if (malformed.length === 0) return block;
  const invalidCounts = { ...block.invalidCounts };
  for (const { problem } of malformed) invalidCounts[problem.expected] = (invalidCounts[problem.expected] ?? 0) + 1;
  const added = malformed.slice(0, mostInvalid).map(({ line, bytes, problem }): InvalidRow => {
    const text = decodeBytes(bytes, encoding).replace(/\r$/, "");
    return { line, column: "", expected: problem.expected, got: problem.got, text };
  });
  const invalid = [...block.invalid, ...added].sort((a, b) => a.line - b.line).slice(0, mostInvalid);
  return { ...block, invalid, invalidCounts };
}
