import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { type Line, tabulateAmounts } from "./data-table.js";
import { findMiddles, headPx, labelPieces, placeOnAxis } from "./direct-labels.js";
import type { Figure, Table, Trace } from "./figure.js";
import type { Articles, Messages } from "./locale/index.js";
import { formatMoney, formatMoneyShort, toUnits } from "./money.js";
import { countDistinct } from "./quantity.js";
import { findExtremes, findLeader } from "./ranking.js";
import { drawWhole, rankStores, splitStores } from "./stores.js";
import { addCells, addColumns, addSigns, tally } from "./tally.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout } from "./theme.js";

/** One row of the table `top_articles`: a store and an article. */
export interface TopArticlesRow {
  store: string;
  article: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  /** The article's rank by revenue within the store, 1 = highest. */
  rank_in_store: number;
  /** The article's rank by revenue over all stores, 1 = highest. */
  rank_overall: number;
}

/**
 * A row with all that the table `top_articles` counts. Of the first 20 articles of the chain there is a row for each store that
 * sold them, of the next up to the 100th at least one for the store that sold most of it, of a store's first 20 its own.
 */
export interface RankedArticleRow extends TopArticlesRow {
  /** Articles with a name that the store sold, and so many of the best of them as make half, and four fifths, of their revenue. */
  articles_in_store: number;
  articles_for_half_in_store: number;
  articles_for_80_percent_in_store: number;
  /** The same of all stores. */
  articles: number;
  articles_for_half: number;
  articles_for_80_percent: number;
  /** What all stores took for the article: a DECIMAL as text. */
  revenue_overall: string;
}

/** Sales of a store, of any articles. */
type StoreRow = Pick<TopArticlesRow, "store" | "revenue" | "sales">;

/** Articles in the chart. */
const shown = 20;

/**
 * Draws the revenue of the top 20 articles over all stores, or of the only one, as one bar an article, stacked by store, highest on
 * top, over whose pieces the names of the stores stand; not divided where the largest stores make less than half of it.
 * Sales without an article have no bar.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 * @param all  sales of all articles, for the table: it has all others together, and the sum; by default these rows
 */
