import { numberMonth } from "./calendar.js";
import { signChange } from "./comparison.js";
import { cutDays, isWholeMonth, type MonthRow } from "./coverage.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { fixAmount, formatAmount, formatMoney, formatMoneyShort, headAmounts, toUnits } from "./money.js";
import { formatNumber } from "./numbers.js";
import { namePeriod } from "./periods.js";
import { placeLabels, placeOnLogAxis } from "./point-labels.js";
import { countDistinct, type Quantity, sum, toQuantity } from "./quantity.js";
import { type ChainScope, listComparedStores, type StoreRows } from "./store-table.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout, numberAxis, palette } from "./theme.js";

/** A row with what a store sold on its open days. */
interface Sold {
  store: string;
  revenue: string;
  open_days: number;
}

interface Point {
  name: string;
  rows: readonly Sold[];
  now: Quantity;
  before: Quantity;
  /** Money gained or lost on the open days of the period. */
  gain: Quantity;
}

const heightPx = 420;

/** So many stores are named beside their points, where none covers another. */
const mostNamed = 6;

/**
 * Draws each store as a point: to the right what it takes per open day, upwards how that changed against the period before, both on
 * logarithmic scales; a report of all the data compares the later half of its whole months with the earlier one.
 * @returns undefined where there is nothing to compare with, or fewer than two stores can be
 */
