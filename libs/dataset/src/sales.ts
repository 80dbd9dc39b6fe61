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
/** Shares of 1, 2, 3 and 4 of an article in one sale. */
const quantities = [72, 19, 6, 3];
/** Shares of the full price, 20 % and 30 % off. */
const discounts = [94, 4, 2];
const discountPercents = [100, 80, 70];
/** One sale in 16 is of a speciality of the store. */
const specialityShare = 16;

/**
 * Makes the sales of one piece in order of time, in batches. All rows divide the weight of the days evenly, so the pieces
 * join without a gap, and each can be made alone.
 */
export function* makeSales(settings: DataSettings, catalogue: Catalogue, piece: Piece): Generator<Batch> {
  const random = createRandom(settings.seed, piece.stream);
  const days = listOpenDays(settings);
  const dayEnds = accumulate(days.map(({ weight }) => weight));
  const step = (dayEnds.at(-1) ?? 0) / settings.rows;
  const drawSale = createSales(catalogue);
  let at = findSlot(dayEnds, piece.from * step);
  for (let row = piece.from; row < piece.to; ) {
    const batch: Batch = { sales: [], amountCents: 0 };
    for (const end = Math.min(row + batchRows, piece.to); row < end; row++) {
      const position = (row + toFraction(random())) * step;
      while (at < days.length - 1 && (dayEnds[at] ?? 0) <= position) at++;
      const day = days[at] as OpenDay;
      const { hour, second } = findTime(day, 1 - ((dayEnds[at] ?? 0) - position) / day.weight);
      const { store, article, cents, cashier } = drawSale(hour, random);
      batch.sales.push({
        sold_on: day.date,
        sold_at: formatTime(hour, second),
        store,
        article,
        amount: formatCents(cents),
        cashier,
      });
      batch.amountCents += cents;
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

/** Makes the function that draws who sells what for how much, given the hour. */
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
  return (hour: number, random: Random) => {
    const at = drawStoreAt[hour - opensAt]?.(random) ?? 0;
    const store = stores[at] as Store;
    const isSpeciality = random() % specialityShare === 0;
    const chosen = isSpeciality ? store.specialities[random() % store.specialities.length] : drawArticle(random);
    const article = articles[chosen ?? 0] as Article;
    const percent = discountPercents[drawDiscount(random)] ?? 100;
    const cents = (drawQuantity(random) + 1) * Math.round((article.priceCents * percent) / 100);
    const cashier = store.cashiers[drawCashierOf[at]?.(random) ?? 0]?.name ?? "";
    return { store: store.name, article: article.name, cents, cashier };
  };
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
