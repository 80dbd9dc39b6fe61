import { makeWordAxis } from "./axis.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { isRecording } from "./marks.js";
import { formatCount, formatShare } from "./numbers.js";
import { type Quantity, quantity } from "./quantity.js";
import { makeLayout, numberAxis, palette } from "./theme.js";
import type { RankedArticleRow } from "./top-articles.js";

/** How many of the best articles make a part of the revenue of all that have a name. */
export interface ArticleParts {
  all: Quantity;
  half: Quantity;
  fourFifths: Quantity;
}

/** Of fewer articles a part of the revenue says nothing. */
const fewestArticles = 5;

/**
 * Reads how many of the best articles make half, and four fifths, of the revenue.
 * @param isStore  whether the rows are of one store, which counts alone
 * @returns undefined of few articles, or where they bring in nothing together
 */
export function countArticleParts(rows: readonly RankedArticleRow[], isStore: boolean): ArticleParts | undefined {
  const [row] = rows;
  if (row === undefined) return undefined;
  const parts = isStore
    ? {
        all: quantity(row, "articles_in_store"),
        half: quantity(row, "articles_for_half_in_store"),
        fourFifths: quantity(row, "articles_for_80_percent_in_store"),
      }
    : {
        all: quantity(row, "articles"),
        half: quantity(row, "articles_for_half"),
        fourFifths: quantity(row, "articles_for_80_percent"),
      };
  return parts.half.sign > 0 && parts.all.compare(fewestArticles) >= 0 ? parts : undefined;
}

/** Says how many articles make half, and four fifths, of the revenue. Markdown. */
export function describeArticleParts({ all, half, fourFifths }: ArticleParts, messages: Messages): string {
  return messages.articles.parts(half, fourFifths, all, formatShare(half, all, messages));
}

/** Draws how many articles make the first half of the revenue, how many the next up to four fifths, and how many the rest: an ABC analysis. */
export function articleParts({ all, half, fourFifths }: ArticleParts, messages: Messages): Figure {
  const { articles, labels } = messages;
  const groups = [
    { name: articles.firstHalf, count: half },
    { name: articles.toFourFifths, count: fourFifths.minus(half) },
    { name: articles.lastFifth, count: all.minus(fourFifths) },
  ].map((group) => ({ ...group, share: formatShare(group.count, all, messages) }));
  const draw = (count: Quantity): number | Quantity => (isRecording() ? count : Number(count));
  const bars: Trace[] = [
    {
      type: "bar",
      orientation: "h",
      y: groups.map((_, g) => g),
      x: groups.map(({ count }) => draw(count)),
      text: groups.map(({ count, share }) => `\u00a0${formatCount(count, messages)} (${share})\u00a0`),
      textposition: "outside",
      cliponaxis: false,
      customdata: groups.map(({ name, count, share }) => [name, articles.countShare(count, share)]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
      marker: { color: palette[0] },
    },
  ];
  const most = Math.max(...groups.map(({ count }) => Number(count)));
  return {
    data: bars,
    layout: {
      ...makeLayout(150, [], messages),
      bargap: 0.3,
      xaxis: { ...numberAxis, range: [0, most * 1.6], tickvals: [], showgrid: false },
      yaxis: { ...makeWordAxis(groups.map(({ name }) => name)), range: [groups.length - 0.5, -0.5] },
      meta: {
        name: "article-parts",
        title: articles.partsTitle(half, all),
        alt: articles.partsAlt(groups.map(({ name, count, share }) => `${name}: ${articles.countShare(count, share)}`)),
        table: {
          columns: makeColumns([articles.part], [articles.count, articles.shareOfArticles]),
          rows: [
            ...groups.map(({ name, count, share }) => [name, formatCount(count, messages), share]),
            [labels.all, formatCount(all, messages), formatShare(all, all, messages)],
          ],
        },
      },
    },
  };
}
