import { TillbookError } from "@tillbook/pipeline";
import { layOver } from "./columns-file.js";
import type { ColumnsSpec } from "./columns-spec.js";
import { choosePlace, describeColumns, explainColumn, suggestAmounts, suggestDates } from "./header-hints.js";
import {
  findAmountsKind,
  findHeaderCurrency,
  findKnownName,
  foldBareName,
  foldName,
  isCurrencyName,
} from "./header-names.js";
import type { Layout, RowRule, Term } from "./layout.js";
import { findProfile, type Profile } from "./profiles.js";
import { type Choice, OpenQuestion } from "./questions.js";
import { refuseRepeatedTotals } from "./repeated-totals.js";
import { findRowDoubts, type RowDoubt } from "./row-doubts.js";
import { type ColumnName, columnNames, isLenient } from "./schema.js";
import { refuseUnreadDiscounts } from "./unread-discounts.js";

/** The row with the names of the columns, and where ours are in it. */
export interface Header {
  delimiter: string;
  /** Line in which it begins, from 1. */
  line: number;
  /** All names, in the file's order. */
  names: string[];
  /** Our columns, in the file's order, then those that are in no column of the file. */
  fields: HeaderField[];
  /** Names of the columns that are not read. */
  ignored: string[];
  /** The settings of `columns.json` over those of the profile. */
  settings: ColumnsSpec;
  /** Name of the profile by which the file is read. */
  profile?: string;
  /** Name of the system whose reports tell the same sales in several ways. */
  system?: string;
  layout?: Layout;
  currency?: string;
  /** Place of a column that has each row's currency. */
  currencyAt?: number;
  amounts?: "net" | "gross";
}

/** One of our columns, and its place; behind the last column of the file, where its value is computed or the same in all rows. */
export interface HeaderField {
  column: ColumnName;
  at: number;
  /** The value of all rows. */
  text?: string;
  /** What an empty cell stands for. */
  empty?: string;
}

/** A header, and the columns of which the file has more than one. */
export interface Mapped {
  header: Header;
  /** Places of the candidates. */
  ties: { column: ColumnName; places: number[] }[];
}

/**
 * Maps the names of a header to our columns: by `columns.json`, by a profile, or by the names that are known. `sample` are the
 * first rows, which tell what some columns are about.
 */
export function readHeader(
  file: string,
  { delimiter, line }: Pick<Header, "delimiter" | "line">,
  names: string[],
  spec: ColumnsSpec,
  sample: readonly (readonly string[])[] = [],
): Mapped {
  const profile = spec.profile === "none" ? undefined : findProfile(names, spec.profile);
  if (spec.profile !== undefined && spec.profile !== "none" && profile === undefined)
    throw unknownProfile(file, spec.profile);
  const settings = mergeSettings(profile, spec, names);
  const targets = mapNames(names, settings, profile !== undefined);
  const fields: HeaderField[] = [];
  const ties: Mapped["ties"] = [];
  for (const column of columnNames) {
    const places = targets.get(column) ?? [];
    if (places.length > 1) ties.push({ column, places });
    const empty = settings.empty?.[column];
    for (const at of places) fields.push({ column, at, ...(empty !== undefined && { empty }) });
  }
  fields.sort((a, b) => a.at - b.at);
  const layout = makeLayout(names, { settings, hasProfile: profile !== undefined, sample }, fields);
  addValues(file, names, settings, fields);
  const read = new Set([...fields.map(({ at }) => at), ...listPlaces(layout)]);
  const amountName = names[targets.get("amount")?.[0] ?? -1];
  const currency = settings.currency ?? (amountName === undefined ? undefined : findHeaderCurrency(amountName));
  const amounts = settings.amounts ?? (amountName === undefined ? undefined : findAmountsKind(amountName));
  // A rule that chooses rows by their currency is an answer, and so is that the column is not read.
  const isAnswered = (at: number): boolean =>
    read.has(at) || Object.keys(settings.columns ?? {}).some((name) => findPlaces(names, name).includes(at));
  const currencyAt = names.findIndex((name, at) => isCurrencyName(name) && !isAnswered(at));
  const header: Header = {
    delimiter,
    line,
    names,
    fields,
    ignored: names.filter((_, at) => !read.has(at)),
    settings,
    ...(profile !== undefined && { profile: profile.name }),
    ...(profile?.system !== undefined && { system: profile.system }),
    ...(layout !== undefined && { layout }),
    ...(currency !== undefined && { currency }),
    ...(currencyAt !== -1 && { currencyAt }),
    ...(amounts !== undefined && { amounts }),
  };
  return { header, ties };
}

