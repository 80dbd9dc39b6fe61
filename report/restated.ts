import { html, type SafeHtml } from "@remix-run/html-template";
import {
  formatAmount,
  formatCount,
  formatMoney,
  headAmounts,
  type Messages,
  nameDay,
  nameMonth,
  type Table,
} from "@tillbook/charts";
import {
  type Causes,
  compareMonths,
  type FileChange,
  listCauses,
  type MovedMonth,
  type Provenance,
  type Receipt,
  type ShownTable,
} from "@tillbook/provenance";
import type { ArchivedReport } from "./archive.js";
import type { Chapter } from "./chapters.js";
import { compareTables } from "./compare-tables.js";
import { joinLines } from "./html.js";
import { renderTable } from "./table.js";
import { makeNameTranslator } from "./translate-names.js";

/** What has changed since an earlier report of the same period and store. */
export interface Restated {
  /** Last day of the data of that report, ISO; null where it had none. */
  lastDay: string | null;
  months: MovedMonth[];
  causes: Causes;
  /** How many numbers of a section have changed, by its title; none where the earlier data had other days. */
  sections: { title: string; count: number }[];
}

/** A report that is being made: what it will have in its provenance. */
export type NewReport = Pick<Provenance, "manifests" | "origin"> & { tables: readonly ShownTable[] };

/**
 * Finds what has changed since the report before; undefined where no sum of a month and no other number has.
 * @param before  the newest report that is superseded
 */
export function findRestated(
  before: ArchivedReport,
  now: NewReport,
  messages: Messages,
  locales: Readonly<Record<string, Messages>>,
): Restated | undefined {
  const was = before.provenance;
  const is: Provenance = { ...was, manifests: now.manifests, origin: now.origin };
  const months = compareMonths(was, is);
  const sections = haveSameDays(was, is) ? countMoves(was, now, messages, locales) : [];
  if (months.length === 0 && sections.length === 0) return undefined;
  return { lastDay: before.receipt.last_day, months, causes: listCauses(was, is), sections };
}

/** Whether both reports are of the same days: else it is no news that their numbers differ. */
function haveSameDays(was: Provenance, is: Provenance): boolean {
  const [then, now] = [was, is].map(({ manifests }) => {
    const { first, last } = (manifests["plot"]?.["period"] ?? {}) as { first?: string; last?: string };
    const [firstDay, lastDay] = ["first_day", "last_day"].map((key) => String(manifests["import"]?.[key]));
    const start = first !== undefined && first > firstDay! ? first : firstDay;
    const end = last !== undefined && last < lastDay! ? last : lastDay;
    return `${start} ${end}`;
  });
  return then === now;
}

function countMoves(
  { tables, language, manifests }: Provenance,
  now: NewReport,
  messages: Messages,
  locales: Readonly<Record<string, Messages>>,
): Restated["sections"] {
  const from = locales[language];
  if (tables === undefined || from === undefined) return [];
  const then = { ...from, numbers: { ...from.numbers, currency: messages.numbers.currency } };
  const translate = makeNameTranslator(then, messages, readYears(manifests));
  const compared = compareTables({ tables, messages: then }, { tables: now.tables, messages }, messages, translate);
  const counts = new Map<string, number>();
  for (const { title, moves } of compared)
    if (moves.length > 0) counts.set(title, (counts.get(title) ?? 0) + moves.length);
  return [...counts].map(([title, count]) => ({ title, count }));
}

/** Reads the first and the last year of the data. */
export function readYears({ import: imported }: Provenance["manifests"]): [number, number] {
  const [first, last] = [imported?.["first_day"], imported?.["last_day"]].map((day) => Number(String(day).slice(0, 4)));
  return first && last ? [first, last] : [0, -1];
}

/** Most months that are named in sentences. */
const mostSaid = 3;

