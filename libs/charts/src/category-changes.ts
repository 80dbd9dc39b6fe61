import type { Period } from "@tillbook/pipeline";
import { numberMonth } from "./calendar.js";
import type { CategoryRow } from "./categories.js";
import type { MonthRow } from "./coverage.js";
import type { CategoryChange, CategoryMoves, Messages } from "./locale/index.js";
import { formatMoney } from "./money.js";
import { formatPercent, formatShare } from "./numbers.js";
import { namePeriod } from "./periods.js";
import { type Quantity, sum } from "./quantity.js";
import { escapeMarkdown } from "./text.js";
import { isNotable, type Mean } from "./variation.js";

/** The categories of a period, and its rows of `monthly_sales`. */
export interface CategoryPeriod {
  rows: readonly CategoryRow[];
  all: readonly MonthRow[];
}

/** A period that categories are compared with; the data has all days of it. */
export interface ComparedCategories extends CategoryPeriod {
  period: Period;
}

/** Where the part of the revenue that has no category differs by more, categories aren't compared. */
const mostUnlike = 0.01;

/** So many categories of a period are known; where there are more, one that isn't among them may have been sold. */
const mostKnown = 100;

/** So many categories that rose, and that fell, are named. */
const mostNamed = 3;

/** Lists the periods with which categories can be compared: in which they were told of about as much of the revenue. */
export function listCompared<P extends CategoryPeriod>(rows: readonly CategoryRow[], periods: readonly P[]): P[] {
  return periods.filter(
    (other) =>
      other.rows.length > 0 && Math.abs(Number(findUnnamed(rows)) - Number(findUnnamed(other.rows))) <= mostUnlike,
  );
}

/** The part of the revenue that has no category. */
function findUnnamed(rows: readonly CategoryRow[]): Quantity {
  return sum(
    rows.filter(({ category }) => category === ""),
    "revenue",
  ).over(sum(rows, "revenue"));
}

interface Change {
  category: string;
  gain: Quantity;
  before: Quantity;
  /** The store without which it would not be notable. */
  carrier: string | undefined;
}

/**
 * Says which categories took notably more or less than in another period, in money, as if both had as many open days; and where one store
 * alone makes that so. Markdown; empty where nothing can be said.
 * @param variation  of a day's revenue, as `measureDays` measures it
 */
export function describeCategoryChanges(
  now: CategoryPeriod,
  before: ComparedCategories,
  variation: number,
  messages: Messages,
): string {
  const { categories } = messages;
  const name = namePeriod(before.period, messages);
  if (![now, before].every(({ rows }) => rows.length > 0) || !Number.isFinite(variation)) return "";
  if (listCompared(now.rows, [before]).length === 0) {
    const [unnamed, then] = [now, before].map(({ rows }) => formatPercent(findUnnamed(rows), messages));
    return categories.unlike(name, unnamed!, then!);
  }
  const changes = listChanges(now, before, variation, messages);
  const up = changes.filter(({ gain }) => gain.sign > 0).sort((a, b) => b.gain.compare(a.gain));
  const down = changes.filter(({ gain }) => gain.sign < 0).sort((a, b) => a.gain.compare(b.gain));
  if (changes.length === 0) return categories.noChanges(name);
  return categories.changes(name, say(up), say(down));

  function say(some: readonly Change[]): CategoryMoves {
    const named = some.slice(0, mostNamed).map(({ category, gain, before: then, carrier }): CategoryChange => {
      const size = gain.sign < 0 ? gain.times(-1) : gain;
      return {
        category: escapeMarkdown(category),
        amount: formatMoney(size, messages),
        share: then.sign > 0 ? formatShare(size, then, messages) : undefined,
        store: carrier === undefined ? undefined : escapeMarkdown(messages.nameStore(carrier)),
      };
    });
    return { named, hasMore: some.length > mostNamed };
  }
}

function listChanges(now: CategoryPeriod, before: CategoryPeriod, variation: number, messages: Messages): Change[] {
  const [days, daysBefore] = [sum(now.all, "open_days"), sum(before.all, "open_days")];
  if (days.sign <= 0 || daysBefore.sign <= 0) return [];
  const own = Map.groupBy(now.rows, ({ category }) => category);
  const others = Map.groupBy(before.rows, ({ category }) => category);
  const isAll = [own, others].every(({ size }) => size < mostKnown);
  const isKnown = (category: string): boolean =>
    category !== "" && (isAll || (own.has(category) && others.has(category)));
  const names = [...new Set([...own.keys(), ...others.keys()])].filter(isKnown);
  return names.flatMap((category): Change[] => {
    const [rows, rowsBefore] = [own.get(category) ?? [], others.get(category) ?? []];
    const [some, someBefore] = [
      { rows, all: now.all },
      { rows: rowsBefore, all: before.all },
    ];
    const direction = findDirection(some, someBefore, variation);
    if (direction === 0) return [];
    const then = sum(rowsBefore, "revenue").times(days).over(daysBefore).round(messages.numbers.currency.scale);
    const gain = sum(rows, "revenue").minus(then);
    const carrier = findCarrier(some, someBefore, variation, direction);
    return gain.sign === direction ? [{ category, gain, before: then, carrier }] : [];
  });
}

/** 1 where one category rose by more than it varies by itself, −1 where it fell. */
function findDirection(now: CategoryPeriod, before: CategoryPeriod, variation: number): number {
  const [a, b] = [readMean(now, variation), readMean(before, variation)];
  return isNotable(a, b) ? Math.sign(a.mean - b.mean) : 0;
}

/**
 * Reads what a category takes per open day. A day of it varies as all revenue does, and by chance of its lines besides: of n lines at a
 * price, the variance is amount × price.
 */
function readMean({ rows, all }: CategoryPeriod, variation: number): Mean {
  const revenue = rows.reduce((sum, row) => sum + Number(row.revenue), 0);
  const lines = rows.reduce((sum, row) => sum + row.sales, 0);
  const openDays = all.reduce((sum, row) => sum + row.open_days, 0);
  const months = Map.groupBy(all, numberMonth).values();
  const days = [...months].reduce((sum, own) => sum + Math.max(...own.map(({ open_days }) => open_days)), 0);
  const chance = revenue === 0 ? 0 : Math.sqrt(days / Math.max(1, lines));
  return { mean: openDays > 0 ? revenue / openDays : 0, days, variation: Math.hypot(variation, chance) };
}

/** Finds the only store without which a category would not have risen, or fallen, notably; of three stores or more. */
function findCarrier(
  now: CategoryPeriod,
  before: CategoryPeriod,
  variation: number,
  direction: number,
): string | undefined {
  const stores = [...new Set([...now.rows, ...before.rows].map(({ store }) => store))];
  if (stores.length < 3) return undefined;
  const cut = ({ rows, all }: CategoryPeriod, without: string): CategoryPeriod => ({
    rows: rows.filter(({ store }) => store !== without),
    all: all.filter(({ store }) => store !== without),
  });
  const carriers = stores.filter(
    (store) => findDirection(cut(now, store), cut(before, store), variation) !== direction,
  );
  return carriers.length === 1 && carriers[0] !== "" ? carriers[0] : undefined;
}
