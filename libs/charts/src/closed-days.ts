import { findWeekday, listDays } from "@tillbook/pipeline";
import { nameDay } from "./calendar.js";
import type { Messages } from "./locale/index.js";
import { countDistinct, type Quantity } from "./quantity.js";
import { escapeMarkdown } from "./text.js";

/** A day on which some store has sales. */
export interface ChainDayRow {
  year: number;
  month: number;
  day: number;
}

/** A day on which a store has sales. */
export interface OpenDayRow extends ChainDayRow {
  store: string;
}

/** Days without sales of a store, on which it is usually open. */
export interface ClosedDays {
  store: string;
  /** ISO dates. */
  days: string[];
  /** All days on which it is usually open, ISO dates. */
  usual: string[];
  /** Whether it has sales on most of them, so that one without is worth a look. */
  isRegular: boolean;
}

/** A store without sales on more of its usual days has no regular ones. */
const mostMissing = 0.15;

/** So many days are listed of a store, and so many stores. */
const mostDays = 6;
const mostStores = 5;

/**
 * Finds the days between the first and the last of a store on which it has no sales, though it has some on that weekday in more than
 * half of the weeks; not those on which no store has any. Those that lack sales on more than 15% of their usual days come last; else
 * stores with the most such days come first, ties by name.
 * @param rows  one a store and day
 * @param chain  days of all stores, in the report of one
 */
export function findClosedDays(rows: readonly OpenDayRow[], chain: readonly ChainDayRow[] = rows): ClosedDays[] {
  const openDays = new Set(chain.map(writeDay));
  const stores = Map.groupBy(
    rows.filter(({ store }) => store !== ""),
    ({ store }) => store,
  );
  const found = [...stores].map(([store, own]): ClosedDays => {
    const open = new Set(own.map(writeDay));
    const sorted = [...open].sort();
    const life = listDays(sorted[0]!, sorted.at(-1)!).filter((day) => openDays.has(day));
    const usual = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => {
      const days = life.filter((day) => findWeekday(day) === weekday);
      return 2 * days.filter((day) => open.has(day)).length > days.length;
    });
    const expected = life.filter((day) => usual.includes(findWeekday(day)));
    const days = expected.filter((day) => !open.has(day));
    return { store, days, usual: expected, isRegular: days.length <= mostMissing * expected.length };
  });
  return found
    .filter(({ days }) => days.length > 0)
    .sort(
      (a, b) =>
        Number(b.isRegular) - Number(a.isRegular) || b.days.length - a.days.length || (a.store < b.store ? -1 : 1),
    );
}

/**
 * Says on which days stores have no sales though they are usually open. Markdown, a paragraph a store; nothing of less than two weeks,
 * and of an only store, whose holidays can't be told from other days without sales.
 * @param chain  days of all stores, in the report of one
 */
export function describeClosedDays(
  rows: readonly OpenDayRow[],
  messages: Messages,
  chain: readonly ChainDayRow[] = rows,
): string[] {
  const days = new Set(rows.map(writeDay));
  const sorted = [...days].sort();
  if (sorted.length === 0 || listDays(sorted[0]!, sorted.at(-1)!).length < 14) return [];
  const { returns, calendar } = messages;
  const found = findClosedDays(rows, chain);
  const isAlone = new Set(rows.map(({ store }) => store)).size === 1;
  if (found.length === 0) return isAlone ? [] : [returns.noClosedDays];
  const rest = found.slice(mostStores);
  return [
    ...found.slice(0, mostStores).map(({ store, days, usual, isRegular }) => {
      const name = escapeMarkdown(messages.nameStore(store));
      if (!isRegular) return returns.irregular(name, countClosed(chain, days), countClosed(chain, usual));
      return returns.closedDays(
        name,
        countClosed(chain, days),
        days
          .slice(0, days.length > mostDays + 1 ? mostDays : days.length)
          .map((day) => returns.weekday(calendar.weekday(findWeekday(day)), nameDay(day, messages))),
        countClosed(chain, days.slice(days.length > mostDays + 1 ? mostDays : days.length)),
      );
    }),
    ...(rest.length > 0
      ? [
          returns.moreStores(
            countDistinct(
              rows.filter(({ store }) => rest.some((other) => other.store === store)),
              "store",
            ),
          ),
        ]
      : []),
    returns.explainDays,
  ];
}

/** Counts days by the rows of other stores on them, so that the number can be computed again. */
function countClosed(chain: readonly ChainDayRow[], days: readonly string[]): Quantity {
  const closed = new Set(days);
  return countDistinct(
    chain.filter((row) => closed.has(writeDay(row))),
    "year",
    "month",
    "day",
  );
}

function writeDay({ year, month, day }: ChainDayRow): string {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}
