import { type Period, parsePeriod } from "@tillbook/pipeline";

/**
 * Gives the period of REPORT_PERIOD where the results need rows of its own, since it is no month, quarter or year.
 * @param setting  undefined for all the data
 */
export function findAskedPeriod(setting: string | undefined): Period | undefined {
  const period = setting === undefined ? undefined : parsePeriod(setting);
  return period?.unit === "days" ? period : undefined;
}

/** Writes the name and the days of a period into SQL for `:period`, `:first` and `:last`; without one, nulls. */
export function fillPeriod(sql: string, period: Period | undefined): string {
  return sql.replaceAll(/(?<![:\w]):(period|first|last)\b/g, (_, key: "period" | "first" | "last") => {
    const value = period?.[key === "period" ? "name" : key];
    return value === undefined ? "null" : `'${value}'`;
  });
}