/** Lays `columns.json` over a profile; what the profile says of a column does not hold where the user names another one for it. */
function mergeSettings(profile: Profile | undefined, spec: ColumnsSpec, names: readonly string[]): ColumnsSpec {
  if (profile === undefined) return spec;
  const { amount, amounts, zero, columns = {}, ...rest } = profile.settings;
  const own = Object.entries(spec.columns ?? {}).filter(([name]) => findPlaces(names, name).length > 0);
  const taken = new Set(own.map(([, column]) => column));
  const named = new Set(own.map(([name]) => foldName(name)));
  // Of several names for one column, versions of a system write one or the other: the first counts.
  const kept = Object.entries(columns)
    .filter(([name, column]) => !taken.has(column) && !named.has(foldName(name)) && findPlaces(names, name).length > 0)
    .filter(([, column], i, all) => all.findIndex(([, other]) => other === column) === i);
  const ownAmount = own.find(([, column]) => column === "amount")?.[0];
  const isSameAmount =
    spec.amount === undefined &&
    (ownAmount === undefined ||
      Object.entries(columns).some(([name, column]) => column === "amount" && foldName(name) === foldName(ownAmount)));
  const settings: ColumnsSpec = { ...rest, columns: Object.fromEntries(kept) };
  if (isSameAmount && amounts !== undefined) settings.amounts = amounts;
  if (ownAmount === undefined && spec.amount === undefined) {
    if (amount !== undefined) settings.amount = amount;
    if (zero !== undefined) settings.zero = zero;
  }
  return layOver(settings, spec);
}

/** Whether the amount is computed; an empty object says for some files that it is not. */
function isComputed({ amount = {} }: ColumnsSpec): boolean {
  return Object.keys(amount).length > 0;
}

/** Finds the places of each of our columns. */
function mapNames(names: readonly string[], settings: ColumnsSpec, hasProfile: boolean): Map<ColumnName, number[]> {
  const targets = new Map<ColumnName, number[]>();
  const explicit = new Set<number>();
  for (const [name, column] of Object.entries(settings.columns ?? {})) {
    for (const at of findPlaces(names, name)) {
      explicit.add(at);
      if (column !== null && column !== "" && column !== "not read")
        targets.set(column, [...(targets.get(column) ?? []), at]);
    }
  }
  // Of columns with one name, a number tells which is meant.
  for (const [name, column] of Object.entries(settings.columns ?? {})) {
    const [at] = /^#\d+$/.test(name.trim()) ? findPlaces(names, name) : [];
    if (at === undefined || column === null || column === "" || column === "not read") continue;
    for (const [other, places] of targets)
      targets.set(
        other,
        places.filter((place) => place !== at),
      );
    targets.set(column, [at]);
    for (const [other, places] of targets) if (places.length === 0) targets.delete(other);
  }
  // A computed amount takes the place of a column.
  if (isComputed(settings)) targets.delete("amount");
  if (hasProfile) return targets;
  const isOurs = names.includes("sold_on");
  const taken = new Set<ColumnName>([...targets.keys(), ...(isComputed(settings) ? ["amount" as const] : [])]);
  for (const column of Object.keys(settings.values ?? {})) taken.add(column as ColumnName);
  const ranks = new Map<ColumnName, number>();
  for (const [at, name] of names.entries()) {
    const known = findKnownName(name);
    if (known === undefined || explicit.has(at) || taken.has(known.column)) continue;
    const rank = isOurs && name === known.column ? -1 : known.rank;
    const best = ranks.get(known.column) ?? Number.POSITIVE_INFINITY;
    if (rank > best) continue;
    targets.set(known.column, rank < best ? [at] : [...(targets.get(known.column) ?? []), at]);
    ranks.set(known.column, rank);
  }
  // Nobody is asked which of two names is meant of a column that a report can do without: neither is read.
  for (const column of ranks.keys())
    if (isLenient(column) && (targets.get(column)?.length ?? 0) > 1) targets.delete(column);
  return targets;
}

