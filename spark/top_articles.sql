-- question: which articles and which categories bring the most, in the chain and in each store, in each month, quarter and year, in all, and in the asked days?
-- grain: period, store, grouped_by, article, category
-- columns: period varchar(40) in words of REPORT_PERIOD, store varchar(100), grouped_by varchar(10) in article or category, article varchar(100), category varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1, articles_in_store int in named articles (or categories) of the store in the period, articles int in named articles (or categories) of the chain in the period, articles_for_half_in_store int in named articles (or categories), articles_for_80_percent_in_store int in named articles (or categories), articles_for_half int in named articles (or categories), articles_for_80_percent int in named articles (or categories), revenue_overall decimal(20,2) in euros
-- checks: sum(if(period in (:months) and grouped_by = 'article' and rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales inner join (select distinct article, period from top_articles where period in (:months) and grouped_by = 'article' and rank_overall <= 20) as best on best.article = sales.article and best.period = date_format(sold_on, '%Y-%m')); sum(if(period = 'all' and grouped_by = 'category' and articles < 100, revenue, 0)) = if((select max(articles) from top_articles where period = 'all' and grouped_by = 'category') < 100, sales.amount, 0); sum(if(period in (:months) and grouped_by = 'category' and articles >= 100 and rank_overall <= 100, revenue, 0)) = if((select max(articles) from top_articles where period in (:months) and grouped_by = 'category') < 100, 0, (select sum(amount) from sales inner join (select distinct category, period from top_articles where period in (:months) and grouped_by = 'category' and articles >= 100 and rank_overall <= 100) as best on best.category = sales.category and best.period = date_format(sold_on, '%Y-%m')))
-- parts: period
-- An item is an article or a category, each kind ranked and counted for itself: an article may be in several categories.
with chain_sums as (
    select
        period,
        grouped_by,
        item,
        sum(revenue) as revenue,
        max(revenue) as most_in_store
    from item_sales
    group by period, grouped_by, item
),

-- so many best items as have less than a part of the revenue before them make that part
chain_ranks as (
    select
        *,
        row_number() over (partition by period, grouped_by order by revenue desc, item) as rank_overall,
        count(case when item <> '' then 1 end) over (partition by period, grouped_by) as items,
        sum(case when item <> '' then revenue end) over (partition by period, grouped_by) as named,
        coalesce(
            sum(case when item <> '' then revenue end) over (
                partition by period, grouped_by
                order by revenue desc, item rows between unbounded preceding and 1 preceding
            ),
            0
        ) as better
    from chain_sums
),

chain as (
    select
        *,
        count(case when item <> '' and named > 0 and better * 2 < named then 1 end) over (partition by period, grouped_by)
            as items_for_half,
        count(case when item <> '' and named > 0 and better * 5 < named * 4 then 1 end)
            over (partition by period, grouped_by) as items_for_80_percent
    from chain_ranks
),

store_ranks as (
    select
        *,
        row_number() over (partition by period, grouped_by, store order by revenue desc, item) as rank_in_store,
        count(case when item <> '' then 1 end) over (partition by period, grouped_by, store) as items_in_store,
        sum(case when item <> '' then revenue end) over (partition by period, grouped_by, store) as named,
        coalesce(
            sum(case when item <> '' then revenue end) over (
                partition by period, grouped_by, store
                order by revenue desc, item rows between unbounded preceding and 1 preceding
            ),
            0
        ) as better,
        case when grouped_by = 'article' then 20 else 100 end as kept
    from item_sales
),

stores as (
    select
        *,
        count(case when item <> '' and named > 0 and better * 2 < named then 1 end)
            over (partition by period, grouped_by, store) as items_for_half_in_store,
        count(case when item <> '' and named > 0 and better * 5 < named * 4 then 1 end)
            over (partition by period, grouped_by, store) as items_for_80_percent_in_store
    from store_ranks
),

-- few rows of many, before they meet all items of the chain; the chain's best are few, so each task gets them all
best as (
    select /*+ broadcast(chain) */ stores.*
    from stores
    left join chain
        on
            chain.period = stores.period
            and chain.grouped_by = stores.grouped_by
            and chain.item = stores.item
            and chain.rank_overall <= 100
    where
        stores.rank_in_store <= stores.kept
        or chain.rank_overall <= stores.kept
        or chain.most_in_store = stores.revenue
)

select
    best.period,
    best.store,
    best.grouped_by,
    case when best.grouped_by = 'article' then best.item else '' end as article,
    case when best.grouped_by = 'category' then best.item else '' end as category,
    best.revenue,
    best.sales,
    best.rank_in_store,
    chain.rank_overall,
    best.items_in_store as articles_in_store,
    chain.items as articles,
    best.items_for_half_in_store as articles_for_half_in_store,
    best.items_for_80_percent_in_store as articles_for_80_percent_in_store,
    chain.items_for_half as articles_for_half,
    chain.items_for_80_percent as articles_for_80_percent,
    chain.revenue as revenue_overall
from best
inner join chain on chain.period = best.period and chain.grouped_by = best.grouped_by and chain.item = best.item
