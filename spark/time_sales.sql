-- question: at what hour of which weekday does each store sell?
-- grain: hour, weekday, store
-- columns: hour tinyint in 0 to 23 (-1 without a time of day), weekday tinyint in 1 (Monday) to 7 (Sunday), store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
select
    hour,
    weekday,
    store,
    revenue,
    sales
from rollup
where grouped_by = 'hour'
