-- step: the one pass over sales, which takes nearly all of the time; the results are made from its rows.
-- grain: grouped_by, and the columns of the grouping set that it names; the others are null there
-- Each row belongs to one month: so the rows of a month that did not change can be kept, and any days are sums of rows.
-- A further result adds its grouping set here, with year and month. One that needs more than these sums reads sales itself.
select
    case
        when grouping(hour) = 0 then 'hour'
        when grouping(cashier) = 0 then 'cashier'
        when grouping(article) = 0 then 'article'
    end as grouped_by,
    year,
    month,
    day,
    weekday,
    hour,
    store,
    article,
    cashier,
    sum(amount) as revenue,
    count(*) as sales,
    count(case when amount < 0 then 1 end) as refunds,
    coalesce(sum(case when amount < 0 then amount end), 0) as refunded,
    count(case when amount = 0 then 1 end) as zero_sales,
    count(case when article = '' then 1 end) as without_article
from (
    select
        year(sold_on) as year,
        month(sold_on) as month,
        day(sold_on) as day,
        weekday(sold_on) + 1 as weekday,
        coalesce(hour(sold_at), -1) as hour,
        store,
        article,
        cashier,
        amount
    from sales
) as sale
group by grouping sets (
    (year, month, day, weekday, hour, store),
    (year, month, day, store, cashier),
    (year, month, store, article)
)
