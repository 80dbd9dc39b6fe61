import type { ValueReader } from "./kinds.js";
import { describeRowDoubt, isNegative, negative, type RowDoubt } from "./row-doubts.js";

/** What a row of a file is, beyond its columns: plain data, since threads get a copy. Places count from 0. */
export interface Layout {
  /** A row is a sale where each of these holds. */
  rows?: RowRule[];
  /** A row in which all of these are empty continues the one above, and takes them from it. */
  fill?: number[];
  /** The amount is a sum of products: of one column, or of a quantity and a price. */
  amount?: Term[];
  /** The amount of a row for which one of these holds is negative, whatever its sign. */
  refunds?: RowRule[];
  /** Columns that must be empty or zero, since their money is in no row, e.g. a discount of a whole order. */
  zero?: { at: number; name: string; instead: string }[];
  /** A column that names the currency, and its text in the first row: amounts of several ones have no sum. */
  currency?: { at: number; name: string; text: string };
  /** Columns that may say that a row is no sale, though no rule reads them. */
  doubts?: RowDoubt[];
  /** Place of the amount, where doubts are to be weighed and it is a column. */
  amountAt?: number | undefined;
}

/** Whether a cell has one of some values, or none of them; without regard to case and spaces around it. */
export interface RowRule {
  at: number;
  name: string;
  values: string[];
  isNot: boolean;
}

/** A product that is added, or for a discount, subtracted. An empty discount is 0. */
export interface Term {
  factors: { at: number; name: string }[];
  isDiscount: boolean;
}

/** What a record is: a sale with its amount, where the layout computes it, or none, or one that cannot be read. */
export type Arranged = { amount?: string | undefined } | { reason: string } | Problem;

interface Problem {
  column: "amount" | "";
  expected: string;
  got: string;
}

/** A number without a loss: `units` / 10 ** `scale`. */
interface Exact {
  units: bigint;
  scale: number;
}

const mostCached = 100_000;
const longestReason = 40;

/** Applies a layout to the records of a file, one after the other. */
export class Arranger {
  readonly #layout: Layout;
  readonly #money: ValueReader;
  readonly #numbers = new Map<string, Exact | undefined>();
  readonly #doubts = new Map<string, Map<string, string | undefined>>();
  #above: readonly string[];

  /** `above` is the last record before the first one, `money` reads the file's amounts. */
  constructor(layout: Layout, money: ValueReader, above: readonly string[] = []) {
    this.#layout = layout;
    this.#money = money;
    this.#above = above;
  }

  /** The last record, filled, for the next block. */
  get above(): readonly string[] {
    return this.#above;
  }

  /** Fills the record's gaps in place, and tells what it is. */
  arrange(record: string[]): Arranged {
    const { fill, rows = [], zero = [], amount } = this.#layout;
    if (fill !== undefined) this.#fillDown(record, fill);
    const broken = rows.find((rule) => !holds(rule, record));
    if (broken !== undefined) return { reason: formatReason(broken, record) };
    for (const { at, name, instead } of zero) {
      const text = (record[at] ?? "").trim();
      const number = text === "" ? undefined : this.#read(text);
      if (text === "" || number?.units === 0n) continue;
      return {
        column: "amount",
        expected: `${name} must be 0 or empty, since it belongs to no row: ${instead}`,
        got: JSON.stringify(text),
      };
    }
    const stranger = this.#findStranger(record);
    if (stranger !== undefined) return stranger;
    const arranged = amount === undefined ? {} : this.compute(record);
    return this.#findDoubt(record, arranged) ?? arranged;
  }

  #findStranger(record: readonly string[]): Problem | undefined {
    if (this.#layout.currency === undefined) return undefined;
    const { at, name, text } = this.#layout.currency;
    const got = (record[at] ?? "").trim();
    if (got === "" || got.toLowerCase() === text.toLowerCase()) return undefined;
    const answer = JSON.stringify({ rows: { [name]: text } });
    const step = `write ${answer} into a columns.json beside the file to read only these rows, and make a report of each currency`;
    return {
      column: "amount",
      expected: `${name} must be ${text}, as in the rows above: ${step}`,
      got: JSON.stringify(got),
    };
  }

