import type { DataDays } from "@tillbook/pipeline";
import { makeMoneyAxis } from "./axis.js";
import { nameMonth, numberMonth, readMonth } from "./calendar.js";
import { isWholeMonth, type MonthRow } from "./coverage.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { averageAmount, formatAmount, formatMoney, headAmounts, toUnits } from "./money.js";
import { countDistinct, type Quantity, quantity, sum } from "./quantity.js";
import { rankStores } from "./stores.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout, palette, wordAxis } from "./theme.js";

/** So many of the largest stores have a line of their own. */
const mostStores = 12;

/** So many lines stand side by side. */
const mostColumns = 3;

const heightPx = 118;

/** So many bars can still be told apart. */
const mostBars = 24;

/** Whether the bars of all stores and months are few enough to stand side by side. */
export function areFewBars(rows: readonly MonthRow[]): boolean {
  return new Set(rows.map(({ store }) => store)).size * new Set(rows.map(numberMonth)).size <= mostBars;
}

/**
 * Draws what each store takes per open day by month: small lines side by side, all on one scale from zero, of the twelve largest
 * stores. Months of which the data has only a part are left out.
 * @param days  that the data has; by default all of the months
 * @returns undefined where fewer than two stores, or fewer than three months, can be drawn
 */
export function storeMonths(all: readonly MonthRow[], messages: Messages, days?: DataDays): Figure | undefined {
  const rows = all.filter((row) => row.store !== "" && isWholeMonth(row, days));
  const months = [...new Map(rows.map((row) => [numberMonth(row), readMonth(row)]))].sort(([a], [b]) => a - b);
  const chosen = rankStores(rows).slice(0, mostStores);
  if (chosen.length < 2 || months.length < 3) return undefined;
  const [first, last] = [months[0]!, months.at(-1)!];
  const span = messages.calendar.span(nameMonth(first[1], messages), nameMonth(last[1], messages));
  const labels = shortenNames(chosen.map(messages.nameStore), 13).map(escapePlotly);
  const byStore = Map.groupBy(rows, ({ store }) => store);
  const lines = chosen.map((store, i) => {
    const own = [...byStore.get(store)!].sort((a, b) => numberMonth(a) - numberMonth(b));
    return { name: isolateName(messages.nameStore(store)), label: labels[i]!, own, means: own.map(readMean) };
  });
  const columns = Math.min(mostColumns, lines.length);
  const height = Math.ceil(lines.length / columns);
  const money = makeMoneyAxis(
    lines.flatMap(({ means }) => means),
    messages,
  );
  const shown = lines.flatMap(({ own }) => own);
  const [number, size] = [countDistinct(shown, "store"), countDistinct(rows, "store")];
  return {
    data: lines.map(({ name, own, means }, i): Trace => {
      const byMonth = new Map(own.map((row, r) => [numberMonth(row), { row, mean: means[r]! }]));
      const all = Array.from({ length: last[0] - first[0] + 1 }, (_, m) => byMonth.get(first[0] + m));
      return {
        type: "scatter",
        mode: "lines+markers",
        xaxis: `x${nameAxis(i)}`,
        yaxis: `y${nameAxis(i)}`,
        name,
        connectgaps: false,
        showlegend: false,
        x: all.map((_, m) => m),
        // a month without sales is a gap
        y: all.map((month) => (month ? toUnits(month.mean, messages) : null)),
        customdata: all.map((month) =>
          month
            ? [
                escapePlotly(name),
                nameMonth(readMonth(month.row), messages),
                formatMoney(
                  averageAmount(quantity(month.row, "revenue"), quantity(month.row, "open_days"), messages),
                  messages,
                ),
              ]
            : [escapePlotly(name), "", "–"],
        ),
        hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<extra></extra>",
        line: { color: palette[0], width: 1.8 },
        marker: { color: palette[0], size: 3 },
      };
    }),
    layout: {
      ...makeLayout(20 + heightPx * height, [], messages),
      ...Object.assign({}, ...lines.map((_, i) => makeAxes(i))),
      annotations: lines.map(({ label }, i) => ({
        xref: `x${nameAxis(i)} domain`,
        yref: `y${nameAxis(i)} domain`,
        ...{ x: 0, y: 1, xanchor: "left", yanchor: "bottom", showarrow: false },
        text: `<b>${label}</b>`,
        font: { size: 12 },
      })),
      meta: {
        name: "store-months",
        title: messages.storeMonths.title(number, size),
        alt: messages.storeMonths.alt(number, span, nameHighest()),
        table: {
          columns: makeColumns(
            [messages.calendar.units.month],
            lines.map(({ name }) => headAmounts(name, messages)),
          ),
          rows: months.map(([month, name]) => [
            nameMonth(name, messages),
            ...lines.map(({ own }) => formatMean(own.filter((row) => numberMonth(row) === month))),
          ]),
        },
      },
    },
  };

  /** Axes are named "x", "x2", "x3" … */
  function nameAxis(i: number): string {
    return i === 0 ? "" : String(i + 1);
  }

  function makeAxes(i: number): Record<string, unknown> {
    const [column, line] = [i % columns, Math.floor(i / columns)];
    const [gap, top] = [0.03, 0.2];
    return {
      [`xaxis${nameAxis(i)}`]: {
        ...wordAxis,
        range: [-1, last[0] - first[0] + 1],
        tickvals: [0, last[0] - first[0]],
        ticktext: [first, last].map(([month]) => messages.calendar.monthShort((month % 12) + 1)),
        tickangle: 0,
        domain: [column / columns + (column === 0 ? 0 : gap), (column + 1) / columns - gap / 3],
        anchor: `y${nameAxis(i)}`,
      },
      [`yaxis${nameAxis(i)}`]: {
        ...money,
        tickvals: thin(money.tickvals as unknown[]),
        ticktext: thin(money.ticktext as unknown[]),
        domain: [1 - (line + 1 - top) / height, 1 - (line + top) / height],
        anchor: `x${nameAxis(i)}`,
        showticklabels: column === 0,
      },
    };
  }

  /** Every other tick: there is little room. */
  function thin<T>(ticks: readonly T[]): T[] {
    return ticks.filter((_, t) => t % 2 === 0);
  }

  function formatMean(own: readonly MonthRow[]): string {
    if (own.length === 0) return "–";
    return formatAmount(averageAmount(sum(own, "revenue"), sum(own, "open_days"), messages), messages);
  }

  function nameHighest(): string {
    const means = lines.map(({ name, own }) => ({
      name,
      mean: averageAmount(sum(own, "revenue"), sum(own, "open_days"), messages),
    }));
    const most = means.reduce((a, b) => (b.mean.compare(a.mean) > 0 ? b : a));
    return `${most.name} (${formatMoney(most.mean, messages)})`;
  }
}

function readMean(row: MonthRow): Quantity {
  return quantity(row, "revenue").over(quantity(row, "open_days"));
}
