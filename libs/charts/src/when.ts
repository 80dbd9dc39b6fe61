import { type Days, findWeekday, listDays } from "@tillbook/pipeline";
import { nameHour } from "./calendar.js";
import type { DayPeak, HourPeak, Messages } from "./locale/index.js";
import { averageAmount, formatMoney } from "./money.js";
import { formatShare } from "./numbers.js";
import { countDistinct, type Quantity, quantity, sum, toQuantity } from "./quantity.js";
import type { Group } from "./ranking.js";
import { compareGroups, joinUnnamed } from "./sentences.js";
import { type CommonPeak, findCarrier, findCommonPeak, listPeaks, type StorePeak } from "./store-peaks.js";
import { countStores } from "./stores.js";
import { groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";
import { listTimed, type TimeSalesRow } from "./time-rows.js";
import { differNotably, findNotable, type HourVariation, type Mean } from "./variation.js";
import { getOpenDays, listWeekdays, type Weekday } from "./weekdays.js";

/**
 * Says which days of the week stand out per open day, and in how many stores; which the data doesn't have, and on which nothing was
 * sold. Markdown.
 * @param span  the days of the rows, by default at least a week
 * @param variation  of a day, as `measureDays` measures it; by default every difference counts
 */
export function describeWeekdays(
  rows: readonly TimeSalesRow[],
  messages: Messages,
  span?: Days,
  variation = 0,
): string {
  const { sentences, calendar, when } = messages;
  const days = listWeekdays(rows, messages);
  const known = new Set(span ? listDays(span.first, span.last).map(findWeekday) : allWeekdays);
  const others = allWeekdays.filter((weekday) => days.every((day) => day.weekday !== weekday));
  const list = (some: readonly number[]): string => messages.list(some.map(calendar.weekday));
  const [closed, missing] = [true, false].map((is) => others.filter((weekday) => known.has(weekday) === is));
  const isMean = days.length > 1 && days.every(({ openDays }) => openDays !== undefined);
  return [
    ...(isMean
      ? compareWeekdays(days, rows, messages, variation)
      : [
          compareGroups(
            "weekday",
            days,
            countDistinct(rows, "weekday"),
            sum(rows, "revenue"),
            messages,
            ({ highest }) => sentences.weekdays(highest),
          ),
        ]),
    ...(days.length > 1 && closed!.length > 0 ? [sentences.closed(list(closed!))] : []),
    ...(days.length > 1 && missing!.length > 0 ? [when.missingDays(list(missing!))] : []),
  ].join(" ");
}

const allWeekdays = [1, 2, 3, 4, 5, 6, 7];

function compareWeekdays(
  days: readonly Weekday[],
  rows: readonly TimeSalesRow[],
  messages: Messages,
  variation: number,
): string[] {
  const { when } = messages;
  if (!Number.isFinite(variation)) return [when.fewWeeks];
  const means = days.map((day) => ({ ...day, mean: Number(day.perDay), variation }));
  const { highest, lowest } = findNotable(means);
  const say = (day: Weekday): DayPeak => ({
    name: day.name,
    perDay: formatMoney(averageAmount(day.revenue, day.openDays!, messages), messages),
    booked: formatMoney(day.revenue, messages),
  });
  const sorted = [...means].sort((a, b) => a.mean - b.mean);
  const carrier = highest?.length === 1 ? findCarrier(rows, getWeekday, getOpenDays) : undefined;
  const stores = countStores(rows);
  const few = days.filter((day) => day.stores.sign > 0 && day.stores.times(2).compare(stores) < 0);
  const carried =
    carrier && when.carried(nameStore(carrier.store, messages), messages.calendar.weekday(carrier.without));
  if (sorted.at(-1)!.mean <= 0) return [when.rangeDays(say(sorted[0]!), say(sorted.at(-1)!))];
  return [
    ...(highest === undefined && lowest === undefined
      ? [(differNotably(means) ? when.rangeDays : when.alikeDays)(say(sorted[0]!), say(sorted.at(-1)!))]
      : []),
    ...(highest ? [when.strongestDays(highest.map(say))] : []),
    ...(carried ? [carried] : []),
    ...(lowest ? [when.weakestDays(lowest.map(say))] : []),
    ...few.map((day) => when.fewStores(day.name, day.stores, stores)),
  ];
}

function getWeekday({ weekday }: TimeSalesRow): number {
  return weekday;
}

/** An hour of the day, and what was sold in it. */
interface Hour extends Group {
  key: number;
  hour: Quantity;
}

/**
 * Says which hours stand out, with their parts of the revenue, and at which hour most stores peak; where one store alone makes an
 * hour the strongest, it says that. Markdown.
 * @param variation  of each hour's part of a day, as `measureHours` measures it; by default every difference counts
 */
export function describeHours(rows: readonly TimeSalesRow[], messages: Messages, variation?: HourVariation): string {
  const { sentences } = messages;
  const timed = listTimed(rows);
  if (timed.length === 0 && rows.length > 0) return sentences.noTimes;
  const hours = listHourGroups(timed, messages);
  const carrier = findHourCarrier(timed);
  const all = sum(timed, "revenue");
  const peaks = listPeaks(timed);
  const common = peaks.length > 2 ? findCommonPeak(peaks) : undefined;
  const stores = common && sayCommonPeak(common, peaks, timed, messages);
  const means = hours.map((hour) => readMean(hour, variation));
  const notable = findNotable(means);
  const first = notable.highest?.reduce((most, hour) => (hour.mean > most.mean ? hour : most));
  const said =
    carrier !== undefined && first !== undefined && all.sign > 0
      ? [...(stores ? [stores] : []), sayCarrier(first.group, carrier.store, carrier.without)]
      : [variation ? sayNotable() : comparePlain(), ...(stores ? [stores] : [])];
  return joinUnnamed(said.join(" "), rows, timed, sentences.untimed, messages);

  function comparePlain(): string {
    const size = countDistinct(timed, "hour");
    return compareGroups("hour", hours, size, all, messages, ({ highest, lowest }) => sentences.hours(highest, lowest));
  }

  function sayNotable(): string {
    const { when } = messages;
    if (hours.length === 1 || all.sign <= 0) return comparePlain();
    if (![...variation!.hours.values()].some(Number.isFinite)) return when.fewDays;
    const say = ({ group }: HourMean): HourPeak => sayHour(group);
    const sorted = [...hours].sort((a, b) => a.revenue.compare(b.revenue));
    const { highest, lowest } = notable;
    const sayRange = differNotably(means) ? when.rangeHours : when.alikeHours;
    return [
      ...(highest ? [when.strongestHours(highest.map(say))] : []),
      ...(lowest ? [when.quietestHours(lowest.map(say))] : []),
      ...(highest || lowest ? [] : [sayRange(sayHour(sorted[0]!), sayHour(sorted.at(-1)!))]),
    ].join(" ");
  }

  function sayHour({ name, revenue }: Group): HourPeak {
    return { name, share: formatShare(revenue, all, messages) };
  }

  function sayCarrier(hour: Hour, store: string, without: number): string {
    const others = timed.filter((row) => row.store !== store);
    const next = hours.find(({ key }) => key === without)!;
    const own = others.filter((row) => row.hour === without);
    return messages.when.carriedHour(nameStore(store, messages), sayHour(hour), {
      name: next.name,
      share: formatShare(sum(own, "revenue"), sum(others, "revenue"), messages),
    });
  }
}

/** Names a store in Markdown, a bare number with its noun. */
function nameStore(store: string, messages: Messages): string {
  return escapeMarkdown(messages.nameStore(store));
}

/** Finds the store without which another hour is the strongest. */
export function findHourCarrier(rows: readonly TimeSalesRow[]): { store: string; without: number } | undefined {
  return findCarrier(listTimed(rows), ({ hour }) => hour);
}

function listHourGroups(timed: readonly TimeSalesRow[], messages: Messages): Hour[] {
  return groupRows(timed, (row) => row.hour).map((group) => {
    const hour = quantity(group.rows[0]!, "hour");
    return { ...group, hour, name: nameHour(hour, messages) };
  });
}

interface HourMean extends Mean {
  group: Hour;
}

function readMean(group: Hour, known: HourVariation | undefined): HourMean {
  const variation = known ? (known.hours.get(group.key) ?? Number.POSITIVE_INFINITY) : 0;
  return { group, mean: Number(group.revenue), days: known?.days ?? 1, variation };
}

/** Finds the hour that alone is the strongest beyond what hours vary by themselves, and not by one store alone. */
export function findPeakHour(
  rows: readonly TimeSalesRow[],
  messages: Messages,
  variation?: HourVariation,
): Hour | undefined {
  const timed = listTimed(rows);
  const { highest } = findNotable(listHourGroups(timed, messages).map((hour) => readMean(hour, variation)));
  const [first, ...others] = highest ?? [];
  const isAlone = first !== undefined && others.length === 0 && first.mean > 0;
  return isAlone && findHourCarrier(timed) === undefined ? first.group : undefined;
}

/** So many stores that peak at another hour are named. */
const mostNamed = 3;

/** Says at which hour most stores peak, and which few do not. @param name  of a store, by default in Markdown */
export function sayCommonPeak(
  common: CommonPeak,
  peaks: readonly StorePeak[],
  rows: readonly TimeSalesRow[],
  messages: Messages,
  name = (store: string): string => nameStore(store, messages),
): string {
  const { hour, stores, isExact, others } = common;
  return messages.when.storesPeak({
    stores: countNamed(stores, rows),
    of: countPeaks(peaks, rows),
    hour: namePeakHour(hour, rows, messages),
    isExact,
    others:
      others.length > mostNamed
        ? []
        : others.map((other) => ({ store: name(other.store), hour: namePeakHour(other.hour, rows, messages) })),
  });
}

/** Counts the stores of a list. @param rows  of all stores */
export function countNamed(stores: readonly string[], rows: readonly TimeSalesRow[]): Quantity {
  const known = new Set(stores);
  return countStores(rows.filter(({ store }) => known.has(store)));
}

/** Counts the stores whose hours are known. */
export function countPeaks(peaks: readonly StorePeak[], rows: readonly TimeSalesRow[]): Quantity {
  return countNamed(
    peaks.map(({ store }) => store),
    rows,
  );
}

/** Names an hour of the rows. */
export function namePeakHour(hour: number, rows: readonly TimeSalesRow[], messages: Messages): string {
  const row = rows.find((row) => row.hour === hour);
  return nameHour(row ? quantity(row, "hour") : toQuantity(hour), messages);
}
