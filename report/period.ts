import { isolateName, type Messages } from "@tillbook/charts";
import { type Days, parsePeriod, type Period as ReportPeriod } from "@tillbook/pipeline";
import type { StageManifests } from "./origin-section.js";

/** First and last day of the report, ISO dates, and what they are in the calendar. */
export type Period = Days & Partial<Pick<ReportPeriod, "unit">>;

/** Finds the days of the report, else those of the sales that were imported; undefined before an import, and without sales. */
export function findPeriod({ import: imported, plot }: StageManifests): Period | undefined {
  if (plot?.period !== undefined) {
    const { name, first, last } = plot.period;
    return { first, last, unit: parsePeriod(name)?.unit ?? "days" };
  }
  const [first, last] = [imported?.first_day, imported?.last_day];
  return first && last ? { first, last } : undefined;
}

/** Names a report: "Sales report", "Sales report for Köln". */
export function nameReport(store: string | undefined, messages: Messages): string {
  return store === undefined ? messages.report.title : messages.report.titleOf(isolateName(messages.nameStore(store)));
}
