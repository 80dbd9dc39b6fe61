import { isCovered, parsePeriod } from "@tillbook/pipeline";
import type { Provenance } from "./provenance.js";

/** What was sold in a month. */
export interface MonthSum {
  sales: number;
  cents: bigint;
}

/** A month that two reports do not agree on. */
export interface MovedMonth {
  /** e.g. "2026-01" */
  month: string;
  was: MonthSum;
  is: MonthSum;
  /** The last day of the earlier data, ISO, where it did not reach the end of the month. */
  until: string | undefined;
}

const sundays = [7];

/** Reads the months' sums in a report's provenance; undefined in reports of older versions. */
export function readMonths({ manifests }: Pick<Provenance, "manifests">): Map<string, MonthSum> | undefined {
  const months = manifests["plot"]?.["months"];
  if (typeof months !== "object" || months === null) return undefined;
  const entries = Object.entries(months as Record<string, { sales: number; amount_cents: string }>);
  return new Map(entries.map(([month, { sales, amount_cents }]) => [month, { sales, cents: BigInt(amount_cents) }]));
}

/**
 * Lists the months that have other sums, in their order. A month is not among them that the earlier data did not reach, by its first
 * and last day.
 */
export function compareMonths(was: Provenance, is: Provenance): MovedMonth[] {
  const [before, now] = [readMonths(was), readMonths(is)];
  const [first, last] = ["first_day", "last_day"].map((key) => was.manifests["import"]?.[key]);
  if (before === undefined || now === undefined || typeof first !== "string" || typeof last !== "string") return [];
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((month) => {
    const [old, sum] = [before.get(month) ?? nothing, now.get(month) ?? nothing];
    if (old.sales === sum.sales && old.cents === sum.cents) return [];
    if (!before.has(month) && (month < first.slice(0, 7) || month > last.slice(0, 7))) return [];
    const isWhole = isCovered(parsePeriod(month)!, { first: `${month}-01`, last, closedWeekdays: sundays });
    return [{ month, was: old, is: sum, until: isWhole ? undefined : last }];
  });
}

const nothing: MonthSum = { sales: 0, cents: 0n };
