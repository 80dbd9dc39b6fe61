-- question: which articles bring the most, in the chain and in each store, in each month, quarter and year, in all, and in the asked days?
-- grain: period, store, article
-- columns: period varchar(40) in words of REPORT_PERIOD, store varchar(100), article varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1, articles_in_store int in named articles of the store in the period, articles int in named articles of the chain in the period
-- checks: sum(if(period = 'all' and rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales where article in (select article from top_articles where period = 'all' and rank_overall <= 20))
-- parts: period
with months as (
    select
        lpad(year, 4, '0') as year,
        month,
        store,
        article,
        revenue,
        sales
    from rollup
    where grouped_by = 'article'
),

periods as (
    select concat(year, '-', lpad(month, 2, '0')) as period, store, article, revenue, sales from months
    union all
    select concat(year, '-Q', floor((month + 2) / 3)) as period, store, article, revenue, sales from months
    union all
    select year as period, store, article, revenue, sales from months
    union all
    select 'all' as period, store, article, revenue, sales from months
),

article_sales as (
    select
        period,
        store,
        article,
        sum(revenue) as revenue,
        sum(sales) as sales
    from periods
    group by period, store, article
    union all
    select
        :period as period,
        store,
        article,
        revenue,
        sales
    from asked_articles
),

chain as (
    select
        period,
        article,
        row_number() over (partition by period order by sum(revenue) desc, article) as rank_overall,
        count(case when article <> '' then 1 end) over (partition by period) as articles
    from article_sales
    group by period, article
),

stores as (
    select
        *,
        row_number() over (partition by period, store order by revenue desc, article) as rank_in_store,
        count(case when article <> '' then 1 end) over (partition by period, store) as articles_in_store
    from article_sales
),

-- few rows of many, before they meet all articles of the chain
best as (
    select stores.*
    from stores
    left join chain on chain.period = stores.period and chain.article = stores.article and chain.rank_overall <= 20
    where stores.rank_in_store <= 20 or chain.article is not null
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
    chain.articles
from best
inner join chain on chain.period = best.period and chain.article = best.article
