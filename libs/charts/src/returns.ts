import { labelEnds, placeOnAxis } from "./direct-labels.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages, RateKind } from "./locale/index.js";
import { formatMoney, toUnits } from "./money.js";
import { formatCount, formatPercent, formatShare } from "./numbers.js";
import { placeLabels } from "./point-labels.js";
import { count, max, type Quantity, quantity, sum } from "./quantity.js";
import { readRefunded, type StoreRow } from "./store-table.js";
import { escapeMarkdown, escapePlotly, isolateName, shortenNames } from "./text.js";
import { fallColor, makeLayout, numberAxis, palette, previousColor } from "./theme.js";

/** So many standard errors from the chain's share are explained by chance. */
export const mostErrors = 3;

/** So much of the chain's share a store's must differ to be named, however many lines it has. */
export const leastDifference = "0.25";

/** So many stores are named in a sentence, and beside their points. */
const mostNamed = 5;

const heightPx = 400;

/** A store and its share of refunds, or of sales of nothing. */
interface Rate {
  row: StoreRow;
  share: Quantity;
  /** 1 where the share is above what chance and a quarter of the chain's share explain, −1 where it is below, else 0. */
  side: number;
}

interface Rates {
  stores: Rate[];
  /** The share of all stores together. */
  chain: Quantity;
}

/**
 * Compares the stores' shares of lines with that of all of them: by the limits of a funnel plot, the standard errors of a binomial
 * proportion (D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24, 2005), so that
 * chance isn't blamed on a store with few lines.
 */
export function compareRates(rows: readonly StoreRow[], kind: RateKind): Rates {
  const chain = sum(rows, kind).over(sum(rows, "sales"));
  const stores = rows
    .filter(({ store, sales }) => store !== "" && Number(sales) > 0)
    .map((row): Rate => {
      const share = quantity(row, kind).over(quantity(row, "sales"));
      const difference = share.minus(chain);
      const size = difference.sign < 0 ? difference.times(-1) : difference;
      const isBeyond =
        size.compare(findError(chain, row).times(mostErrors)) > 0 && size.compare(chain.times(leastDifference)) > 0;
      return { row, share, side: isBeyond ? difference.sign : 0 };
    });
  return { stores, chain };
}

/** The standard error of a share of so many lines. */
export function findError(chain: Quantity, row: { sales: number }): Quantity {
  return chain.times(chain.times(-1).plus(1)).over(quantity(row, "sales")).sqrt();
}

/** Says how many lines are refunds or of nothing, and which stores have more or fewer than chance explains. Markdown. */
export function describeReturns(rows: readonly StoreRow[], messages: Messages): string[] {
  const { returns } = messages;
  const [lines, refunds, zeros] = [sum(rows, "sales"), sum(rows, "refunds"), sum(rows, "zero_sales")];
  const part = readRefunded(rows);
  const kinds = (["refunds", "zero_sales"] as const).filter((kind) => sum(rows, kind).sign > 0);
  const hasSeveral = rows.filter(({ store }) => store !== "").length > 1;
  return [
    [
      refunds.sign === 0
        ? returns.none
        : returns.chain(
            refunds,
            formatShare(refunds, lines, messages, 2),
            formatMoney(sum(rows, "refunded"), messages),
            part && formatPercent(part, messages),
          ),
      ...(zeros.sign > 0 ? [returns.zeros(zeros, formatShare(zeros, lines, messages, 2))] : []),
    ].join(" "),
    ...(hasSeveral ? kinds.map((kind) => describeOutside(rows, kind, messages)) : []),
    ...(hasSeveral && kinds.length > 0 ? [returns.explain] : []),
  ];
}

