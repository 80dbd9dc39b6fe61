-- question: which articles bring the most, in the chain and in each store, in each month, quarter and year, in all, and in the asked days?
-- grain: period, store, article
-- columns: period varchar(40) in words of REPORT_PERIOD, store varchar(100), article varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1, articles_in_store int in named articles of the store in the period, articles int in named articles of the chain in the period
-- checks: sum(if(period = 'all' and rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales where article in (select article from top_articles where period = 'all' and rank_overall <= 20))
-- parts: period
with kinds as (
    select 1 as kind
    union all
    select 2 as kind
    union all
    select 3 as kind
    union all
    select 4 as kind
),

period_sales as (
    select
        case kinds.kind
            when 1 then concat(lpad(rollup.year, 4, '0'), '-', lpad(rollup.month, 2, '0'))
            when 2 then concat(lpad(rollup.year, 4, '0'), '-Q', floor((rollup.month + 2) / 3))
            when 3 then lpad(rollup.year, 4, '0')
            else 'all'
        end as period,
        rollup.store,
        rollup.article,
        rollup.revenue,
        rollup.sales
    from rollup
    cross join kinds
    where rollup.grouped_by = 'article'
),

article_sales as (
    select
        period,
        store,
        article,
        sum(revenue) as revenue,
        sum(sales) as sales
    from period_sales
    group by period, store, article
    union all
    select :period as period, store, article, revenue, sales from asked_articles
),

overall as (
    select
        period,
        article,
        row_number() over (partition by period order by sum(revenue) desc, article) as rank_overall,
        count(case when article <> '' then 1 end) over (partition by period) as articles
    from article_sales
    group by period, article
),

ranked as (
    select
        article_sales.*,
        row_number() over (
            partition by article_sales.period, article_sales.store
            order by article_sales.revenue desc, article_sales.article
        ) as rank_in_store,
        overall.rank_overall,
        count(case when article_sales.article <> '' then 1 end) over (
            partition by article_sales.period, article_sales.store
        ) as articles_in_store,
        overall.articles
    from article_sales
    inner join overall on overall.period = article_sales.period and overall.article = article_sales.article
)

select
    period,
    store,
    article,
    revenue,
    sales,
    rank_in_store,
    rank_overall,
    articles_in_store,
    articles
from ranked
where rank_overall <= 20 or rank_in_store <= 20
