import { makeHourAxis } from "./axis.js";
import { listHours, nameHour } from "./calendar.js";
import { type Figure, makeColumns, type Table, type Trace } from "./figure.js";
import { roundScaled } from "./fraction.js";
import type { Messages } from "./locale/index.js";
import { toUnits } from "./money.js";
import { formatPercent } from "./numbers.js";
import { count, type Quantity, sum, toQuantity } from "./quantity.js";
import { addHours, findCommonPeak, listPeaks } from "./store-peaks.js";
import { countStores, rankStores } from "./stores.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout, numberAxis, palette } from "./theme.js";
import { listTimed, type TimeSalesRow } from "./time-rows.js";
import { countNamed, countPeaks, namePeakHour, sayCommonPeak } from "./when.js";

/** So many stores have a chart: where there are more, half of them are the largest, and half those that differ most. */
const mostStores = 12;

/** So many charts stand side by side. */
const mostColumns = 3;

const heightPx = 118;
const chainColor = "#7b8794";

/** A row of all stores together. */
export type ChainHourRow = Pick<TimeSalesRow, "hour" | "revenue">;

/** Parts of a day's revenue, one for each hour of the charts. */
interface Profile {
  shares: Quantity[];
}

interface StoreProfile extends Profile {
  store: string;
  /** Its name in full, and short and escaped for Plotly. */
  name: string;
  label: string;
}

/**
 * Draws for each store which part of its revenue each hour of the day has, against that of the chain: small lines side by side, all
 * on one scale from zero. Of more than twelve stores, the six largest and the six that differ most from the chain beyond what so few
 * sales differ by themselves.
 * @param chain  rows of all stores, in the report of one; by default those of the stores
 * @returns undefined where there is no other store, or only one hour
 */