/** Says what has changed, e.g. "January 2026 was €833,759.01, is now €841,002.10: 2 files corrected, 1,204 more rows." */
export function describeRestated({ months, causes, sections, lastDay }: Restated, messages: Messages): string[] {
  const { restated } = messages;
  const why = describeCauses(causes, messages);
  if (months.length === 0) {
    const count = sections.reduce((total, section) => total + section.count, 0);
    return [restated.onlyOthers(count, why)];
  }
  const say = (month: MovedMonth): string => describeMonth(month, messages);
  if (months.length <= mostSaid) return months.map((month) => restated.because(say(month), why));
  const day = lastDay === null ? "" : nameDay(lastDay, messages);
  const most = months.reduce((a, b) => (sizeOf(a) >= sizeOf(b) ? a : b));
  return [restated.because(restated.several(months.length, day, say(most)), why)];
}

function describeMonth({ month, was, is, until }: MovedMonth, messages: Messages): string {
  const { restated } = messages;
  const name = nameMonth(toMonthNumber(month), messages);
  const [old, now] = [was, is].map(({ cents }) => formatMoney(cents, messages));
  const isCountOnly = was.cents === is.cents;
  const text = isCountOnly
    ? restated.sales(name, formatCount(was.sales, messages), formatCount(is.sales, messages))
    : restated.month(name, String(old), String(now));
  return until === undefined ? text : restated.until(text, nameDay(until, messages));
}

function sizeOf({ was, is }: MovedMonth): bigint {
  const change = is.cents - was.cents;
  return change < 0n ? -change : change;
}

function toMonthNumber(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return year * 12 + number - 1;
}

/** Lists the causes in a few words each, e.g. "2 files corrected, 1,204 more rows". */
export function describeCauses(causes: Causes, { restated }: Messages): string[] {
  const { files, hasOtherFiles, changedInDatabase, settings, hasOtherQueries, versions } = causes;
  const kinds = ["corrected", "added", "removed", "reread"] as const;
  const parts = kinds.flatMap((kind) => (files[kind].length === 0 ? [] : [restated.files[kind](files[kind].length)]));
  const changed = kinds.flatMap((kind) => files[kind]);
  const rows = changed.reduce((total, file) => total + file.rows[1] - file.rows[0], 0);
  const all = changed.reduce((total, file) => total + file.rows[1], 0);
  if (changed.length > 0) parts.push(rows === 0 ? restated.rows(all) : restated.rowsMore(rows));
  if (hasOtherFiles) parts.push(restated.otherFiles);
  if (changedInDatabase.includes(true)) parts.push(restated.database);
  if (settings.length > 0) parts.push(restated.settings);
  if (hasOtherQueries) parts.push(restated.queries);
  if (parts.length === 0 && versions.length > 0) parts.push(restated.program);
  return parts;
}

/** Renders what has changed as a chapter: sentences, the months, and the files that are the cause. */
export function renderRestated(restated: Restated, messages: Messages): Chapter {
  const { months, causes, sections, lastDay } = restated;
  const { title, intro, noData, others, section, filesCaption } = messages.restated;
  const texts = describeRestated(restated, messages);
  const files = tabulateFiles(causes, messages);
  const parts = [
    html`<p>${lastDay === null ? noData : intro(nameDay(lastDay, messages))}</p>`,
    ...texts.map((text) => html`<p>${text}</p>`),
    ...(months.length > 1
      ? [renderTable(tabulateMonths(months, messages), messages, { name: "restated-months", caption: title })]
      : []),
    ...(months.length > 0 && sections.length > 0
      ? [html`<p>${others(messages.list(sections.map(({ title, count }) => section(title, count))))}</p>`]
      : []),
    ...(files.rows.length > 0 ? [renderTable(files, messages, { name: "restated-files", caption: filesCaption })] : []),
  ];
  return { id: "restated", title: html`${title}`, body: joinLines(parts), figures: [] };
}

