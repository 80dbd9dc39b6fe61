-- The result a second time, for make verify, in MySQL: whole thousandths, the parts of dates cut from their texts.
select
    cast(left(day, 4) as unsigned) as year,
    cast(substr(day, 6, 2) as unsigned) as month,
    store,
    sum(thousandths) / 1000 as revenue,
    sum(rows_of_day) as sales
from (
    select
        cast(sold_on as char(10)) as day,
        store,
        sum(cast(amount * 1000 as signed)) as thousandths,
        count(*) as rows_of_day
    from sales
    group by cast(sold_on as char(10)), store
) as days
group by left(day, 4), substr(day, 6, 2), store
