import { type DataSettings, formatCents } from "@tillbook/pipeline";
import { listOpenDays, type OpenDay, opensAt } from "./calendar.js";
import type { Article, Catalogue, Store } from "./catalogue.js";
import { accumulate, createRandom, createSampler, findSlot, type Random, toFraction } from "./random.js";
import type { ColumnName } from "./schema.js";

/** One sale, as a row of the CSV file. */
export type Sale = Record<ColumnName, string>;

/** A piece of the sales: rows `from` (inclusive) to `to` (exclusive) of all, with a random stream of its own. */
export interface Piece {
  from: number;
  to: number;
  stream: number;
}

/** A batch of sales, and the sum of their amounts. */
export interface Batch {
  sales: Sale[];
  amountCents: number;
}

const batchRows = 1000;
/** Shares of receipts with 1 to 40 lines: 8.6 on average, and half of them have at most 6. */
const receiptLines = [
  ...[110, 105, 95, 85, 76, 68, 61, 54, 48, 43, 38, 34, 30, 27, 24, 21, 19, 17, 15, 13],
  ...[12, 11, 10, 9, 8, 7, 6, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1],
];
/** Shares of 1, 2, 3 and 4 of an article in one sale. */
const quantities = [72, 19, 6, 3];
/** Shares of the full price, 20 % and 30 % off. */
const discounts = [94, 4, 2];
const discountPercents = [100, 80, 70];
/** One line in 16 is of a speciality of the store. */
const specialityShare = 16;

/**
 * Makes the sales of one piece in order of time, in batches: receipt by receipt, whose lines are of one second. All rows divide the
 * weight of the days evenly, so the pieces join without a gap, and each can be made alone: its first receipt begins with it, and
 * its last one ends with it.
 */
export function* makeSales(settings: DataSettings, catalogue: Catalogue, piece: Piece): Generator<Batch> {
  const random = createRandom(settings.seed, piece.stream);
  const days = listOpenDays(settings);
  const dayEnds = accumulate(days.map(({ weight }) => weight));
  const step = (dayEnds.at(-1) ?? 0) / settings.rows;
  const { drawTill, drawArticles } = createSales(catalogue);
  const drawLines = createSampler(receiptLines);
  let at = findSlot(dayEnds, piece.from * step);
  for (let row = piece.from; row < piece.to; ) {
    const batch: Batch = { sales: [], amountCents: 0 };
    for (const end = Math.min(row + batchRows, piece.to); row < end; ) {
      const lines = Math.min(drawLines(random) + 1, piece.to - row);
      const position = (row + toFraction(random()) * lines) * step;
      while (at < days.length - 1 && (dayEnds[at] ?? 0) <= position) at++;
      const day = days[at] as OpenDay;
      const { hour, second } = findTime(day, 1 - ((dayEnds[at] ?? 0) - position) / day.weight);
      const { store, cashier } = drawTill(hour, random);
      const time = formatTime(hour, second);
      // Rows are counted over all pieces, so no two receipts share a number.
      const receipt = String(row + 1);
      for (const { article, quantity, cents } of drawArticles(store, lines, random)) {
        batch.sales.push({
          sold_on: day.date,
          sold_at: time,
          store: store.name,
          article: article.name,
          amount: formatCents(cents),
          cashier,
          receipt,
          quantity: String(quantity),
          category: article.category,
        });
        batch.amountCents += cents;
      }
      row += lines;
    }
    yield batch;
  }
}

/** Finds the time by which the given part (0 to 1) of a day's sales is over. */
function findTime({ hourEnds }: OpenDay, part: number): { hour: number; second: number } {
  const position = part * (hourEnds.at(-1) ?? 0);
  const at = findSlot(hourEnds, position);
  const start = hourEnds[at - 1] ?? 0;
  const second = Math.floor((3600 * (position - start)) / ((hourEnds[at] ?? 0) - start));
  return { hour: opensAt + at, second: Math.min(Math.max(second, 0), 3599) };
}

/** Makes the functions that draw where and by whom something is sold in an hour, and the lines of a receipt. */
function createSales({ stores, articles }: Catalogue) {
  const drawStoreAt = Array.from({ length: 24 - opensAt }, (_, i) =>
    createSampler(
      stores.map(({ weight, isEveningStore }) => weight * (isEveningStore ? eveningFactor(opensAt + i) : 4)),
    ),
  );
  const drawArticle = createSampler(articles.map(({ weight }) => weight));
  const drawCashierOf = stores.map(({ cashiers }) => createSampler(cashiers.map(({ weight }) => weight)));
  const drawQuantity = createSampler(quantities);
  const drawDiscount = createSampler(discounts);
  const drawTill = (hour: number, random: Random) => {
    const at = drawStoreAt[hour - opensAt]?.(random) ?? 0;
    const store = stores[at] as Store;
    return { store, cashier: store.cashiers[drawCashierOf[at]?.(random) ?? 0]?.name ?? "" };
  };
  /** Different ones: of what is bought twice, a receipt has the quantity. */
  const drawArticles = (store: Store, lines: number, random: Random) => {
    const chosen: number[] = [];
    while (chosen.length < lines) {
      const isSpeciality = random() % specialityShare === 0;
      const at = isSpeciality ? store.specialities[random() % store.specialities.length] : drawArticle(random);
      if (at !== undefined && !chosen.includes(at)) chosen.push(at);
    }
    return chosen.map((at) => {
      const article = articles[at] as Article;
      const percent = discountPercents[drawDiscount(random)] ?? 100;
      const quantity = drawQuantity(random) + 1;
      return { article, quantity, cents: quantity * Math.round((article.priceCents * percent) / 100) };
    });
  };
  return { drawTill, drawArticles };
}

/** Returns what an evening store sells in an hour, as quarters of what another store of its size does. */
function eveningFactor(hour: number): number {
  return hour < 17 ? 2 : hour < 18 ? 4 : 12;
}

function formatTime(hour: number, second: number): string {
  return `${twoDigits(hour)}:${twoDigits(Math.floor(second / 60))}:${twoDigits(second % 60)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
