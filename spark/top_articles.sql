-- question: which articles bring the most, in the chain and in each store, in each month, quarter and year, in all, and in the asked days?
-- grain: period, store, article
-- columns: period varchar(40) in words of REPORT_PERIOD, store varchar(100), article varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1, articles_in_store int in named articles of the store in the period, articles int in named articles of the chain in the period, articles_for_half_in_store int in named articles, articles_for_80_percent_in_store int in named articles, articles_for_half int in named articles, articles_for_80_percent int in named articles, revenue_overall decimal(20,2) in euros
-- checks: sum(if(period = 'all' and rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales where article in (select article from top_articles where period = 'all' and rank_overall <= 20))
-- parts: period
with periods as (
    select
        concat(lpad(year, 4, '0'), '-', lpad(month, 2, '0')) as period,
        year,
        month
    from months
    union all
    select
        concat(lpad(year, 4, '0'), '-Q', floor((month + 2) / 3)) as period,
        year,
        month
    from months
    union all
    select
        lpad(year, 4, '0') as period,
        year,
        month
    from months
    union all
    select
        'all' as period,
        year,
        month
    from months
),

article_sales as (
    select
        periods.period,
        rollup.store,
        rollup.article,
        sum(rollup.revenue) as revenue,
        sum(rollup.sales) as sales
    from rollup
    inner join periods on periods.year = rollup.year and periods.month = rollup.month
    where rollup.grouped_by = 'article'
    group by periods.period, rollup.store, rollup.article
    union all
    select
        :period as period,
        store,
        article,
        revenue,
        sales
    from asked_articles
),

chain_sums as (
    select
        period,
        article,
        sum(revenue) as revenue,
        max(revenue) as most_in_store
    from article_sales
    group by period, article
),

-- so many best articles as have less than a part of the revenue before them make that part
chain_ranks as (
    select
        *,
        row_number() over (partition by period order by revenue desc, article) as rank_overall,
        count(case when article <> '' then 1 end) over (partition by period) as articles,
        sum(case when article <> '' then revenue end) over (partition by period) as named,
        coalesce(
            sum(case when article <> '' then revenue end) over (
                partition by period order by revenue desc, article rows between unbounded preceding and 1 preceding
            ),
            0
        ) as better
    from chain_sums
),

chain as (
    select
        *,
        count(case when article <> '' and named > 0 and better * 2 < named then 1 end) over (partition by period)
            as articles_for_half,
        count(case when article <> '' and named > 0 and better * 5 < named * 4 then 1 end) over (partition by period)
            as articles_for_80_percent
    from chain_ranks
),

store_ranks as (
    select
        *,
        row_number() over (partition by period, store order by revenue desc, article) as rank_in_store,
        count(case when article <> '' then 1 end) over (partition by period, store) as articles_in_store,
        sum(case when article <> '' then revenue end) over (partition by period, store) as named,
        coalesce(
            sum(case when article <> '' then revenue end) over (
                partition by period, store
                order by revenue desc, article rows between unbounded preceding and 1 preceding
            ),
            0
        ) as better
    from article_sales
),

stores as (
    select
        *,
        count(case when article <> '' and named > 0 and better * 2 < named then 1 end) over (partition by period, store)
            as articles_for_half_in_store,
        count(case when article <> '' and named > 0 and better * 5 < named * 4 then 1 end)
            over (partition by period, store) as articles_for_80_percent_in_store
    from store_ranks
),

-- few rows of many, before they meet all articles of the chain
best as (
    select stores.*
    from stores
    left join chain on chain.period = stores.period and chain.article = stores.article and chain.rank_overall <= 100
    where stores.rank_in_store <= 20 or chain.rank_overall <= 20 or chain.most_in_store = stores.revenue
)

select
    best.period,
    best.store,
    best.article,
    best.revenue,
    best.sales,
    best.rank_in_store,
    chain.rank_overall,
    best.articles_in_store,
    chain.articles,
    best.articles_for_half_in_store,
    best.articles_for_80_percent_in_store,
    chain.articles_for_half,
    chain.articles_for_80_percent,
    chain.revenue as revenue_overall
from best
inner join chain on chain.period = best.period and chain.article = best.article