export function storeGrowth(scope: ChainScope, rows: StoreRows, messages: Messages): Figure | undefined {
  const compared = compareStores(scope, rows, messages);
  if (compared === undefined) return undefined;
  const [before, now] = [compared.before, compared.now].map((some) => Map.groupBy(some, ({ store }) => store)) as [
    Map<string, Sold[]>,
    Map<string, Sold[]>,
  ];
  const points = [...now].flatMap(([store, own]): Point[] => {
    const then = before.get(store) ?? [];
    const [mean, meanBefore] = [readMean(own), readMean(then)];
    // a logarithm needs amounts above zero
    if (store === "" || mean.sign <= 0 || meanBefore.sign <= 0) return [];
    const gain = mean.minus(meanBefore).times(sum(own, "open_days"));
    return [{ name: isolateName(messages.nameStore(store)), rows: own, now: mean, before: meanBefore, gain }];
  });
  if (points.length < 2) return undefined;
  const named = [...points]
    .sort((a, b) => Math.abs(Number(b.gain)) - Math.abs(Number(a.gain)) || (a.name < b.name ? -1 : 1))
    .slice(0, mostNamed);
  const labels = shortenNames(
    points.map(({ name }) => name),
    22,
  ).map(escapePlotly);
  const countOf = (keep: (point: Point) => boolean): Quantity =>
    countDistinct(
      points.filter(keep).flatMap((point) => point.rows),
      "store",
    );
  const [all, up, down] = [
    countOf(() => true),
    countOf(({ now, before }) => now.compare(before) > 0),
    countOf(({ now, before }) => now.compare(before) < 0),
  ];
  const sayChange = ({ now, before }: Point): string => signChange(now, before, messages) ?? "–";
  const sorted = [...points].sort((a, b) => b.now.compare(a.now) || (a.name < b.name ? -1 : 1));
  const { storeGrowth: words, labels: heads } = messages;
  const [x, y] = [
    points.map(({ now }) => toUnits(now, messages)),
    points.map(({ now, before }) => toUnits(now.over(before), messages)),
  ];
  const [across, upwards] = [x, y].map((values) => placeOnLogAxis(values.map(Number)));
  const places = placeLabels(
    named.map((point) => points.indexOf(point)).map((p) => ({ text: labels[p]!, x: across![p]!, y: upwards![p]! })),
    heightPx - 90,
  );
  const placeOf = (point: Point) => places[named.indexOf(point)];
  const trace: Trace = {
    type: "scatter",
    mode: "text+markers",
    x,
    y,
    text: points.map((point, p) => (placeOf(point) === undefined ? "" : labels[p]!)),
    textposition: points.map((point) => placeOf(point) ?? "top center"),
    textfont: { size: 12 },
    customdata: points.map((point) => [
      escapePlotly(point.name),
      formatMoney(point.now.round(messages.numbers.currency.scale), messages),
      sayChange(point),
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    marker: { color: palette[0], size: 6, opacity: 0.6 },
    showlegend: false,
  };
  return {
    data: [trace],
    layout: {
      ...makeLayout(heightPx, [], messages),
      xaxis: {
        ...numberAxis,
        type: "log",
        title: { text: words.size, standoff: 8 },
        ...makeMoneyTicks(points.map(({ now }) => Number(now))),
      },
      yaxis: {
        ...numberAxis,
        type: "log",
        title: { text: words.change, standoff: 8 },
        ...makeChangeTicks(points.map(({ now, before }) => Number(now.over(before)))),
      },
      meta: {
        name: "store-growth",
        title: words.title(up, all, compared.period),
        alt: words.alt({
          ...{ stores: all, period: compared.period, up, down },
          named: named.map((point) => `${point.name} (${sayChange(point)})`),
        }),
        table: {
          columns: makeColumns(
            [heads.store],
            [headAmounts(heads.perOpenDay, messages), headAmounts(compared.period, messages), heads.change],
          ),
          rows: sorted.map((point) => [
            point.name,
            ...[point.now, point.before].map((mean) =>
              formatAmount(mean.round(messages.numbers.currency.scale), messages),
            ),
            sayChange(point),
          ]),
        },
      },
    },
  };

  /** One, two and five times powers of ten. */
  function makeMoneyTicks(values: readonly number[]): Record<string, unknown> {
    const [low, high] = [Math.min(...values) * 0.8, Math.max(...values) * 1.3];
    const powers = Array.from({ length: 15 }, (_, i) => i - 1);
    const cents = powers.map((power) => BigInt(10 ** (power + 1)) * 10n ** BigInt(messages.numbers.currency.scale - 1));
    const steps = cents.flatMap((cent) => [cent, 2n * cent, 5n * cent]);
    const inside = steps.filter((step) => toUnits(step, messages) >= low && toUnits(step, messages) <= high);
    const few = inside.length > 7 ? inside.filter((step) => String(step).startsWith("1")) : inside;
    return {
      range: [Math.log10(low), Math.log10(high)],
      tickvals: few.map((step) => toUnits(step, messages)),
      ticktext: few.map((step) => formatMoneyShort(fixAmount(step, messages), messages)),
    };
  }

  function makeChangeTicks(values: readonly number[]): Record<string, unknown> {
    const [low, high] = [Math.min(0.9, ...values) / 1.1, Math.max(1.1, ...values) * 1.15];
    const ratios = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 4, 10, 100];
    const inside = ratios.filter((ratio) => ratio >= low && ratio <= high);
    const few = inside.length > 8 ? inside.filter((ratio) => ![0.75, 0.9, 1.1, 1.25].includes(ratio)) : inside;
    return {
      range: [Math.log10(low), Math.log10(high)],
      tickvals: few,
      ticktext: few.map((ratio) => formatNumber(toQuantity(String(ratio)), 2, messages)),
    };
  }
}

interface Compared {
  now: readonly Sold[];
  before: readonly Sold[];
  /** Names the period that is compared with. */
  period: string;
}

function compareStores(scope: ChainScope, rows: StoreRows, messages: Messages): Compared | undefined {
  const [first] = listComparedStores(scope, rows);
  if (first !== undefined) return { now: rows.now, before: first.rows, period: namePeriod(first.period, messages) };
  return scope.period.unit === "all" ? compareHalves(scope, rows.months, messages) : undefined;
}

function compareHalves(
  { period, data }: ChainScope,
  rows: readonly MonthRow[],
  messages: Messages,
): Compared | undefined {
  const days = cutDays(data, period);
  const whole = rows.filter((row) => isWholeMonth(row, days));
  const months = [...new Set(whole.map(numberMonth))].sort((a, b) => a - b);
  const half = Math.min(12, Math.floor(months.length / 2));
  const [earlier, later] = [months.slice(-2 * half, -half), months.slice(-half)];
  if (half === 0) return undefined;
  const pick = (some: readonly number[]): MonthRow[] => whole.filter((row) => some.includes(numberMonth(row)));
  const before = pick(earlier);
  const sorted = [...before].sort((a, b) => numberMonth(a) - numberMonth(b));
  const end = (month: number): string =>
    new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).toISOString().slice(0, 10);
  const span = { first: `${end(numberMonth(sorted[0]!)).slice(0, 8)}01`, last: end(numberMonth(sorted.at(-1)!)) };
  return { now: pick(later), before, period: namePeriod(span, messages) };
}

function readMean(rows: readonly Sold[]): Quantity {
  return sum(rows, "revenue").over(sum(rows, "open_days"));
}
