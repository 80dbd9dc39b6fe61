-- question: what did each store take on each day, and what did it take back?
-- grain: store, year, month, day
-- columns: year smallint in calendar years, month tinyint in 1 to 12, day tinyint in 1 to 31, store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, refunds bigint in rows with a negative amount, refunded decimal(20,2) in euros, zero_sales bigint in rows with the amount 0, without_time bigint in rows, without_article bigint in rows, receipts bigint in receipts (0 where the month of the store has lines that can't be told apart), quantity decimal(20,3) null in pieces or units of weight (null where a row of the day has none)
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows; sum(if(receipts > sales, 1, 0)) = 0
-- parts: month
select
    year,
    month,
    day,
    store,
    sum(revenue) as revenue,
    sum(sales) as sales,
    sum(refunds) as refunds,
    sum(refunded) as refunded,
    sum(zero_sales) as zero_sales,
    sum(case when hour = -1 then sales else 0 end) as without_time,
    sum(without_article) as without_article,
    sum(case when is_told then receipts else 0 end) as receipts,
    case when count(quantity) = count(*) then sum(quantity) end as quantity
from rollup
inner join told_receipts using (year, month, store)
where grouped_by = 'hour'
group by year, month, day, store
