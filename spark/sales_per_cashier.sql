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
    case
        when
            10 * sum(to_second) over of_month >= 9 * sum(unnumbered) over of_month
            and 10 * sum(unnumbered) over of_month >= 12 * sum(guessed) over of_month
            then receipts
        else 0
    end as receipts,
    hours
from rollup
where grouped_by = 'cashier'
window of_month as (partition by year, month, store)
