import { findPeriodBefore, findYearBefore, type Period, parsePeriod } from "@tillbook/pipeline";

/**
 * Gives the period of REPORT_PERIOD where the results need rows of its own, since it is no month, quarter or year.
 * @param setting  undefined for all the data
 */
export function findAskedPeriod(setting: string | undefined): Period | undefined {
  const period = setting === undefined ? undefined : parsePeriod(setting);
  return period?.unit === "days" ? period : undefined;
}

/** Lists the asked days with those that a report compares them with, the ones before and a year before, as far as they need rows of their own. */
export function listAskedPeriods(asked: Period | undefined): Period[] {
  if (asked === undefined) return [];
  const periods = [asked, findPeriodBefore(asked), findYearBefore(asked)];
  return periods.filter((period) => period?.unit === "days") as Period[];
}

/** Writes the name and the days of a period into SQL for `:period`, `:first` and `:last`; without one, nulls. */
export function fillPeriod(sql: string, period: Period | undefined): string {
  return sql.replaceAll(/(?<![:\w]):(period|first|last)\b/g, (_, key: "period" | "first" | "last") => {
    const value = period?.[key === "period" ? "name" : key];
    return value === undefined ? "null" : `'${value}'`;
  });
}

/** Writes the step of asked days, in SQL of Spark and MySQL, for each of `listAskedPeriods`, with its name; without any, for no rows. */
export function fillAsked(step: string, asked: Period | undefined): string {
  const [first, ...others] = listAskedPeriods(asked);
  return [first, ...others]
    .map((period) => `select '${period?.name ?? ""}' as period, days.* from (${fillPeriod(step, period)}\n) as days`)
    .join("\nunion all\n");
}
