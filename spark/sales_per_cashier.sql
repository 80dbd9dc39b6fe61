-- question: what did each cashier take on each day?
-- grain: store, year, month, day, cashier
-- columns: year smallint in calendar years, month tinyint in 1 to 12, day tinyint in 1 to 31, store varchar(100), cashier varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, receipts bigint in receipts that the cashier began, hours tinyint in hours of the clock with sales (0 without times of day)
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows; sum(if(receipts > sales, 1, 0)) = 0
-- parts: month
select
    year,
    month,
    day,
    store,
    cashier,
    revenue,
    sales,
    case when is_told then receipts else 0 end as receipts,
    hours
from rollup
inner join told_receipts using (year, month, store)
where grouped_by = 'cashier'
