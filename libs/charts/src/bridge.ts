import { makeWordAxis } from "./axis.js";
import { type BasketRow, compareLikeForLike, hasReceipts, type LikeForLike, type Pair } from "./compared-pair.js";
import { type Figure, makeColumns } from "./figure.js";
import type { BridgeStep, Messages } from "./locale/index.js";
import { formatAmount, formatMoneyShort, headAmounts, toUnits } from "./money.js";
import { signPercent } from "./numbers.js";
import { namePeriod, namePeriodShort, nameTick } from "./periods.js";
import { type Quantity, sum, toQuantity } from "./quantity.js";
import { countStores } from "./stores.js";
import { escapePlotly, shortenNames } from "./text.js";
import { makeLayout, numberAxis, palette } from "./theme.js";

/** One step from a period to the next. */
export interface Step {
  kind: BridgeStep;
  /** In whole cents; all steps together are the difference of the two periods. */
  amount: Quantity;
}

/** Colours of what was booked, and of what adds to it or takes from it. */
export const actualColor = "#52606d";
export const [riseColor, fallColor] = [palette[0], "#b3261e"] as const;

/**
 * Divides the difference of two periods into steps: stores without sales now, stores without sales before, the calendar (open days and
 * weekdays of the other stores, by the usual shares), then receipts and baskets, or, where receipts can't be told apart, revenue per
 * open day. They add up to the cent; steps of nothing are left out.
 */
export function listSteps(pair: Pair, like: LikeForLike, scale: number): Step[] {
  const [now, then] = [sum(like.now, "revenue"), sum(like.earlier, "revenue")];
  const closed = then.minus(sum(pair.earlier, "revenue"));
  const opened = sum(pair.now, "revenue").minus(now);
  // what the stores would have taken before on the days of now
  const expected = like.factor === undefined ? then : now.over(like.factor).round(scale);
  const steps: Step[] = [
    { kind: "closed", amount: closed },
    { kind: "opened", amount: opened },
    { kind: "calendar", amount: expected.minus(then) },
    ...listBaskets(like, now, then, expected, scale),
  ];
  return steps.filter(({ amount }) => amount.sign !== 0);
}

function listBaskets(like: LikeForLike, now: Quantity, then: Quantity, expected: Quantity, scale: number): Step[] {
  const [rows, rowsThen] = [like.now, like.earlier] as readonly (readonly BasketRow[])[];
  if (like.factor !== undefined && hasReceipts(rows!) && hasReceipts(rowsThen!)) {
    const asBefore = sum(rows!, "receipts").times(then).over(sum(rowsThen!, "receipts")).round(scale);
    return [
      { kind: "receipts", amount: asBefore.minus(expected) },
      { kind: "basket", amount: now.minus(asBefore) },
    ];
  }
  return [{ kind: like.factor === undefined ? "other" : "perDay", amount: now.minus(expected) }];
}

/**
 * Draws what made one period of the other: bars of what was booked in both, and between them a bar for each step.
 * @returns undefined where the steps would be of nothing, or amounts aren't above zero
 */