/** Renders the notice on the cover; undefined where only months have changed of which the data was not complete. */
export function renderRestatedNotice(restated: Restated, messages: Messages): SafeHtml | undefined {
  if (restated.months.length > 0 && restated.months.every(({ until }) => until !== undefined)) return undefined;
  const { short, title } = messages.restated;
  const [before, after] = messages.report.changedDetails("\0").split("\0");
  return html`<p class="notice" role="note"><strong>${short}</strong> ${describeRestated(restated, messages).join(" ")} ${before}<a href="#restated">${title}</a>${after}</p>`;
}

/** Makes the table of months: then, now, and the change. */
export function tabulateMonths(months: readonly MovedMonth[], messages: Messages): Table {
  const { labels, calendar, restated } = messages;
  const sign = (change: bigint, text: string): string => (change > 0n ? `+${text}` : text);
  return {
    columns: [
      { label: calendar.units.month, align: "left" },
      ...[restated.was, restated.is, labels.change].map((label) => ({
        label: headAmounts(label, messages),
        align: "right" as const,
      })),
      { label: restated.salesThen, align: "right" },
      { label: restated.salesNow, align: "right" },
    ],
    rows: months.map(({ month, was, is, until }) => [
      `${nameMonth(toMonthNumber(month), messages)}${until === undefined ? "" : ` ${restated.untilShort(nameDay(until, messages))}`}`,
      formatAmount(was.cents, messages),
      formatAmount(is.cents, messages),
      sign(is.cents - was.cents, formatAmount(is.cents - was.cents, messages)),
      formatCount(was.sales, messages),
      formatCount(is.sales, messages),
    ]),
  };
}

/** Most files that are listed. */
const mostFiles = 20;

/** Makes the table of the files that are the cause. */
export function tabulateFiles({ files }: Causes, messages: Messages, most = mostFiles): Table {
  const { manifests, restated } = messages;
  const list = (["corrected", "added", "removed", "reread"] as const).flatMap((kind) =>
    files[kind].map((file) => ({ file, what: restated.kinds[kind] })),
  );
  const shown = list.length > most ? list.slice(0, most - 1) : list;
  const row = ({ rows, cents }: Pick<FileChange, "rows" | "cents">): string[] => [
    ...rows.map((count) => formatCount(count, messages)),
    ...cents.map((amount) => formatAmount(amount, messages)),
  ];
  const rest = list.slice(shown.length).map(({ file }) => file);
  const sum = {
    rows: [0, 1].map((i) => rest.reduce((total, { rows }) => total + rows[i as 0], 0)) as [number, number],
    cents: [0, 1].map((i) => rest.reduce((total, { cents }) => total + cents[i as 0], 0n)) as [bigint, bigint],
  };
  return {
    columns: [
      { label: manifests.file, align: "left" },
      { label: restated.what, align: "left" },
      { label: restated.rowsThen, align: "right" },
      { label: restated.rowsNow, align: "right" },
      { label: headAmounts(restated.amountThen, messages), align: "right" },
      { label: headAmounts(restated.amountNow, messages), align: "right" },
    ],
    rows: [
      ...shown.map(({ file, what }) => [file.name, what, ...row(file)]),
      ...(rest.length > 0 ? [[restated.moreFiles(rest.length), "", ...row(sum)]] : []),
    ],
  };
}

/** Makes the table of the reports that a report supersedes. */
export function tabulateReceipts(receipts: readonly Receipt[], messages: Messages): Table {
  const { restated, manifests } = messages;
  return {
    columns: [
      { label: restated.dataUntil, align: "left" },
      { label: manifests.file, align: "left" },
      { label: manifests.labels.sha256, align: "left" },
    ],
    rows: receipts.flatMap(({ last_day, checksums }) =>
      Object.entries(checksums).map(([name, checksum]) => [
        last_day === null ? "–" : nameDay(last_day, messages),
        name,
        checksum,
      ]),
    ),
  };
}