function describeOutside(rows: readonly StoreRow[], kind: RateKind, messages: Messages): string {
  const { returns } = messages;
  const { stores } = compareRates(rows, kind);
  const name = (side: number): string[] => {
    const outside = sortByShare(
      stores.filter((rate) => rate.side === side),
      side,
    );
    const rest = outside.slice(mostNamed);
    return [
      ...outside
        .slice(0, mostNamed)
        .map(
          ({ row, share }) =>
            `**${escapeMarkdown(messages.nameStore(row.store))}** (${formatPercent(share, messages, 2)})`,
        ),
      ...(rest.length > 0 ? [returns.more(count(rest.map(({ row }) => row)))] : []),
    ];
  };
  const [above, below] = [name(1), name(-1)];
  if (above.length + below.length === 0) return returns.inside(kind);
  return [
    ...(above.length > 0 ? [returns.above(kind, above)] : []),
    ...(below.length > 0 ? [returns.below(kind, below)] : []),
  ].join(" ");
}

/** The farthest from the chain's share first. */
function sortByShare(rates: readonly Rate[], side: number): Rate[] {
  return [...rates].sort((a, b) => side * b.share.compare(a.share) || (a.row.store < b.row.store ? -1 : 1));
}

/**
 * Draws a funnel: each store as a point, to the right its lines, upwards its share of refunds or of sales of nothing, around that of
 * all stores with limits at two and three standard errors, which are named at their ends.
 * @returns undefined of fewer than three stores, and where there are none of either
 */
