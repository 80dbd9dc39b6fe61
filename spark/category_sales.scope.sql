-- scope: the categories of the period named :period, of a store with their ranks in the chain, or, where :store is null, of all
-- of: top_articles
-- columns: category, empty where sales have none; of all stores the first 100 of the chain, of a store its own first 100 as well
select
    store,
    category,
    revenue,
    sales,
    rank_in_store,
    rank_overall,
    articles_in_store as categories_in_store,
    articles as categories,
    revenue_overall
from top_articles
where
    period = :period
    and grouped_by = 'category'
    and (store = :store or (:store is null and rank_overall <= 100))
