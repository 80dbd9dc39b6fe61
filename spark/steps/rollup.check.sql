-- The rollup a second time, for make verify, in MySQL, which has no grouping sets: one select for each. A grouping set that is
-- added to rollup.sql is added here as well.
select
    'hour' as grouped_by, year, month, day, weekday, hour, store, null as article, null as cashier, sum(amount) as revenue,
    count(*) as sales, sum(amount < 0) as refunds, sum(least(amount, 0)) as refunded, sum(amount = 0) as zero_sales,
    sum(article = '') as without_article
from (
    select year(sold_on) as year, month(sold_on) as month, day(sold_on) as day, weekday(sold_on) + 1 as weekday,
        coalesce(hour(sold_at), -1) as hour, store, article, amount
    from sales
) as sale
group by year, month, day, weekday, hour, store
union all
select
    'cashier', year, month, day, null, null, store, null, cashier, sum(amount),
    count(*), sum(amount < 0), sum(least(amount, 0)), sum(amount = 0), sum(article = '')
from (select year(sold_on) as year, month(sold_on) as month, day(sold_on) as day, store, article, cashier, amount from sales) as sale
group by year, month, day, store, cashier
union all
select
    'article', year, month, null, null, null, store, article, null, sum(amount),
    count(*), sum(amount < 0), sum(least(amount, 0)), sum(amount = 0), sum(article = '')
from (select year(sold_on) as year, month(sold_on) as month, store, article, amount from sales) as sale
group by year, month, store, article
