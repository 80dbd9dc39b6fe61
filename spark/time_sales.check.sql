-- The result a second time, for make verify, in MySQL: whole thousandths, hours cut from their texts, weekdays by counting days, receipts
-- at the least hour among their lines.
select
    year,
    month,
    day(from_days(day_number)) as day,
    hour,
    hours.store,
    mod(day_number + 5, 7) + 1 as weekday,
    thousandths / 1000 as revenue,
    sales,
    if(is_told, receipts, 0) as receipts
from (
    select
        day_number,
        hour,
        store,
        sum(thousandths) as thousandths,
        sum(sales) as sales,
        sum(receipts) as receipts
    from (
        select
            to_days(sold_on) as day_number,
            coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1) as hour,
            store,
            sum(cast(amount * 1000 as signed)) as thousandths,
            sum(1) as sales,
            0 as receipts
        from sales
        group by to_days(sold_on), left(cast(sold_at as char(8)), 2), store
        union all
        select day_number, hour, store, 0, 0, 1
        from (
            select
                to_days(sold_on) as day_number,
                min(coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1)) as hour,
                store
            from sales
            group by
                to_days(sold_on),
                store,
                if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt))
        ) as receipts
    ) as parts
    group by day_number, hour, store
) as hours
inner join told_receipts as told
    on
        told.store = hours.store
        and told.year = year(from_days(day_number))
        and told.month = month(from_days(day_number))
