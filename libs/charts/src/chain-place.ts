import { signChange } from "./comparison.js";
import type { KeyFigure } from "./figure.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, formatMoney, headAmounts } from "./money.js";
import { formatPoints, formatShare } from "./numbers.js";
import { count, type Quantity, quantity, sum } from "./quantity.js";
import { escapeMarkdown } from "./text.js";

/** What a store sold in a period, without its name. */
export interface StoreSums {
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  open_days: number;
}

/** A store and all stores of its chain, itself among them, in one period; of no sales there are none. */
export interface StoreInChain {
  own: readonly StoreSums[];
  all: readonly StoreSums[];
}

/** What the report of a store compares its period with. */
export interface ComparedInChain extends StoreInChain {
  /** e.g. "January 2026" */
  period: string;
}

/** Finds the place by revenue: 1 and how many stores have more. */
function findPlace({ own, all }: StoreInChain): { place: Quantity; equals: Quantity } {
  const revenue = sum(own, "revenue");
  const compare = (row: StoreSums): number => quantity(row, "revenue").compare(revenue);
  return {
    place: count(all.filter((row) => compare(row) > 0)).plus(1),
    equals: count(all.filter((row) => compare(row) === 0)).minus(1),
  };
}

/** Lists the place in the chain and the part of its revenue, for the cover; nothing of an only store. */
export function listPlaceFigures(store: StoreInChain, messages: Messages): KeyFigure[] {
  if (store.all.length < 2) return [];
  const { labels } = messages;
  const [revenue, all] = [sum(store.own, "revenue"), sum(store.all, "revenue")];
  const share = all.sign > 0 ? `${labels.shareOfChain}: ${formatShare(revenue, all, messages)}` : undefined;
  const value = labels.placeOf(findPlace(store).place, count(store.all));
  return [{ label: labels.place, value, ...(share && { note: share }) }];
}

/**
 * Says a store's place among the stores of its chain, and compares what it takes per open day and how it grows with all of them
 * together; no other store has a name or a number of its own. Markdown, a paragraph each.
 * @param compared  other periods of which the data has all days
 */
export function describePlace(
  name: string,
  now: StoreInChain,
  compared: readonly ComparedInChain[],
  messages: Messages,
): string[] {
  const store = escapeMarkdown(messages.nameStore(name));
  if (now.all.length < 2) return [messages.sentences.onlyStore(store)];
  const [own, all] = [addUp(now.own), addUp(now.all)];
  const share = all.revenue.sign > 0 ? formatShare(own.revenue, all.revenue, messages) : undefined;
  const [perDay, average] = [own, all].map(({ revenue, days }) => averageAmount(revenue, days, messages)) as [
    Quantity,
    Quantity,
  ];
  const sentence = messages.sentences.chainPlace({
    store,
    ...findPlace(now),
    stores: count(now.all),
    share,
    perDay: formatMoney(perDay, messages),
    average: formatMoney(average, messages),
    difference: signChange(own.revenue.over(own.days), all.revenue.over(all.days), messages),
  });
  return [sentence, tabulatePlace(store, now, compared, messages)];
}

interface Sums {
  revenue: Quantity;
  sales: Quantity;
  days: Quantity;
}

function addUp(rows: readonly StoreSums[]): Sums {
  return { revenue: sum(rows, "revenue"), sales: sum(rows, "sales"), days: sum(rows, "open_days") };
}

function tabulatePlace(
  store: string,
  now: StoreInChain,
  compared: readonly ComparedInChain[],
  messages: Messages,
): string {
  const { labels } = messages;
  const [own, all] = [addUp(now.own), addUp(now.all)];
  // A mean is rounded for its cell, not for the difference.
  const means = (label: string, count: "days" | "sales"): string[] => [
    headAmounts(label, messages),
    ...[own, all].map((sums) => formatAmount(averageAmount(sums.revenue, sums[count], messages), messages)),
    signChange(own.revenue.over(own[count]), all.revenue.over(all[count]), messages) ?? "–",
  ];
  const changes = (
    label: string,
    [before, allBefore]: readonly [Sums, Sums],
    read: (sums: Sums) => Quantity,
  ): string[] => {
    const texts = [own, all].map((sums, i) => signChange(read(sums), read([before, allBefore][i]!), messages));
    const change = (a: Sums, b: Sums): Quantity => read(a).over(read(b)).minus(1);
    const isKnown = texts.every((text) => text !== undefined);
    return [
      label,
      ...texts.map((text) => text ?? "–"),
      isKnown ? formatPoints(change(own, before), change(all, allBefore), messages) : "–",
    ];
  };
  const perDay = ({ revenue, days }: Sums): Quantity => revenue.over(days);
  const lines = [
    [
      headAmounts(labels.revenue, messages),
      formatAmount(own.revenue, messages),
      formatAmount(all.revenue, messages),
      "–",
    ],
    means(labels.revenuePerDay, "days"),
    means(labels.averageSale, "sales"),
    ...compared.flatMap(({ period, own: ownBefore, all: allBefore }) => {
      const sums = [addUp(ownBefore), addUp(allBefore)] as const;
      return [
        changes(labels.changeAgainst(period), sums, ({ revenue }) => revenue),
        changes(labels.changePerDay(period), sums, perDay),
      ];
    }),
  ];
  return writeMarkdownTable(makeColumns([""], [store, labels.chain, labels.difference]), lines);
}
