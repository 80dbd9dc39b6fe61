import type { Messages } from "./locale/index.js";
import { formatPercent, formatRatio } from "./numbers.js";
import { type Quantity, quantity, sum } from "./quantity.js";
import { escapeMarkdown } from "./text.js";
import { chooseRank, type RankedArticleRow } from "./top-articles.js";

/** So many specialities are named. */
const mostNamed = 5;
/** An article is a speciality where the store has sold it so often … */
const fewestSales = 30;
/** … and its odds of being sold there are so many times those of everything else … */
const leastOdds = 3;
/** … which is so many standard errors away from its part of all revenue. */
const notableErrors = 4;

interface Speciality {
  row: RankedArticleRow;
  share: Quantity;
  /** The store's part of all revenue. */
  usual: Quantity;
  /** What the store takes with it beyond its part of all revenue. */
  beyond: Quantity;
}

/**
 * Says which articles are mostly sold by one store, each with the store's part of the article's revenue: at least half of it, and far
 * more than its part of all revenue, so often sold that it is no chance. Markdown; empty where there is none, and of a chain of one store.
 * @param stores  rows of all that the stores of the report sold
 * @param whole  revenue of the chain
 */
export function describeSpecialities(
  rows: readonly RankedArticleRow[],
  stores: readonly { store: string; revenue: string }[],
  whole: Quantity,
  messages: Messages,
): string {
  const all = Map.groupBy(stores, ({ store }) => store);
  const found = rows.flatMap((row): Speciality[] => {
    if (row.article === "" || row.store === "" || row.sales < fewestSales || whole.sign <= 0) return [];
    const overall = quantity(row, "revenue_overall");
    const usual = sum(all.get(row.store) ?? [], "revenue").over(whole);
    const share = quantity(row, "revenue").over(overall);
    const beyond = quantity(row, "revenue").minus(usual.times(overall));
    return isSpeciality(row.sales, Number(share), Number(usual)) ? [{ row, share, usual, beyond }] : [];
  });
  const best = found.sort((a, b) => b.beyond.compare(a.beyond) || (a.row.article < b.row.article ? -1 : 1));
  const named = Map.groupBy(best.slice(0, mostNamed), ({ row }) => row.store);
  if (named.size === 0) return "";
  return messages.articles.specialities(
    [...named].map(([store, some]) => ({
      store: escapeMarkdown(messages.nameStore(store)),
      usual: formatPercent(some[0]!.usual, messages),
      articles: some.map(({ row, share }) => ({
        article: escapeMarkdown(messages.nameArticle(row.article)),
        share: share.equals(1) ? undefined : formatPercent(share, messages),
      })),
    })),
  );
}

function isSpeciality(sales: number, share: number, usual: number): boolean {
  if (share < 0.5 || share > 1 || usual <= 0 || usual >= 1) return false;
  const isFar = share * (1 - usual) >= leastOdds * usual * (1 - share);
  // of n sales of the article in all stores, a part varies by usual × (1 − usual) / n
  return isFar && (share - usual) ** 2 * (sales / share) > notableErrors ** 2 * usual * (1 - usual);
}

/** From so many times the next article on, the first is said to stand out. */
const leastTimes = 3;

/** Says that one article brings in many times as much as the next; empty where none does. Markdown. */
export function describeOutstanding(rows: readonly RankedArticleRow[], messages: Messages, isStore: boolean): string {
  const rank = isStore ? "rank_in_store" : chooseRank(rows);
  const column = rank === "rank_in_store" ? "revenue" : "revenue_overall";
  const named = new Map(rows.filter(({ article }) => article !== "").map((row) => [row.article, row]));
  const [first, second] = [...named.values()].sort((a, b) => a[rank] - b[rank]);
  if (first === undefined || second === undefined) return "";
  const [most, next] = [quantity(first, column), quantity(second, column)];
  if (next.sign <= 0 || most.compare(next.times(leastTimes)) < 0) return "";
  const decimals = most.compare(next.times(10)) < 0 ? 1 : 0;
  const name = ({ article }: RankedArticleRow): string => escapeMarkdown(messages.nameArticle(article));
  const times = formatRatio(most, next, messages, decimals);
  return messages.articles.outstanding(name(first), times, name(second));
}
