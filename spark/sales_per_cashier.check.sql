-- The result a second time, for make verify, in MySQL: whole thousandths.
select
    store,
    cashier,
    sum(cast(amount * 1000 as signed)) / 1000 as revenue,
    sum(1) as sales
from sales
group by cashier, store
