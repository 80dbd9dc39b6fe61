import type { Period } from "@tillbook/pipeline";
import { signChange } from "./comparison.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { formatAmount, headAmounts } from "./money.js";
import { namePeriod, sayWhen } from "./periods.js";
import { max, type Quantity, quantity, sum } from "./quantity.js";
import { escapeMarkdown } from "./text.js";
import { chooseRank, type RankedArticleRow } from "./top-articles.js";

/** The articles of a period, and the rows that say on how many days its stores were open. */
export interface ArticlePeriod {
  articles: readonly RankedArticleRow[];
  stores: readonly { open_days: number }[];
}

/** Articles of a period that are compared are among its best. */
const mostBest = 20;
/** So many of the best are known with what all stores took; in a store's report so many of its own. */
const mostKnown = { rank_overall: 100, rank_in_store: mostBest } as const;
/** So many articles that rose, and that fell, are listed. */
const mostListed = 5;
/** So many are named in a sentence. */
const mostNamed = 8;
/** So many standard errors lie between amounts that differ notably. */
const notableErrors = 3;

/** What an article took; where it isn't among those that are known, it is at most that. */
interface Taken {
  amount: Quantity;
  isKnown: boolean;
}

interface Change {
  article: string;
  now: Taken;
  /** What it would have taken on as many open days. */
  before: Taken;
  /** At least so much more, or at most: where one of the two isn't known, a change is larger. */
  gain: Quantity;
  isNotable: boolean;
}

/**
 * Says which of the best articles of either period took notably more or less than in the other, in money, as if both had as many open
 * days; and which are sold only in one of them, or are among the best of only one. Markdown, a paragraph each; none where a period has no
 * articles, or nothing changed notably.
 * @param period  that of `before`
 */
export function describeArticleChanges(
  now: ArticlePeriod,
  before: ArticlePeriod,
  period: Period,
  messages: Messages,
  isStore: boolean,
): string[] {
  const rank = isStore ? "rank_in_store" : chooseRank([...now.articles, ...before.articles]);
  const [seen, seenBefore] = [readArticles(now.articles, rank), readArticles(before.articles, rank)];
  if (seen === undefined || seenBefore === undefined) return [];
  const changes = listChanges(now, before, [seen, seenBefore], messages);
  const up = changes.filter(({ gain }) => gain.sign > 0).sort((a, b) => b.gain.compare(a.gain));
  const down = changes.filter(({ gain }) => gain.sign < 0).sort((a, b) => a.gain.compare(b.gain));
  const [listed, listedDown] = [up, down].map((some) => some.filter(({ isNotable }) => isNotable).slice(0, mostListed));
  const table = [...listed!, ...listedDown!];
  const { articles } = messages;
  const when = sayWhen(period, messages);
  return [
    `## ${articles.changes(namePeriod(period, messages))}`,
    ...(table.length === 0 ? [articles.noChanges] : [articles.equalDays, tabulateChanges(table, period, messages)]),
    ...describeCome(seen, seenBefore, when, messages),
  ];
}

interface Articles {
  /** A row of each article that is known. */
  known: Map<string, RankedArticleRow>;
  /** Those among the best, the best first. */
  best: string[];
  /** Whether all articles of the period are known. */
  isAll: boolean;
  /** What one that isn't known takes at most. */
  limit: Quantity;
  read: (row: RankedArticleRow) => Quantity;
}

function readArticles(rows: readonly RankedArticleRow[], rank: "rank_in_store" | "rank_overall"): Articles | undefined {
  const known = new Map(rows.filter(({ article }) => article !== "").map((row) => [row.article, row]));
  const [row] = known.values();
  if (row === undefined) return undefined;
  const sorted = [...known.values()].sort((a, b) => a[rank] - b[rank]);
  const [column, count] =
    rank === "rank_in_store" ? (["revenue", "articles_in_store"] as const) : (["revenue_overall", "articles"] as const);
  const read = (one: RankedArticleRow): Quantity => quantity(one, column);
  const last = sorted.findLast((one) => one[rank] <= mostKnown[rank]) ?? row;
  const isAll = known.size >= row[count];
  return {
    known,
    best: sorted.filter((one) => one[rank] <= mostBest).map(({ article }) => article),
    isAll,
    limit: isAll ? sum([]) : max([read(last), sum([])]),
    read,
  };
}

