import { cutDays, type Messages, namePeriod, sayWhen } from "@tillbook/charts";
import { findPeriodBefore, findShownInTrend, findYearBefore } from "@tillbook/pipeline";
import type { ReportScope } from "@tillbook/queries";

/** Lists the names of a report's period and of those that it is compared with, and what they stand in where they are bare years. */
export function listPeriodTexts({ period, data }: Pick<ReportScope, "period" | "data">, messages: Messages): string[] {
  const { labels, sentences, trend } = messages;
  const spans = [period, findPeriodBefore(period), findYearBefore(period)].filter((span) => span !== undefined);
  const kinds = ["before", "yearBefore"] as const;
  const ofSpans = spans.flatMap((span) => {
    const name = namePeriod(span, messages);
    return [
      ...[name, sayWhen(span, messages), namePeriod(cutDays(data, span), messages)],
      ...[labels.changeAgainst(name), labels.changePerDay(name)],
      ...kinds.map((kind) => sentences.against(kind, "year", name)),
    ];
  });
  const shown = namePeriod(findShownInTrend(period), messages);
  const ends = { highest: undefined, lowest: undefined, parts: undefined };
  const [, named = ""] = trend.alt({ span: "|", period: shown, revenue: "|", ...ends }).split("|");
  return [...ofSpans, shown, named.replace(/^\W+/u, "")];
}