export function bridge(pair: Pair, messages: Messages, variation: number): Figure | undefined {
  const like = compareLikeForLike(pair, variation);
  const { scale } = messages.numbers.currency;
  const steps = listSteps(pair, like, scale);
  const [start, end] = [sum(pair.earlier, "revenue"), sum(pair.now, "revenue")];
  if (steps.length === 0 || start.sign <= 0 || end.sign <= 0) return undefined;
  const { bridge: words } = messages.firstPage;
  const levels = [start];
  for (const { amount } of steps) levels.push(levels.at(-1)!.plus(amount));
  const [closed, opened] = [listOnly(pair.earlier, pair.now), listOnly(pair.now, pair.earlier)];
  // more than five bars stand so close that neither names of stores nor amounts in one line fit
  const isClose = steps.length > 3;
  const nameStep = isClose ? countOnly : (rows: Pair["now"]) => nameOnly(rows, messages, 14);
  const names = steps.map(({ kind }) => words.steps[kind](nameStep(kind === "closed" ? closed : opened, messages)));
  const [nameThen, nameNow] = [pair.before, pair.period].map((period) => namePeriod(period, messages)) as [
    string,
    string,
  ];
  const ticks = [
    nameTick(pair.before, messages) ?? words.before,
    ...names.map(wrap),
    nameTick(pair.period, messages) ?? words.now,
  ];
  const axis = makeAxis([...levels, end], isClose ? 0.22 : 0.12);
  const last = steps.length + 1;
  const sign = (amount: Quantity): string => `${amount.sign > 0 ? "+" : ""}${formatMoneyShort(amount, messages)}`;
  const bars = [
    {
      name: words.booked,
      color: actualColor,
      places: [0, last],
      base: [toQuantity(0), toQuantity(0)],
      values: [start, end],
    },
    ...[1, -1].map((direction) => {
      const own = steps.map((step, s) => ({ ...step, s })).filter(({ amount }) => amount.sign === direction);
      return {
        name: direction > 0 ? words.more : words.less,
        color: direction > 0 ? riseColor : fallColor,
        places: own.map(({ s }) => s + 1),
        base: own.map(({ s }) => levels[s]!),
        values: own.map(({ amount }) => amount),
      };
    }),
  ].filter(({ places }) => places.length > 0);
  const texts = [
    formatMoneyShort(start, messages),
    ...steps.map(({ amount }) => sign(amount)),
    formatMoneyShort(end, messages),
  ];
  const tops = [start, ...steps.map((_, s) => higher(levels[s]!, levels[s + 1]!)), end];
  const full = steps.map(({ kind }) => words.full[kind](nameOnly(kind === "closed" ? closed : opened, messages)));
  return {
    data: [
      ...bars.map(({ name, color, places, base, values }) => ({
        type: "bar" as const,
        name,
        x: places,
        y: values.map((value) => toUnits(value, messages)),
        base: base.map((value) => toUnits(value, messages)),
        customdata: places.map((place) => [
          place === 0 ? nameThen : place === last ? nameNow : escapePlotly(full[place - 1]!),
          texts[place]!,
        ]),
        hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        width: 0.72,
        marker: { color },
      })),
      {
        type: "scatter" as const,
        mode: "text" as const,
        name: words.amounts,
        x: tops.map((_, i) => i),
        y: tops.map((top) => toUnits(top, messages)),
        text: texts.map((text) => `<b>${isClose ? breakAmount(text) : text}</b>`),
        textposition: "top center" as const,
        textfont: { size: 11.5 },
        hoverinfo: "skip" as const,
        cliponaxis: false,
      },
    ],
    layout: {
      ...makeLayout(300, [], messages),
      barmode: "overlay",
      showlegend: false,
      xaxis: { ...makeWordAxis(ticks, 4), ticktext: ticks.map(() => "") },
      margin: { l: 8, r: 8, t: 22, b: 52 },
      yaxis: axis.axis,
      shapes: axis.isCut ? [0, last].map(makeCut) : [],
      annotations: [
        // on a phone an axis leaves out words, of which each is needed
        ...ticks.map((text, place) => ({
          ...{ xref: "x", yref: "paper", x: place, y: 0, showarrow: false },
          ...{ xanchor: "center" as const, yanchor: "top" as const },
          text,
          font: { size: 11 },
        })),
        ...(axis.isCut
          ? [
              {
                ...{ xref: "paper", yref: "paper", x: 0, y: 1, showarrow: false },
                ...{ xanchor: "left" as const, yanchor: "bottom" as const },
                text: words.axisCut,
                yshift: 4,
                font: { size: 11, color: actualColor },
              },
            ]
          : []),
      ],
      meta: {
        name: "bridge",
        title: words.title(namePeriodShort(pair.before, messages), namePeriodShort(pair.period, messages)),
        alt: words.alt(
          `${nameThen} ${texts[0]}`,
          full.map((name, s) => `${name} ${texts[s + 1]}`),
          `${nameNow} ${texts.at(-1)}`,
        ),
        table: {
          columns: makeColumns([""], [headAmounts(messages.labels.revenue, messages), words.ofBefore(nameThen)]),
          rows: [
            [nameThen, formatAmount(start, messages), ""],
            ...steps.map(({ amount }, s) => [
              full[s]!,
              `${amount.sign > 0 ? "+" : ""}${formatAmount(amount, messages)}`,
              signPercent(amount.over(start), messages),
            ]),
            [nameNow, formatAmount(end, messages), signPercent(end.minus(start).over(start), messages)],
          ],
        },
      },
    },
  };
}

/** The stores that only the first rows have, by revenue. */
function listOnly(rows: Pair["now"], others: Pair["now"]): Pair["now"] {
  const known = new Set(others.map(({ store }) => store));
  return rows.filter(({ store }) => !known.has(store));
}

function countOnly(rows: Pair["now"], messages: Messages): string {
  return messages.counts.stores(countStores(rows));
}

/** Breaks an amount of more than eight characters at its first blank, e.g. "−6,5" and "Tsd. €". */
function breakAmount(text: string): string {
  const shown = text.replace(/\p{Cf}/gu, "");
  return shown.length > 8 ? text.replace(/[ \u00a0\u202f]/, "<br>") : text;
}

/** Names one store, or counts several. @param length  most characters of a name */
function nameOnly(rows: Pair["now"], messages: Messages, length?: number): string {
  const stores = new Set(rows.map(({ store }) => store));
  const [only = ""] = stores;
  if (stores.size !== 1 || only === "") return countOnly(rows, messages);
  const name = messages.nameStore(only);
  return length === undefined ? name : escapePlotly(shortenNames([name], length)[0]!);
}

/** Breaks a name at its blanks into lines of about ten characters. */
function wrap(name: string): string {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 10) lines.splice(-1, 1, `${line} ${word}`);
    else lines.push(word);
  }
  return lines.join("<br>");
}

function higher(a: Quantity, b: Quantity): Quantity {
  return a.compare(b) > 0 ? a : b;
}

interface CutAxis {
  axis: typeof numberAxis;
  /** Whether it begins above zero. */
  isCut: boolean;
}

/**
 * Makes an axis without numbers; it begins above zero where the steps would be too low to see.
 * @param room  for what stands over the highest bar, as a share of its height
 */
function makeAxis(levels: readonly Quantity[], room: number): CutAxis {
  const values = levels.map(Number);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const span = highest - lowest;
  const isCut = span < highest / 4;
  const bottom = isCut ? lowest - span * 0.8 : Math.min(0, lowest);
  const range: [number, number] = [bottom, highest + (highest - bottom) * room];
  return { axis: { ...numberAxis, range, tickvals: [], ticktext: [], showgrid: false, zeroline: !isCut }, isCut };
}

/** A white line through a bar whose foot is not shown. */
function makeCut(place: number): Record<string, unknown> {
  const line = { color: "#ffffff", width: 3 };
  return { type: "line", yref: "paper", x0: place - 0.4, x1: place + 0.4, y0: 0.05, y1: 0.09, line };
}
