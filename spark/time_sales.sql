-- question: at what hour of which weekday does each store sell?
-- grain: hour, weekday, store
-- columns: hour tinyint in 0 to 23, weekday tinyint in 1 (Monday) to 7 (Sunday), store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
select
    hour(sold_at) as hour,
    weekday(sold_on) + 1 as weekday,
    store,
    sum(amount) as revenue,
    count(*) as sales
from sales
group by hour(sold_at), weekday(sold_on), store
