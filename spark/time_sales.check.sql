-- The result a second time, for make verify, in MySQL: whole thousandths, hours cut from their texts, weekdays by counting days.
select
    year(from_days(day_number)) as year,
    month(from_days(day_number)) as month,
    day(from_days(day_number)) as day,
    hour,
    store,
    mod(day_number + 5, 7) + 1 as weekday,
    thousandths / 1000 as revenue,
    sales
from (
    select
        to_days(sold_on) as day_number,
        coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1) as hour,
        store,
        sum(cast(amount * 1000 as signed)) as thousandths,
        sum(1) as sales
    from sales
    group by to_days(sold_on), left(cast(sold_at as char(8)), 2), store
) as hours
