-- question: what did each store take in each month?
-- grain: year, month, store
-- columns: year smallint in calendar years, month tinyint in 1 to 12, store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
select
    year(sold_on) as year,
    month(sold_on) as month,
    store,
    sum(amount) as revenue,
    count(*) as sales
from sales
group by year(sold_on), month(sold_on), store