/** Finds the columns of a name: those that have it as it is, or else in another spelling, or with a currency behind; `#4` is the fourth one. */
export function findPlaces(names: readonly string[], wanted: string): number[] {
  const places = (isSame: (name: string) => boolean): number[] =>
    names.flatMap((name, at) => (isSame(name) ? [at] : []));
  const exact = places((name) => name === wanted.trim());
  if (exact.length > 0) return exact;
  const [, number] = /^#(\d+)$/.exec(wanted.trim()) ?? [];
  if (number !== undefined) return Number(number) >= 1 && Number(number) <= names.length ? [Number(number) - 1] : [];
  const folded = foldName(wanted);
  if (folded === "") return [];
  const same = places((name) => foldName(name) === folded);
  return same.length > 0 ? same : places((name) => foldBareName(name) === folded);
}

/** Lists the columns that settings name besides `columns`. */
export function listNames({ columns = {}, amount = {}, rows = {}, refunds = {}, fill = [] }: ColumnsSpec): string[] {
  const { quantity, price, sum, discount } = amount;
  return [
    ...Object.keys(columns),
    ...[quantity, price, sum, discount].flatMap((name) => name ?? []),
    ...Object.keys(rows),
    ...Object.keys(refunds),
    ...fill,
  ];
}

function makeLayout(
  names: readonly string[],
  {
    settings,
    hasProfile,
    sample,
  }: { settings: ColumnsSpec; hasProfile: boolean; sample: readonly (readonly string[])[] },
  fields: HeaderField[],
): Layout | undefined {
  const rows = makeRules(names, settings.rows);
  const refunds = makeRules(names, settings.refunds);
  const fill = (settings.fill ?? []).flatMap((name) => findPlaces(names, name));
  const zero = Object.entries(settings.zero ?? {}).flatMap(([name, instead]) =>
    findPlaces(names, name).map((at) => ({ at, name, instead })),
  );
  const amount = makeTerms(names, settings, fields.find(({ column }) => column === "amount")?.at, refunds.length > 0);
  if (amount !== undefined) {
    const own = fields.findIndex(({ column }) => column === "amount");
    if (own !== -1) fields.splice(own, 1);
    fields.push({ column: "amount", at: names.length });
  }
  // Of a column that a user named, other values than the named ones may still be no sales.
  const answers = hasProfile ? [...rows, ...refunds] : rows.filter(({ isNot }) => !isNot);
  const named = new Set([...rows, ...refunds].map(({ at }) => at));
  const ruled = new Set([...answers, ...zero, ...fields, ...listTerms(amount)].map(({ at }) => at));
  const explicit = Object.keys(settings.columns ?? {}).flatMap((name) => findPlaces(names, name));
  for (const at of explicit) ruled.add(at);
  const amountName = names[fields.find(({ column }) => column === "amount")?.at ?? -1];
  const quantity = fields.find(({ column, at }) => column === "quantity" && !hasProfile && !explicit.includes(at));
  const doubts = findRowDoubts(names, !hasProfile, sample)
    .filter(({ at, kind }) => !ruled.has(at) && !(kind === "sign" && named.has(at)))
    .concat(quantity === undefined ? [] : [makeQuantityDoubt(quantity.at, names)])
    .map((doubt) => ({
      ...doubt,
      ...(amountName !== undefined && { amount: amountName }),
      leftOut: rows.find(({ at }) => at === doubt.at)?.values ?? [],
      negated: refunds.find(({ at }) => at === doubt.at)?.values ?? [],
    }));
  const parts = rows.length + refunds.length + fill.length + zero.length + doubts.length;
  if (parts === 0 && amount === undefined) return undefined;
  const amountAt = fields.find(({ column }) => column === "amount")?.at;
  return {
    ...(rows.length > 0 && { rows }),
    ...(fill.length > 0 && { fill }),
    ...(amount !== undefined && { amount }),
    ...(refunds.length > 0 && { refunds }),
    ...(zero.length > 0 && { zero }),
    ...(doubts.length > 0 && { doubts, amountAt }),
  };
}

/** Finds the column of articles of a file that no profile knows, where a discount among them may have a positive amount. */
export function findArticleDoubt({ names, fields, settings, profile, layout }: Header): RowDoubt | undefined {
  const at = fields.find(({ column }) => column === "article")?.at ?? -1;
  const name = names[at];
  const isAnswered = Object.keys(settings.columns ?? {}).some((key) => findPlaces(names, key).includes(at));
  if (name === undefined || profile !== undefined || isAnswered) return undefined;
  const negated = layout?.refunds?.find((rule) => rule.at === at)?.values ?? [];
  const leftOut = layout?.rows?.find((rule) => rule.at === at && rule.isNot)?.values ?? [];
  return { at, name, kind: "article", isUnknown: true, leftOut, negated };
}

