-- The result a second time, for make verify, in MySQL: whole thousandths, days as numbers.
select
    year(from_days(day_number)) as year,
    month(from_days(day_number)) as month,
    day(from_days(day_number)) as day,
    store,
    cashier,
    thousandths / 1000 as revenue,
    sales
from (
    select
        to_days(sold_on) as day_number,
        store,
        cashier,
        sum(cast(amount * 1000 as signed)) as thousandths,
        sum(1) as sales
    from sales
    group by cashier, store, to_days(sold_on)
) as cashier_days
