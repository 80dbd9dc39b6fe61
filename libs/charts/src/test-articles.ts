import type { RankedArticleRow } from "./top-articles.js";

/** Completes a row for tests: the only article of the only store. */
export function makeArticleRow(row: Partial<RankedArticleRow>): RankedArticleRow {
  const revenue = row.revenue ?? "10.00";
  return {
    ...{
      store: "Ulm",
      article: "Tea",
      revenue,
      sales: 10,
      rank_in_store: 1,
      rank_overall: 1,
      articles_in_store: 1,
      articles: 1,
    },
    ...{
      articles_for_half_in_store: 1,
      articles_for_80_percent_in_store: 1,
      articles_for_half: 1,
      articles_for_80_percent: 1,
    },
    revenue_overall: revenue,
    ...row,
  };
}
