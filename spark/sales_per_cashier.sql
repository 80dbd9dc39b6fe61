-- question: what did each cashier take on each day?
-- grain: store, year, month, day, cashier
-- columns: year smallint in calendar years, month tinyint in 1 to 12, day tinyint in 1 to 31, store varchar(100), cashier varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
-- parts: month
select
    year,
    month,
    day,
    store,
    cashier,
    revenue,
    sales
from rollup
where grouped_by = 'cashier'
