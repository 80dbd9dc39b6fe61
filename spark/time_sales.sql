-- question: at what hour of which day does each store sell?
-- grain: store, year, month, day, hour
-- columns: year smallint in calendar years, month tinyint in 1 to 12, day tinyint in 1 to 31, hour tinyint in 0 to 23 (-1 without a time of day), store varchar(100), weekday tinyint in 1 (Monday) to 7 (Sunday), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
-- parts: month
select
    year,
    month,
    day,
    hour,
    store,
    weekday,
    revenue,
    sales
from rollup
where grouped_by = 'hour'
