-- The result a second time, for make verify, in MySQL: whole thousandths, hours cut from their texts, weekdays by counting days.
select
    coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1) as hour,
    mod(to_days(sold_on) + 5, 7) + 1 as weekday,
    store,
    sum(cast(amount * 1000 as signed)) / 1000 as revenue,
    sum(1) as sales
from sales
group by left(cast(sold_at as char(8)), 2), mod(to_days(sold_on) + 5, 7), store