/** A quantity that comes back has an amount that goes back. */
function makeQuantityDoubt(at: number, names: readonly string[]): RowDoubt {
  return { at, name: names[at] as string, kind: "quantity", isUnknown: true };
}

function makeRules(names: readonly string[], rules: ColumnsSpec["rows"] = {}): RowRule[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const isNot = typeof rule === "object" && !Array.isArray(rule);
    const values = [isNot ? rule.not : rule].flat().map((value) => value.trim().toLowerCase());
    return findPlaces(names, name)
      .slice(0, 1)
      .map((at) => ({ at, name: names[at] as string, values, isNot }));
  });
}

/** Makes the products whose sum is the amount; undefined where it is simply a column. */
function makeTerms(
  names: readonly string[],
  { amount }: ColumnsSpec,
  ownAt: number | undefined,
  hasRefunds: boolean,
): Term[] | undefined {
  if (amount === undefined) {
    if (!hasRefunds || ownAt === undefined) return undefined;
    return [{ factors: [{ at: ownAt, name: names[ownAt] as string }], isDiscount: false }];
  }
  const find = (name: string): Term["factors"] =>
    findPlaces(names, name)
      .slice(0, 1)
      .map((at) => ({ at, name: names[at] as string }));
  const { quantity, price, sum = [], discount = [] } = amount;
  if (Object.keys(amount).length === 0) return undefined;
  const product = [quantity, price].flatMap((name) => (name === undefined ? [] : [find(name)]));
  const terms = [
    { factors: product.flat(), isDiscount: false },
    ...[sum].flat().map((name) => ({ factors: find(name), isDiscount: false })),
    ...[discount].flat().map((name) => ({ factors: find(name), isDiscount: true })),
  ];
  // A name that the file does not have must not count as 1: then the file has no amount.
  const wanted = [quantity, price].filter((name) => name !== undefined).length;
  const isWhole =
    product.flat().length === wanted &&
    wanted !== 1 &&
    terms.slice(1).every(({ factors, isDiscount }) => isDiscount || factors.length > 0);
  return isWhole ? terms.filter(({ factors }) => factors.length > 0) : undefined;
}

/** Adds the values that are the same in all rows: those of `values`, and parts of the file's name. */
function addValues(
  file: string,
  names: readonly string[],
  { values = {}, name }: ColumnsSpec,
  fields: HeaderField[],
): void {
  const parts = name === undefined ? {} : (readName(name, file) ?? {});
  for (const [column, text] of Object.entries({ ...parts, ...values })) {
    const at = names.length + 1 + columnNames.indexOf(column as ColumnName);
    const own = fields.findIndex((field) => field.column === column);
    if (own !== -1) fields.splice(own, 1);
    fields.push({ column: column as ColumnName, at, text });
  }
}

