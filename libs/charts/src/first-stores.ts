import type { Pair } from "./compared-pair.js";
import { perOpenDay, signChange } from "./comparison.js";
import type { MonthRow } from "./coverage.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, headAmounts } from "./money.js";
import { isNoShare } from "./numbers.js";
import { namePeriodShort } from "./periods.js";
import { type Quantity, sum } from "./quantity.js";
import { countStores } from "./stores.js";
import { groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";

interface Store {
  name: string;
  now: MonthRow[];
  change: Quantity;
  cells: string[];
}

/**
 * Lists stores with sales in both periods, with their changes per open day against the period before and against their own average:
 * all by revenue, or of more than `most` the half of it that rose and the half that fell most. A heading and a table in Markdown; nothing of
 * an only store.
 * @param trend  rows up to the end of the period
 */
export function describeFirstStores(pair: Pair, trend: readonly MonthRow[], messages: Messages, most = 8): string[] {
  const { labels, firstPage } = messages;
  const earlier = Map.groupBy(pair.earlier, ({ store }) => store);
  const own = Map.groupBy(trend, ({ store }) => store);
  const stores = groupRows(pair.now, ({ store }) => store).flatMap(({ key, rows, revenue }): Store[] => {
    const before = earlier.get(key);
    if (key === "" || before === undefined || sum(before, "revenue").sign <= 0) return [];
    const [perDay, perDayBefore] = [perOpenDay(rows), perOpenDay(before)];
    const cells = [
      escapeMarkdown(messages.nameStore(key)),
      formatAmount(revenue, messages),
      formatAmount(averageAmount(revenue, sum(rows, "open_days"), messages), messages),
      signChange(perDay, perDayBefore, messages) ?? "–",
      signChange(perDay, perOpenDay(own.get(key) ?? rows), messages) ?? "–",
    ];
    return [{ name: key, now: rows, change: perDay.over(perDayBefore).minus(1), cells }];
  });
  if (stores.length < 2) return [];
  const sorted = [...stores].sort((a, b) => b.change.compare(a.change) || (a.name < b.name ? -1 : 1));
  const half = Math.floor(most / 2);
  const shown =
    stores.length > most
      ? [...sorted.slice(0, half), ...sorted.slice(-half)]
      : [...stores].sort((a, b) => sum(b.now, "revenue").compare(sum(a.now, "revenue")));
  const countIf = (sign: number): Quantity =>
    countStores(stores.filter(({ change }) => !isNoShare(change) && change.sign === sign).flatMap(({ now }) => now));
  const before = namePeriodShort(pair.before, messages);
  const head = [
    headAmounts(labels.revenue, messages),
    headAmounts(labels.perOpenDay, messages),
    firstPage.onBefore(before),
    firstPage.onOwnAverage,
  ];
  return [
    `## ${firstPage.upAndDown(countIf(1), countIf(-1), before)}`,
    writeMarkdownTable(
      makeColumns([labels.store], head),
      shown.map(({ cells }) => cells),
    ),
  ];
}
