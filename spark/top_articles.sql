-- question: which articles bring the most, in the chain and in each store, in each month, quarter and year, in all, and in the asked days?
-- grain: period, store, article
-- columns: period varchar(40) in words of REPORT_PERIOD, store varchar(100), article varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1, articles_in_store int in named articles of the store in the period, articles int in named articles of the chain in the period
-- checks: sum(if(period = 'all' and rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales where article in (select article from top_articles where period = 'all' and rank_overall <= 20))
-- parts: period
with month_sales as (
    select
        year,
        month,
        store,
        article,
        revenue,
        sales
    from rollup
    where grouped_by = 'article'
),

months as (
    select distinct
        year,
        month,
        lpad(year, 4, '0') as year_name
    from month_sales
),

periods as (
    select year, month, concat(year_name, '-', lpad(month, 2, '0')) as period from months
    union all
    select year, month, concat(year_name, '-Q', floor((month + 2) / 3)) as period from months
    union all
    select year, month, year_name as period from months
    union all
    select year, month, 'all' as period from months
),

article_sales as (
    select
        periods.period,
        month_sales.store,
        month_sales.article,
        sum(month_sales.revenue) as revenue,
        sum(month_sales.sales) as sales
    from month_sales
    inner join periods on periods.year = month_sales.year and periods.month = month_sales.month
    group by periods.period, month_sales.store, month_sales.article
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