/** Reads values from a file's name, e.g. the store from `{store}-*.csv`; undefined where the pattern does not match. */
function readName(pattern: string, file: string): Partial<Record<ColumnName, string>> | undefined {
  const source = pattern
    .replace(/[\\^$+.()|[\]]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    // A day has no letters, so that a store before it may have hyphens.
    .replaceAll("{sold_on}", "(?<sold_on>\\d[\\d._-]*\\d)")
    .replace(/\{(\w+)\}/g, "(?<$1>[^/]+?)");
  const match = new RegExp(`^(?:.*/)?${source}(?:\\.gz)?$`, "isu").exec(file);
  return match === null ? undefined : { ...match.groups };
}

function listTerms(amount: readonly Term[] = []): Term["factors"] {
  return amount.flatMap(({ factors }) => factors);
}

/** Lists the columns that a layout reads. */
export function listPlaces(layout: Layout | undefined): number[] {
  const { rows = [], refunds = [], zero = [], fill = [], amount = [] } = layout ?? {};
  return [...[...rows, ...refunds, ...zero, ...listTerms(amount)].map(({ at }) => at), ...fill];
}

/**
 * Checks that the date and the amount are known, and what `columns.json` names.
 * @throws TillbookError CSV_INVALID when one of them is missing, and when two columns could be one of ours
 */
export function checkHeader(
  file: string,
  { header, ties }: Mapped,
  sample: readonly string[][],
  spec: ColumnsSpec,
): void {
  expectSettings(file, header, spec);
  const [tie] = ties;
  if (tie !== undefined) throw askWhich(file, header, tie, sample);
  const found = header.fields.map(({ column }) => column);
  if (!found.includes("sold_on")) throw askForColumn(file, header, "sold_on", suggestDates(header, sample));
  if (!found.includes("amount")) throw askForColumn(file, header, "amount", suggestAmounts(header, sample));
  refuseRepeatedTotals(file, header, sample);
  refuseUnreadDiscounts(file, header, sample);
}

/** Makes the error for a header. */
function invalidHeader(file: string, problem: string, { line, names }: Header, hint: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${file}:${line}: ${problem}; it has ${describeColumns(names) || "no names"}`,
    hint,
  );
}

/** @throws TillbookError CSV_INVALID where `columns.json` chooses rows, computes amounts or reads names by what this file has not */
function expectSettings(
  file: string,
  header: Header,
  { rows = {}, refunds = {}, amount = {}, name }: ColumnsSpec,
): void {
  const used = { rows: Object.keys(rows), refunds: Object.keys(refunds), amount: Object.values(amount).flat() };
  for (const [key, wanted] of Object.entries(used)) {
    const missing = wanted.find((one) => findPlaces(header.names, one).length === 0);
    if (missing === undefined) continue;
    const answer = JSON.stringify({ files: { [file]: { [key]: {} } } });
    throw invalidHeader(
      file,
      `columns.json names the column ${JSON.stringify(missing)} in "${key}", which this file lacks`,
      header,
      `write the name as it is in the file, or, where that is not meant for this file, ${answer}`,
    );
  }
  if (name === undefined || readName(name, file) !== undefined) return;
  throw new TillbookError(
    "CSV_INVALID",
    `${file}: expected a name such as ${name}, as columns.json says`,
    `change the pattern, or set it for some files only: {"files":{"*.csv":{"name":"{store}.csv"}}}`,
  );
}

/** What a person is asked for a column. */
const asked: Partial<Record<ColumnName, string>> = {
  sold_on: "Which column is the day of the sale?",
  amount: "Which column is the amount paid?",
};

/** Asks for a column that no name tells; what no value suggests is explained. */
function askForColumn(file: string, header: Header, column: ColumnName, choices: readonly Choice[]): OpenQuestion {
  return new OpenQuestion({
    files: [file],
    line: header.line,
    problem: `header lacks a column that is known for ${column}; it has ${describeColumns(header.names) || "no names"}`,
    ask: asked[column] ?? `Which column is ${column}?`,
    choices,
    group: groupOf(column, header),
    isHeader: true,
    ...(choices.length === 0 ? { otherwise: explainColumn(column, header) } : { columns: header.names }),
  });
}

function groupOf(column: ColumnName, { delimiter, names }: Header): string {
  return JSON.stringify([column, delimiter, names]);
}

function askWhich(
  file: string,
  header: Header,
  { column, places }: Mapped["ties"][number],
  sample: readonly string[][],
): OpenQuestion {
  const names = places.map((at) => header.names[at] as string);
  const isOneName = new Set(names).size < names.length;
  const choices = places.map((at, i) => {
    const [name = "", number] = [names[i], at + 1];
    const title = isOneName ? `column ${number}, ${JSON.stringify(name)}` : JSON.stringify(name);
    const choice = choosePlace(column, isOneName ? `#${number}` : name, at, title, sample);
    if (isOneName || !isMapped(header, names)) return choice;
    const others = Object.fromEntries(names.filter((other) => other !== name).map((other) => [other, null]));
    return { ...choice, settings: { columns: { [name]: column, ...others } } };
  });
  if (column === "amount" && !isOneName && isMapped(header, names))
    choices.push({ label: `the sum of ${describeColumns(names, " and ")}`, settings: { amount: { sum: names } } });
  return new OpenQuestion({
    files: [file],
    line: header.line,
    problem: `${column} may be ${isOneName ? `${describeColumns(names.slice(0, 1))} in columns ${places.map((at) => at + 1).join(" or ")}` : describeColumns(names, " or ")}`,
    ask: asked[column] ?? `Which column is ${column}?`,
    choices,
    group: groupOf(column, header),
  });
}

/** Whether the user named each of several columns as one of ours. */
function isMapped({ settings }: Header, names: readonly string[]): boolean {
  const mapped = Object.keys(settings.columns ?? {}).map(foldName);
  return names.every((name) => mapped.includes(foldName(name)));
}

function unknownProfile(file: string, name: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${file}: no profile has the name ${JSON.stringify(name)}`,
    "docs/your-own-data.md lists the profiles",
  );
}