export function returnsFunnel(rows: readonly StoreRow[], kind: RateKind, messages: Messages): Figure | undefined {
  const { stores, chain } = compareRates(rows, kind);
  if (stores.length < 3 || chain.sign <= 0) return undefined;
  const { returns, labels } = messages;
  const bySize = [...stores].sort((a, b) => Number(a.row.sales) - Number(b.row.sales));
  const step = Math.max(1, Math.ceil(bySize.length / 40));
  const grid = bySize.filter((_, i) => i % step === 0 || i === bySize.length - 1);
  const outside = sortByShare(
    stores.filter(({ side }) => side !== 0),
    1,
  );
  const named = [
    ...sortByShare(
      outside.filter(({ side }) => side > 0),
      1,
    ).slice(0, mostNamed),
    ...sortByShare(
      outside.filter(({ side }) => side < 0),
      -1,
    ).slice(0, mostNamed),
  ];
  const texts = shortenNames(
    stores.map(({ row }) => messages.nameStore(row.store)),
    22,
  ).map(escapePlotly);
  const most = max(stores.map(({ share }) => share));
  const limit = (errors: number, side: number): Trace => ({
    type: "scatter",
    mode: "lines",
    name: returns.limit(errors),
    legendgroup: String(errors),
    showlegend: side > 0,
    hoverinfo: "skip",
    x: grid.map(({ row }) => toUnits(quantity(row, "sales"), messages)),
    y: grid.map(({ row }) => {
      const value = chain.plus(findError(chain, row).times(errors * side));
      return toUnits(value.sign < 0 ? value.times(0) : value, messages);
    }),
    line: { color: previousColor, width: 1, dash: errors === 2 ? "dot" : "solid" },
  });
  const sizes = bySize.map(({ row }) => Number(row.sales));
  const [low, high] = [sizes[0]! * 0.85, sizes.at(-1)! * 1.3];
  const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000].flatMap((power) => [
    power,
    2 * power,
    5 * power,
  ]);
  const inside = powers.filter((power) => power >= low && power <= high);
  const ticks = inside.length > 7 ? inside.filter((power) => String(power).startsWith("1")) : inside;
  const tops = [most, chain.plus(findError(chain, bySize[Math.floor(bySize.length / 4)]!.row).times(mostErrors))].map(
    Number,
  );
  const top = Math.max(...tops) * 1.15;
  const [x = 1] = placeOnAxis([Math.log10(sizes.at(-1)!)], { range: [Math.log10(low), Math.log10(high)] });
  const ends = [2, mostErrors, 0].map((errors, e) => {
    const value = Number(chain) + errors * Number(findError(chain, bySize.at(-1)!.row));
    const text = errors === 0 ? returns.chainShare : returns.limit(errors);
    return { text, color: previousColor, trace: 2 * e, x, y: value / top };
  });
  const places = placeLabels(
    named.map((rate) => ({
      text: texts[stores.indexOf(rate)]!,
      x: placeOnAxis([Math.log10(Number(rate.row.sales))], { range: [Math.log10(low), Math.log10(high)] })[0]!,
      y: Number(rate.share) / top,
    })),
    heightPx - 90,
  );
  const placeOf = (rate: Rate) => places[named.indexOf(rate)];
  const shareSteps = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
  const shareStep = shareSteps.find((value) => value * 6 > top) ?? 0.5;
  const shareTicks = Array.from(
    { length: Math.floor(top / shareStep) + 1 },
    (_, i) => i * Math.round(shareStep * 10_000),
  );
  return {
    data: [
      ...[2, mostErrors].flatMap((errors) => [limit(errors, 1), limit(errors, -1)]),
      {
        type: "scatter",
        mode: "lines",
        name: returns.chainShare,
        hoverinfo: "skip",
        x: [grid[0]!, grid.at(-1)!].map(({ row }) => toUnits(quantity(row, "sales"), messages)),
        y: [chain, chain].map((share) => toUnits(share, messages)),
        line: { color: previousColor, width: 2 },
      },
      {
        type: "scatter",
        mode: "text+markers",
        name: returns.stores,
        showlegend: false,
        x: stores.map(({ row }) => toUnits(quantity(row, "sales"), messages)),
        y: stores.map(({ share }) => toUnits(share, messages)),
        text: stores.map((rate, i) => (placeOf(rate) === undefined ? "" : texts[i]!)),
        textposition: stores.map((rate) => placeOf(rate) ?? "top center"),
        textfont: { size: 12 },
        customdata: stores.map(({ row, share }) => [
          escapePlotly(isolateName(messages.nameStore(row.store))),
          formatPercent(share, messages, 2),
          formatCount(quantity(row, kind), messages),
          formatCount(quantity(row, "sales"), messages),
        ]),
        hovertemplate:
          "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]} / %{customdata[3]}<extra></extra>",
        marker: { color: stores.map(({ side }) => (side === 0 ? palette[0] : fallColor)), size: 7 },
      },
    ],
    layout: {
      ...makeLayout(heightPx, [{ label: returns.limit(2) }, { label: returns.limit(3) }], messages),
      ...labelEnds(ends, heightPx - 90, "dot"),
      xaxis: {
        ...numberAxis,
        type: "log",
        title: { text: returns.lines, standoff: 8 },
        range: [Math.log10(low), Math.log10(high)],
        tickvals: ticks,
        ticktext: ticks.map((tick) => formatCount(tick, messages)),
      },
      yaxis: {
        ...numberAxis,
        range: [0, top],
        tickvals: shareTicks.map((tick) => tick / 10_000),
        ticktext: shareTicks.map((tick) =>
          formatPercent(quantity(`${tick / 10_000}`), messages, shareStep < 0.01 ? 2 : 0),
        ),
      },
      meta: {
        name: kind === "refunds" ? "refunds-by-store" : "zero-sales-by-store",
        title: returns.title(kind),
        subtitle: returns.subtitle,
        alt: returns.alt({
          kind,
          stores: count(stores.map(({ row }) => row)),
          chain: formatPercent(chain, messages, 2),
          outside: named.map(
            ({ row, share }) => `${isolateName(messages.nameStore(row.store))} (${formatPercent(share, messages, 2)})`,
          ),
        }),
        table: {
          columns: makeColumns([labels.store], [returns.lines, returns.number[kind], returns.share, returns.limits]),
          rows: sortByShare(stores, 1).map(({ row, share }) => [
            isolateName(messages.nameStore(row.store)),
            formatCount(quantity(row, "sales"), messages),
            formatCount(quantity(row, kind), messages),
            formatPercent(share, messages, 2),
            sayLimits(chain, row, mostErrors, messages),
          ]),
        },
      },
    },
  };
}

/** Says between which shares chance explains that of so many lines. */
export function sayLimits(usual: Quantity, row: { sales: number }, errors: number, messages: Messages): string {
  const by = findError(usual, row).times(errors);
  const lowest = usual.minus(by);
  return messages.calendar.span(
    formatPercent(lowest.sign < 0 ? lowest.times(0) : lowest, messages, 2),
    formatPercent(usual.plus(by), messages, 2),
  );
}
