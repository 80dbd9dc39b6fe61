-- step: the one pass over sales, which takes nearly all of the time; the results are made from its few rows.
-- grain: grouped_by, and the columns of the grouping set that it names; the others are null there
-- A further result adds its grouping set here. One that needs more than revenue and sales reads sales itself, once more.
-- (A subquery, not a "with": Spark then doesn't recognise the cached rows, and reads sales again.)
select
    case
        when grouping(month) = 0 then 'month'
        when grouping(hour) = 0 then 'hour'
        when grouping(article) = 0 then 'article'
        when grouping(cashier) = 0 then 'cashier'
    end as grouped_by,
    year,
    month,
    weekday,
    hour,
    store,
    article,
    cashier,
    sum(amount) as revenue,
    count(*) as sales
from (
    select
        year(sold_on) as year,
        month(sold_on) as month,
        weekday(sold_on) + 1 as weekday,
        coalesce(hour(sold_at), -1) as hour,
        store,
        article,
        cashier,
        amount
    from sales
) as sale
group by grouping sets (
    (year, month, store),
    (weekday, hour, store),
    (store, article),
    (store, cashier)
)
