import { TillbookError } from "@tillbook/pipeline";
import type { Dialect } from "./dialect.js";
import { type ComparedFile, formatDay } from "./overlaps.js";
import { askAboutEqualSums } from "./questions.js";
import type { Source } from "./sources.js";

/** By file, the sums and the rows of each day. */
interface DaySums {
  centsOfDay: readonly ReadonlyMap<number, number>[];
  rowsOfDay: readonly ReadonlyMap<number, number>[];
}

/** Files with the same columns of ours. */
interface Group {
  files: ComparedFile[];
  /** By day since 1970-01-01: in cents, and the rows. */
  sums: Map<number, number>;
  rows: Map<number, number>;
}

/**
 * Refuses files that tell the same sales in two ways, with different columns: receipts beside their lines or payments, or sums
 * of days beside the sales. Their rows differ, but the sums of all their days are equal. With as many rows, two stores may
 * have sold at the same prices.
 * @throws OpenQuestion with the names and the days
 */
export function checkDaySums(
  sources: readonly { dialect: Pick<Dialect, "fields"> }[],
  { centsOfDay, rowsOfDay }: DaySums,
  files: readonly ComparedFile[],
): void {
  const groups = [...groupFiles(sources, { centsOfDay, rowsOfDay }, files).values()];
  for (const [i, one] of groups.entries()) {
    for (const other of groups.slice(i + 1)) {
      const [less, more] = one.sums.size <= other.sums.size ? [one, other] : [other, one];
      if (![...one.files, ...other.files].every(({ countsEqualRows }) => countsEqualRows) && isSame(less, more))
        throw ask(one, other, less);
    }
  }
}

function groupFiles(
  sources: readonly { dialect: Pick<Dialect, "fields"> }[],
  { centsOfDay, rowsOfDay }: DaySums,
  files: readonly ComparedFile[],
): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [i, file] of files.entries()) {
    const columns = sources[i]?.dialect.fields.map(({ column }) => column) ?? [];
    const key = [...columns].sort().join();
    const group: Group = groups.get(key) ?? { files: [], sums: new Map(), rows: new Map() };
    groups.set(key, group);
    group.files.push(file);
    for (const [day, cents] of centsOfDay[i] ?? []) group.sums.set(day, (group.sums.get(day) ?? 0) + cents);
    for (const [day, rows] of rowsOfDay[i] ?? []) group.rows.set(day, (group.rows.get(day) ?? 0) + rows);
  }
  return groups;
}

function isSame(less: Group, more: Group): boolean {
  const days = [...less.sums];
  if (days.every(([day]) => less.rows.get(day) === more.rows.get(day))) return false;
  return days.some(([, cents]) => cents !== 0) && days.every(([day, cents]) => more.sums.get(day) === cents);
}

function ask(one: Group, other: Group, { sums }: Group): Error {
  const [first, last] = [...sums.keys()]
    .sort((a, b) => a - b)
    .reduce((range, day) => [range[0] ?? day, day], [] as number[]);
  const days =
    sums.size === 1
      ? `1 day (${formatDay(first ?? 0)})`
      : `${sums.size} days (${formatDay(first ?? 0)} to ${formatDay(last ?? 0)})`;
  const [names, others] = [one, other].map(({ files }) => files.map(({ name }) => name)) as [string[], string[]];
  const list = (some: readonly string[]): string =>
    some.length > 3 ? `${some.slice(0, 3).join(", ")} and ${some.length - 3} more` : some.join(", ");
  return askAboutEqualSums(
    names,
    others,
    `${list(names)} and ${list(others)} have other columns, but equal sums on ${days}: the same sales would count twice`,
  );
}

/**
 * Refuses sales that are all negative: a system that books them so has its revenue with the wrong sign, and refunds alone are
 * seldom all that is to be read. Whoever names the amount in `columns.json` has answered.
 * @throws TillbookError CSV_INVALID
 */
export function refuseLosses(
  sources: readonly Pick<Source, "name" | "dialect" | "spec">[],
  { centsOfDay, hasGains }: { centsOfDay: readonly ReadonlyMap<number, number>[]; hasGains: boolean },
): void {
  if (hasGains) return;
  const at = sources.findIndex(({ dialect, spec }, i) => {
    const isNamed = spec.amount !== undefined || Object.values(spec.columns ?? {}).includes("amount");
    const cents = [...(centsOfDay[i] ?? new Map<number, number>()).values()];
    return !isNamed && dialect.profile === undefined && cents.some((sum) => sum < 0);
  });
  const source = sources[at];
  if (source === undefined) return;
  const { names, fields } = source.dialect;
  const name = names?.[fields.findIndex(({ column }) => column === "amount")] || "amount";
  throw new TillbookError(
    "CSV_INVALID",
    `${source.name}: expected sales with positive amounts, got negative ones in all rows`,
    `write ${JSON.stringify({ amount: { discount: name } })} into a columns.json beside the file where the till writes sales so, or ${JSON.stringify({ columns: { [name]: "amount" } })} where all are refunds`,
  );
}