function listChanges(
  now: ArticlePeriod,
  before: ArticlePeriod,
  [seen, seenBefore]: readonly [Articles, Articles],
  messages: Messages,
): Change[] {
  const [days, daysBefore] = [sum(now.stores, "open_days"), sum(before.stores, "open_days")];
  if (days.sign === 0 || daysBefore.sign === 0) return [];
  const find = ({ known, limit, isAll, read }: Articles, article: string): Taken => {
    const row = known.get(article);
    return { amount: row ? read(row) : limit, isKnown: row !== undefined || isAll };
  };
  return [...new Set([...seen.best, ...seenBefore.best])].map((article) => {
    const taken = find(seen, article);
    const earlier = find(seenBefore, article);
    const scaled = earlier.amount.times(days).over(daysBefore).round(messages.numbers.currency.scale);
    const gain = taken.amount.minus(scaled);
    // one that isn't known changed by more, in the direction away from its bound only
    const isSure = taken.isKnown ? earlier.isKnown || gain.sign > 0 : gain.sign < 0;
    const row = seen.known.get(article) ?? seenBefore.known.get(article)!;
    const ratio = Number(days) / Number(daysBefore);
    return {
      article,
      now: taken,
      before: { amount: scaled, isKnown: earlier.isKnown },
      gain,
      isNotable: isSure && isNotable(Number(gain), Number(taken.amount), Number(scaled) * ratio, row),
    };
  });
}

/**
 * Whether amounts differ by more than those of as many single sales do by chance: of n sales at a price, whose number varies by its
 * root, the variance is amount × price.
 */
function isNotable(gain: number, now: number, before: number, row: RankedArticleRow): boolean {
  const price = Math.abs(Number(quantity(row, "revenue")) / Math.max(1, row.sales));
  return gain ** 2 > notableErrors ** 2 * price * (Math.abs(now) + Math.abs(before));
}

function tabulateChanges(changes: readonly Change[], period: Period, messages: Messages): string {
  const { labels, articles } = messages;
  const name = period.unit === "days" ? undefined : namePeriod(period, messages);
  const write = ({ amount, isKnown }: Taken): string => `${isKnown ? "" : "≤\u00a0"}${formatAmount(amount, messages)}`;
  const writeGain = ({ gain, now, before }: Change): string => {
    const bound = now.isKnown && before.isKnown ? "" : gain.sign > 0 ? "≥\u00a0" : "≤\u00a0";
    return `${bound}${gain.sign > 0 ? "+" : ""}${formatAmount(gain, messages)}`;
  };
  return writeMarkdownTable(
    makeColumns(
      [labels.article],
      [
        headAmounts(labels.revenue, messages),
        headAmounts(articles.atEqualDays(name), messages),
        headAmounts(labels.change, messages),
        labels.change,
      ],
    ),
    changes.map((change) => {
      const { article, now, before } = change;
      const isKnown = now.isKnown && before.isKnown;
      return [
        escapeMarkdown(messages.nameArticle(article)),
        write(now),
        write(before),
        writeGain(change),
        (isKnown && signChange(now.amount, before.amount, messages)) || "–",
      ];
    }),
  );
}

/** Says which articles came and went: those sold only in one period, or, where not all are known, those among the best of only one. */
function describeCome(seen: Articles, seenBefore: Articles, when: string, messages: Messages): string[] {
  const isAll = seen.isAll && seenBefore.isAll;
  const list = (own: Articles, other: Articles): string[] => {
    const others = new Set(isAll ? other.known.keys() : other.best);
    return own.best
      .filter((article) => !others.has(article))
      .map((article) => escapeMarkdown(messages.nameArticle(article)));
  };
  const name = (names: readonly string[]): string =>
    messages.list(names.length > mostNamed ? [...names.slice(0, mostNamed), messages.otherNames] : names);
  const [come, gone] = [list(seen, seenBefore), list(seenBefore, seen)];
  const { articles } = messages;
  return [
    ...(come.length > 0 ? [isAll ? articles.come(name(come), when) : articles.newlyBest(name(come), when)] : []),
    ...(gone.length > 0 ? [isAll ? articles.gone(name(gone), when) : articles.noLongerBest(name(gone), when)] : []),
  ];
}
