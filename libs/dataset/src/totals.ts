import { isTotalsWord, totalsReason } from "./no-sales.js";
import type { BlockRead, InvalidRow } from "./read-block.js";
import type { ColumnName } from "./schema.js";

/** A valid row that has a word for a sum as a name, so that it may be a sale of an article of that name, or no sale. */
export interface TotalsCandidate {
  /** The row as MySQL is to get it. */
  out: string;
  cents: number;
  /** Days since 1 January 1970. */
  day: number;
  hash: bigint;
  column: ColumnName;
  word: string;
  line: number;
  text: string;
  /** The other valid rows before it in its block. */
  before: Sum;
}

interface Sum {
  rows: number;
  cents: number;
}

interface Group {
  /** Whether a row with this word is a sale, so that it is a name. */
  isName: boolean;
  /** Rows whose amounts are the sum of the rows before, at most some. */
  sums: (TotalsCandidate & { of: number })[];
}

/** Stands for the count of rows of a sum that is one for sure, since a person said so. */
const told = 0;

/** How far an amount may be from a sum, as a share of it, to be taken for one that the till counts in another way. */
const farShare = 0.5;
/** The same, where the word is known to be a name as well. */
const nearShare = 0.01;

/**
 * Tells rows of totals from sales, with the rows of a file in order: a row of totals has a word for a sum, and the sum of all
 * rows before it, or of those since the last one. Where a word stands in both, its sums are invalid, for a person to decide;
 * but a row that repeats the amount of the only row before it is then a sale. So are rows with nearly such a sum, since the
 * till may count otherwise, and names with other words too, such as `Köln Total`, that have the sum; where `totals` says that
 * these are left out, they are.
 */
export async function* decideTotals(
  blocks: AsyncIterable<BlockRead>,
  totals?: "sales" | "left out",
): AsyncGenerator<BlockRead> {
  const groups = new Map<string, Group>();
  let [hasInvalid, hasTold] = [false, false];
  const all: Sum = { rows: 0, cents: 0 };
  let since: Sum = { rows: 0, cents: 0 };
  const add = (sum: Sum): void => {
    for (const total of [all, since]) {
      total.rows += sum.rows;
      total.cents += sum.cents;
    }
  };
  const isNear = (cents: number, share: number): boolean =>
    [since, all].some((sum) => sum.rows > 1 && Math.abs(cents - sum.cents) <= share * Math.abs(sum.cents));
  for await (const block of blocks) {
    let counted: Sum = { rows: 0, cents: 0 };
    const sales: TotalsCandidate[] = [];
    const asked: TotalsCandidate[] = [];
    hasInvalid ||= Object.keys(block.invalidCounts).length > 0;
    for (const candidate of block.candidates ?? []) {
      const { before, cents, column, word } = candidate;
      add({ rows: before.rows - counted.rows, cents: before.cents - counted.cents });
      counted = before;
      const key = JSON.stringify([column, word]);
      const group: Group = groups.get(key) ?? { isName: false, sums: [] };
      groups.set(key, group);
      const summed = [since, all].find((sum) => sum.rows > 0 && sum.cents === cents);
      const isWord = isTotalsWord(word);
      const isLikeSum = isNear(cents, group.isName ? nearShare : farShare) || (hasInvalid && !group.isName);
      const isTold = totals === "left out" && !isWord && summed !== undefined && (hasTold || summed.rows > 1);
      hasTold ||= isTold;
      if (!isTold && (isWord ? summed === undefined && isLikeSum : (summed?.rows ?? 0) > 1)) {
        asked.push(candidate);
        continue;
      }
      if (isTold || (isWord && summed !== undefined && (summed.rows > 1 || !group.isName))) {
        if (group.isName && !isTold) asked.push(candidate);
        else group.sums.push({ ...candidate, of: isTold ? told : summed.rows });
        since = { rows: 0, cents: 0 };
        continue;
      }
      group.isName = true;
      const again = group.sums.filter(({ of }) => of === 1);
      asked.push(...group.sums.filter(({ of }) => of > 1));
      group.sums = group.sums.filter(({ of }) => of === told);
      sales.push(candidate, ...again);
      for (const { cents } of [candidate, ...again]) add({ rows: 1, cents });
    }
    add({ rows: block.rows - counted.rows, cents: block.amountCents - counted.cents });
    yield addRows(block, sales, asked);
  }
  const sums = [...groups.values()].flatMap((group) => group.sums);
  if (sums.length > 0) {
    const cents = sums.reduce((sum, row) => sum + row.cents, 0);
    yield { ...emptyBlock, leftOut: { [totalsReason]: { rows: sums.length, cents } } };
  }
}

const emptyBlock: BlockRead = {
  bytes: new Uint8Array(),
  rows: 0,
  amountCents: 0,
  hashes: new BigUint64Array(),
  days: new Int32Array(),
  cents: new Float64Array(),
  unread: 0,
  invalid: [],
  invalidCounts: {},
  leftOut: {},
};

function addRows({ candidates, ...block }: BlockRead, sales: TotalsCandidate[], asked: TotalsCandidate[]): BlockRead {
  if (candidates === undefined) return block;
  const invalid = asked.map(describeDoubt);
  const counts = { ...block.invalidCounts };
  for (const { expected } of invalid) counts[expected] = (counts[expected] ?? 0) + 1;
  return {
    ...block,
    bytes: Buffer.concat([block.bytes, Buffer.from(sales.map(({ out }) => out).join(""))]),
    rows: block.rows + sales.length,
    amountCents: sales.reduce((sum, { cents }) => sum + cents, block.amountCents),
    hashes: BigUint64Array.from([...block.hashes, ...sales.map(({ hash }) => hash)]),
    days: Int32Array.from([...block.days, ...sales.map(({ day }) => day)]),
    cents: Float64Array.from([...block.cents, ...sales.map(({ cents }) => cents)]),
    invalid: [...block.invalid, ...invalid].sort((a, b) => a.line - b.line),
    invalidCounts: counts,
  };
}

function describeDoubt({ column, word, line, text }: TotalsCandidate): InvalidRow {
  const settings = '{"totals": "sales"} or {"totals": "left out"} in columns.json';
  return {
    line,
    column,
    expected: `${column} ${JSON.stringify(word)} must be a name or a row of totals, but not both (set ${settings})`,
    got: "a row with the sum of others, or nearly",
    text,
  };
}
