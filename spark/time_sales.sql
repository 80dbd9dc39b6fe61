-- question: at what hour of which day does each store sell?
-- grain: store, year, month, day, hour
-- columns: year smallint in calendar years, month tinyint in 1 to 12, day tinyint in 1 to 31, hour tinyint in 0 to 23 (-1 without a time of day), store varchar(100), weekday tinyint in 1 (Monday) to 7 (Sunday), revenue decimal(20,2) in euros, sales bigint in rows, receipts bigint in receipts that begin in the hour
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows; sum(if(receipts > sales, 1, 0)) = 0
-- parts: month
select
    year,
    month,
    day,
    hour,
    store,
    weekday,
    revenue,
    sales,
    case when is_told then receipts else 0 end as receipts
from rollup
inner join told_receipts using (year, month, store)
where grouped_by = 'hour'
