-- question: what did each store take in each month?
-- grain: year, month, store
-- columns: year smallint in calendar years, month tinyint in 1 to 12, store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
select
    year,
    month,
    store,
    revenue,
    sales
from rollup
where grouped_by = 'month'