export function storeHours(
  all: readonly TimeSalesRow[],
  messages: Messages,
  chain: readonly ChainHourRow[] = all,
): Figure | undefined {
  const rows = listTimed(all);
  const ofChain = listTimed(chain);
  const stores = new Map(
    [...Map.groupBy(rows, ({ store }) => store)].filter(([store, own]) => store !== "" && sum(own, "revenue").sign > 0),
  );
  if (stores.size < (chain === all ? 2 : 1) || sum(ofChain, "revenue").sign <= 0) return undefined;
  const hours = listHours(ofChain);
  if (hours.length < 2) return undefined;
  const chosen = chooseStores(stores, rows);
  const labels = shortenNames(chosen.map(messages.nameStore), 13).map(escapePlotly);
  const profiles = chosen.map((store, i): StoreProfile => {
    const name = isolateName(messages.nameStore(store));
    return { store, name, label: labels[i]!, shares: readShares(stores.get(store)!) };
  });
  const average = readShares(ofChain);
  const columns = Math.min(mostColumns, profiles.length);
  const lines = Math.ceil(profiles.length / columns);
  const axis = makeShareAxis();
  const peaks = listPeaks(rows);
  const common = peaks.length > 2 ? findCommonPeak(peaks) : undefined;
  const axes = profiles.map((_, i) => makeAxes(i));
  return {
    data: profiles.flatMap((profile, i) => draw(profile, i)),
    layout: {
      ...makeLayout(40 + heightPx * lines, [messages.labels.store, messages.labels.chain].map(makeLabel), messages),
      ...Object.assign({}, ...axes),
      annotations: profiles.map(({ label }, i) => ({
        xref: `x${nameAxis(i)} domain`,
        yref: `y${nameAxis(i)} domain`,
        ...{ x: 0, y: 1, xanchor: "left", yanchor: "bottom", showarrow: false },
        text: `<b>${label}</b>`,
        font: { size: 11.5 },
      })),
      meta: { name: "store-hours", title: makeTitle(), alt: describe(), table: makeTable() },
    },
  };

  function readShares(own: readonly ChainHourRow[]): Quantity[] {
    const revenue = sum(own, "revenue");
    const byHour = Map.groupBy(own, ({ hour }) => hour);
    return hours.map((hour) => sum(byHour.get(Number(hour)) ?? [], "revenue").over(revenue));
  }

  function makeLabel(label: string): { label: string } {
    return { label };
  }

  /** Axes are named "x", "x2", "x3" … */
  function nameAxis(i: number): string {
    return i === 0 ? "" : String(i + 1);
  }

  function makeShareAxis(): { range: [number, number]; tickvals: number[]; ticktext: string[] } {
    const shares = [average, ...profiles.map(({ shares }) => shares)].flat();
    const percents = shares.map((share) => Number(roundScaled(share, 1000n)) / 10);
    const [lowest, highest] = [Math.min(0, ...percents), Math.max(...percents)];
    const step = [1, 2, 5, 10, 20, 50, 100].find((step) => step * 3 > highest) ?? 100;
    const ticks = [0, step, 2 * step].filter((tick) => tick <= highest);
    return {
      range: [(lowest * 1.1) / 100, (highest * 1.1) / 100],
      tickvals: ticks.map((tick) => tick / 100),
      ticktext: ticks.map((tick) => formatPercent(toQuantity(tick).over(100), messages, 0)),
    };
  }

  function makeAxes(i: number): Record<string, unknown> {
    const [column, line] = [i % columns, Math.floor(i / columns)];
    const [first, end] = [Number(hours[0]), Number(hours.at(-1)) + 1];
    const hourAxis = makeHourAxis(first, end, messages);
    const middle = first + Math.round((end - first) / 2);
    const keep = (hourAxis.tickvals as number[]).map((hour) => hour === first || hour === middle);
    const pick = <T>(items: readonly T[]): T[] => items.filter((_, t) => keep[t]);
    const [gap, top] = [0.03, 0.2];
    return {
      [`xaxis${nameAxis(i)}`]: {
        ...hourAxis,
        tickvals: pick(hourAxis.tickvals as number[]),
        ticktext: pick(hourAxis.ticktext as string[]),
        domain: [column / columns + (column === 0 ? 0 : gap), (column + 1) / columns - gap / 3],
        anchor: `y${nameAxis(i)}`,
        tickfont: { ...hourAxis.tickfont, size: 11.5 },
      },
      [`yaxis${nameAxis(i)}`]: {
        ...numberAxis,
        ...axis,
        domain: [1 - (line + 1 - top) / lines, 1 - (line + top) / lines],
        anchor: `x${nameAxis(i)}`,
        showticklabels: column === 0,
      },
    };
  }

  function draw({ name, shares }: StoreProfile, i: number): Trace[] {
    const place = { xaxis: `x${nameAxis(i)}`, yaxis: `y${nameAxis(i)}` };
    const line = (label: string, values: readonly Quantity[], color: string, width: number): Trace => ({
      type: "scatter",
      mode: "lines",
      ...place,
      name: label,
      legendgroup: label,
      showlegend: i === 0,
      x: hours.map((hour) => Number(hour) + 0.5),
      y: values.map((value) => toUnits(value, messages)),
      customdata: hours.map((hour, h) => [
        label === messages.labels.chain ? label : escapePlotly(name),
        nameHour(hour, messages),
        formatPercent(values[h]!, messages),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<extra></extra>",
      line: { color, width },
    });
    const { chain, store } = messages.labels;
    return [line(chain, average, chainColor, 1.2), line(store, shares, palette[0], 2)];
  }

  function sayPeak(): string | undefined {
    return common && sayCommonPeak(common, peaks, rows, messages, nameStore);
  }

  function nameStore(store: string): string {
    return isolateName(messages.nameStore(store));
  }

  function makeTitle(): string {
    if (common?.isExact) return sayPeak()!.replace(/\.$/, "");
    const [other, ...others] = common?.others ?? [];
    if (common && other && others.length === 0) {
      const hour = namePeakHour(other.hour, rows, messages);
      return messages.storeHours.title(
        nameStore(other.store),
        hour,
        countNamed(common.stores, rows),
        countPeaks(peaks, rows),
      );
    }
    const [shown, all] = [count(listOne()), countStores(rows)];
    const several =
      profiles.length < stores.size ? messages.storeHours.some(shown, all) : messages.counts.stores(shown);
    return messages.storeHours.plainTitle(profiles.length === 1 ? profiles[0]!.name : several);
  }

  function describe(): string {
    return messages.storeHours.alt({
      stores: profiles.length === 1 ? profiles[0]!.name : messages.counts.stores(count(listOne())),
      isChosen: profiles.length < stores.size,
      from: hours[0]!,
      to: hours.at(-1)!.plus(1),
      peak: sayPeak(),
    });
  }

  /** A row of each store that is shown. */
  function listOne(): TimeSalesRow[] {
    return profiles.map(({ store }) => stores.get(store)![0]!);
  }

  function makeTable(): Table {
    const { labels, storeHours } = messages;
    const line = (name: string, { shares }: Profile): string[] => {
      const sorted = shares.map((share, h) => ({ share, h })).sort((a, b) => b.share.compare(a.share) || a.h - b.h);
      const { share, h } = sorted[0]!;
      return [
        name,
        nameHour(hours[h]!, messages),
        ...[share, average[h]!].map((part) => formatPercent(part, messages)),
      ];
    };
    return {
      columns: makeColumns([labels.store, storeHours.strongest], [storeHours.share, storeHours.chainShare]),
      rows: [...profiles.map((profile) => line(profile.name, profile)), line(labels.chain, { shares: average })],
    };
  }
}

/** Chooses the stores that have a chart, the largest first. */
function chooseStores(stores: ReadonlyMap<string, readonly TimeSalesRow[]>, rows: readonly TimeSalesRow[]): string[] {
  const ranking = rankStores(rows).filter((store) => stores.has(store));
  if (ranking.length <= mostStores) return ranking;
  const chain = readParts(rows);
  const [largest, others] = [ranking.slice(0, mostStores / 2), ranking.slice(mostStores / 2)];
  const different = others
    .map((store) => ({ store, by: findDifference(stores.get(store)!, chain) }))
    .sort((a, b) => b.by - a.by)
    .slice(0, mostStores / 2)
    .map(({ store }) => store);
  return [...largest, ...others.filter((store) => different.includes(store))];
}

/**
 * Finds which part of a store's revenue is at other hours than the chain's, less what is to be expected of so few sales, whose
 * counts vary by their root.
 */
function findDifference(rows: readonly TimeSalesRow[], chain: ReadonlyMap<number, number>): number {
  const [own, sales] = [readParts(rows), rows.reduce((sum, row) => sum + row.sales, 0)];
  return [...chain].reduce((sum, [hour, part]) => {
    const expected = Math.sqrt((part * (1 - part)) / Math.max(1, sales));
    return sum + (Math.abs((own.get(hour) ?? 0) - part) - expected) / 2;
  }, 0);
}

function readParts(rows: readonly TimeSalesRow[]): Map<number, number> {
  const hours = addHours(rows);
  const all = [...hours.values()].reduce((sum, { revenue }) => sum + revenue, 0);
  return new Map([...hours].map(([hour, { revenue }]) => [hour, revenue / all]));
}
