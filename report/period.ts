import type { Messages } from "@tillbook/charts";
import type { StageManifests } from "./origin-section.js";

/** First and last day of the sales, ISO dates. */
export interface Period {
  first: string;
  last: string;
}

/** Finds the days of the sales that were imported; undefined before an import, and where the table is empty. */
export function findPeriod({ import: imported }: StageManifests): Period | undefined {
  const [first, last] = [imported?.first_day, imported?.last_day];
  return first && last ? { first, last } : undefined;
}

/** Names a period: "January to December 2025" for whole months, else "3 January to 9 February 2025". */
export function formatPeriod({ first, last }: Period, { calendar }: Messages): string {
  const isWhole = first.endsWith("-01") && isLastOfMonth(last);
  const name = (date: string, isYearSaid = true): string => {
    const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
    const said = isYearSaid ? year : undefined;
    return isWhole ? calendar.month(said, month) : calendar.day(said, month, day);
  };
  const to = name(last);
  return name(first) === to ? to : calendar.span(name(first, first.slice(0, 4) !== last.slice(0, 4)), to);
}

function isLastOfMonth(day: string): boolean {
  return new Date(Date.parse(day) + 86_400_000).toISOString().endsWith("-01T00:00:00.000Z");
}
