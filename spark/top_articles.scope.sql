-- scope: the articles of the period named :period, of a store with its ranks in the chain, or, where :store is null, of all
-- columns: as in top_articles.sql
select
    store,
    article,
    revenue,
    sales,
    rank_in_store,
    rank_overall,
    articles_in_store,
    articles,
    articles_for_half_in_store,
    articles_for_80_percent_in_store,
    articles_for_half,
    articles_for_80_percent,
    revenue_overall
from top_articles
where period = :period and grouped_by = 'article' and (:store is null or store = :store)
