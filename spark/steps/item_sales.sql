-- step: revenue and sales of each article and of each category, for each store and period: months, quarters, years, all, and the asked days.
-- grain: period, grouped_by, store, item
-- top_articles reads these rows three times, so they are kept in memory. There is no `with`: Spark would keep the rows, and compute them
-- again all the same. An item is an article or a category; categories are summed by month first, as they are few.
select
    periods.period,
    month_sales.grouped_by,
    month_sales.store,
    month_sales.item,
    sum(month_sales.revenue) as revenue,
    sum(month_sales.sales) as sales
from (
    select
        year,
        month,
        'article' as grouped_by,
        store,
        article as item,
        revenue,
        sales
    from rollup
    where grouped_by = 'article'
    union all
    select
        year,
        month,
        'category' as grouped_by,
        store,
        category as item,
        sum(revenue) as revenue,
        sum(sales) as sales
    from rollup
    where grouped_by = 'article'
    group by year, month, store, category
) as month_sales
inner join periods on periods.year = month_sales.year and periods.month = month_sales.month
group by periods.period, month_sales.grouped_by, month_sales.store, month_sales.item
union all
select
    period,
    'article' as grouped_by,
    store,
    article as item,
    sum(revenue) as revenue,
    sum(sales) as sales
from asked_articles
group by period, store, article
union all
select
    period,
    'category' as grouped_by,
    store,
    category as item,
    sum(revenue) as revenue,
    sum(sales) as sales
from asked_articles
group by period, store, category