export function topArticles(
  rows: readonly TopArticlesRow[],
  messages: Messages,
  ranking = rankStores(rows),
  all: readonly StoreRow[] = rows,
): Figure {
  const rank = chooseRank(rows);
  const top = rows.filter((row) => row[rank] <= shown && row.article !== "");
  const ranks = new Map(top.map((row) => [row.article, row[rank]]));
  const articles = [...ranks].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([article]) => article);
  const places = new Map(articles.map((article, i) => [article, i]));
  const { series, hasOthers, findSeries } = splitStores(ranking, messages, all);
  const cells = tally(
    top,
    articles.length,
    series.length,
    (row) => places.get(row.article) ?? -1,
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const [sums = []] = tally(
    all,
    1,
    series.length,
    () => 0,
    (row) => findSeries(row.store),
  );
  const shownSums = addColumns(cells);
  const others = sums.map((sum, s) => ({
    revenue: sum.revenue.minus(shownSums[s]!.revenue),
    sales: sum.sales.minus(shownSums[s]!.sales),
  }));
  const hasOtherArticles = others.some(({ sales }) => sales.sign > 0);
  const groups = articles.map((name, a) => ({ name: isolateName(messages.nameArticle(name)), ...totals[a]! }));
  const ends = cells.map(addSigns);
  const drawn = drawWhole({ series, hasOthers, cells }, messages);
  const isStacked = drawn.series.length > 1;
  const bars = drawn.series.map(
    ({ name, label, color }, s): Trace => ({
      type: "bar",
      orientation: "h",
      name: label,
      y: articles.map((_, a) => a),
      x: drawn.cells.map((row) => toUnits(row[s]!.revenue, messages)),
      customdata: articles.map((article, a) => [
        escapePlotly(messages.nameArticle(article)),
        escapePlotly(name),
        formatMoney(drawn.cells[a]![s]!.revenue, messages),
        messages.counts.sales(drawn.cells[a]![s]!.sales),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
      marker: {
        color, // between many, thin pieces, the lines would hide them
        line: { color: "#ffffff", width: hasOthers && isStacked ? 0 : 0.6 },
      },
    }),
  );
  const labels: Trace = {
    type: "scatter",
    mode: "text",
    x: totals.map((total, a) => toUnits(total.revenue.sign < 0 ? ends[a]!.below : ends[a]!.above, messages)),
    y: articles.map((_, a) => a),
    text: totals.map((total) => `\u00a0${formatMoneyShort(total.revenue, messages)}\u00a0`),
    // beyond the end of the bar
    textposition: totals.map((total) => (total.revenue.sign < 0 ? "middle left" : "middle right")),
    textfont: { size: 12 },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
  const heightPx = 104 + 16 * articles.length;
  // what the axis, the margins and the names above leave for each bar
  const marginPx = 44;
  const barPx = (heightPx - marginPx - headPx) / articles.length;
  const money = makeMoneyAxis(
    ends.flatMap(({ above, below }) => [above, below]),
    messages,
    0.1,
  );
  const names = isStacked ? labelStores() : undefined;
  return {
    data: [...bars, labels],
    layout: {
      ...makeLayout(heightPx, drawn.series, messages),
      ...names,
      barmode: ends.some(({ below }) => below.sign < 0) ? "relative" : "stack",
      bargap: 0.28,
      xaxis: { ...money, side: "bottom" },
      yaxis: {
        ...makeWordAxis(shortenNames(articles.map(messages.nameArticle), 28).map(escapePlotly)),
        range: [articles.length - 0.5, names ? -0.5 - headPx / barPx : -0.5],
      },
      meta: {
        name: "top-articles",
        title: makeTitle(),
        subtitle: messages.subtitles.revenueBy("article", messages.numbers.currency.symbol),
        alt: describe(),
        table: makeTable(),
      },
    },
  };

  /** Names the stores over the first bar, where each of them has a piece. */
  function labelStores(): ReturnType<typeof labelPieces> {
    const [first = []] = cells;
    if (first.some(({ revenue }) => revenue.sign <= 0)) return undefined;
    const places = placeOnAxis(findMiddles(first.map(({ revenue }) => Number(revenue))), money);
    const pieces = series.map(({ label, color }, trace) => ({ text: label, color, trace, x: places[trace]! }));
    return labelPieces(pieces, heightPx - marginPx);
  }

  /** Below the articles of the chart, one line has those that have no bar, together. */
  function makeTable(): Table {
    const lines: Line[] = articles.map((name, a) => ({ name: messages.nameArticle(name), cells: cells[a]! }));
    if (hasOtherArticles) lines.push({ name: messages.topArticles.others, cells: others });
    return tabulateAmounts(
      messages.labels.article,
      series.map(({ name }) => name),
      lines,
      messages,
      sums,
    );
  }

  function countArticles(): Articles {
    return {
      only: articles.length === 1 ? isolateName(messages.nameArticle(articles[0]!)) : undefined,
      count: countDistinct(top, "article"),
      isBest: hasOtherArticles && findExtremes(groups) !== undefined,
    };
  }

  function makeTitle(): string {
    const { title, plainTitle } = messages.topArticles;
    const best = findLeader(groups);
    return best ? title(best.name, formatMoneyShort(best.revenue, messages)) : plainTitle(countArticles());
  }

  function describe(): string {
    const named = groups.map(({ name, revenue }) => `${name} ${formatMoneyShort(revenue, messages)}`);
    return messages.topArticles.alt({
      ...countArticles(),
      hasStores: isStacked,
      revenue: formatMoneyShort(addCells(totals).revenue, messages),
      // three and the last: the table has them all
      first: findExtremes(groups) ? named.slice(0, 3) : [],
      last: named.length > 3 ? named.at(-1) : undefined,
    });
  }
}

/** Chooses the rank that counts: over all stores, or within a store where the rows are of that alone. */
export function chooseRank(rows: readonly TopArticlesRow[]): "rank_in_store" | "rank_overall" {
  return new Set(rows.map(({ store }) => store)).size === 1 ? "rank_in_store" : "rank_overall";
}
