-- The sales of articles and categories by period a second time, for make verify, in MySQL: from sales, each kind by itself.
select
    period,
    'article' as grouped_by,
    store,
    article as item,
    sum(amount) as revenue,
    count(*) as sales
from sales
inner join periods on periods.year = year(sold_on) and periods.month = month(sold_on)
group by period, store, article
union all
select
    period,
    'category',
    store,
    category,
    sum(amount),
    count(*)
from sales
inner join periods on periods.year = year(sold_on) and periods.month = month(sold_on)
group by period, store, category
union all
select period, 'article', store, article, sum(revenue), sum(sales)
from asked_articles
group by period, store, article
union all
select period, 'category', store, category, sum(revenue), sum(sales)
from asked_articles
group by period, store, category