  /** Only a positive amount is in doubt: a negative one takes back what was counted, and is right as it is. */
  #findDoubt(record: readonly string[], arranged: Arranged): Problem | undefined {
    const { doubts = [] } = this.#layout;
    for (const doubt of doubts) {
      const text = (record[doubt.at] ?? "").trim();
      const known = this.#doubts.get(doubt.name) ?? new Map<string, string | undefined>();
      this.#doubts.set(doubt.name, known);
      if (!known.has(text)) {
        if (known.size === mostCached) known.clear();
        known.set(Buffer.from(text).toString(), describeRowDoubt(doubt, text));
      }
      const expected = known.get(text);
      if (expected === undefined) continue;
      if (this.#isPositive(record, arranged)) return { column: "", expected, got: JSON.stringify(text) };
    }
    return undefined;
  }

  #isPositive(record: readonly string[], arranged: Arranged): boolean {
    if ("amount" in arranged) return Number(arranged.amount) > 0;
    return (this.#read((record[this.#layout.amountAt ?? -1] ?? "").trim())?.units ?? 0n) > 0n;
  }

  #fillDown(record: string[], fill: readonly number[]): void {
    if (fill.every((at) => (record[at] ?? "").trim() === "")) {
      for (const at of fill) record[at] = this.#above[at] ?? "";
    }
    this.#above = record;
  }

  /** Computes the amount of a record. */
  compute(record: readonly string[]): Exclude<Arranged, { reason: string }> {
    const terms = this.#layout.amount ?? [];
    let sum: Exact = { units: 0n, scale: 0 };
    for (const { factors, isDiscount } of terms) {
      let product: Exact = { units: 1n, scale: 0 };
      for (const { at, name } of factors) {
        const text = (record[at] ?? "").trim();
        const number = text === "" && isDiscount ? { units: 0n, scale: 0 } : this.#read(text);
        if (number === undefined) {
          return {
            column: "amount",
            expected: `${name} must ${this.#money.form}`,
            got: JSON.stringify(text.slice(0, 100)),
          };
        }
        product = { units: product.units * number.units, scale: product.scale + number.scale };
      }
      if (isDiscount && product.units !== 0n && sum.units !== 0n && product.units < 0n !== sum.units < 0n) {
        const [{ name } = { name: "" }] = factors;
        return {
          column: "amount",
          expected: `${name} must have the sign of the amount from which it is subtracted; name it in "sum" where it is negative`,
          got: JSON.stringify(formatExact(product)),
        };
      }
      sum = add(sum, isDiscount ? { units: -product.units, scale: product.scale } : product);
    }
    const isRefund = this.#layout.refunds?.some((rule) => holds(rule, record)) ?? false;
    return { amount: formatExact(isRefund && sum.units > 0n ? { units: -sum.units, scale: sum.scale } : sum) };
  }

  #read(text: string): Exact | undefined {
    if (this.#numbers.has(text)) return this.#numbers.get(text);
    const digits = this.#money.read(text);
    const [whole = "", part = ""] = digits?.split(".") ?? [];
    const number =
      digits === undefined || !/^-?\d+$/.test(whole + part)
        ? undefined
        : { units: BigInt(whole + part), scale: part.length };
    if (this.#numbers.size === mostCached) this.#numbers.clear();
    this.#numbers.set(Buffer.from(text).toString(), number);
    return number;
  }
}

function holds({ at, values, isNot }: RowRule, record: readonly string[]): boolean {
  const text = (record[at] ?? "").trim().toLowerCase();
  const isOne = values.includes(text) || (values.includes(negative) && isNegative(text));
  return isOne !== isNot;
}

/** Formats why a row is no sale, e.g. `Status is Cancelled`. */
function formatReason({ at, name, values }: RowRule, record: readonly string[]): string {
  const value = (record[at] ?? "").trim();
  if (value === "") return `${name} is empty`;
  // Such as the times in a column "Cancelled at": each row would have a reason of its own.
  if (values.join() === "" || value.length > longestReason) return `${name} is not empty`;
  return `${name} is ${value}`;
}

function add(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return { units: a.units * 10n ** BigInt(scale - a.scale) + b.units * 10n ** BigInt(scale - b.scale), scale };
}

/** Formats with as many decimals as there are, but at least 2, e.g. `5.97` or `3.765`. */
function formatExact({ units, scale }: Exact): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const [whole, part] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  const decimals = part.replace(/0+$/, "").padEnd(2, "0");
  return `${units < 0n ? "-" : ""}${whole}.${decimals}`;
}
