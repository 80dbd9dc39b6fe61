-- The result a second time, for make verify, in MySQL: whole thousandths, hours cut from their texts, weekdays by counting days, receipts
-- at the least hour among their lines.
select
    year(from_days(day_number)) as year,
    month(from_days(day_number)) as month,
    day(from_days(day_number)) as day,
    hour,
    store,
    mod(day_number + 5, 7) + 1 as weekday,
    thousandths / 1000 as revenue,
    sales,
    if(
        sum(to_second) over (partition by store, left(from_days(day_number), 7))
        >= 0.9 * sum(unnumbered) over (partition by store, left(from_days(day_number), 7))
        and sum(unnumbered) over (partition by store, left(from_days(day_number), 7))
        >= 1.2 * sum(guessed) over (partition by store, left(from_days(day_number), 7)),
        receipts,
        0
    ) as receipts
from (
    select
        day_number,
        hour,
        store,
        sum(thousandths) as thousandths,
        sum(sales) as sales,
        sum(receipts) as receipts,
        sum(guessed) as guessed,
        sum(unnumbered) as unnumbered,
        sum(to_second) as to_second
    from (
        select
            to_days(sold_on) as day_number,
            coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1) as hour,
            store,
            sum(cast(amount * 1000 as signed)) as thousandths,
            sum(1) as sales,
            0 as receipts,
            0 as guessed,
            sum(receipt = '') as unnumbered,
            sum(receipt = '' and coalesce(right(cast(sold_at as char(8)), 2), '00') <> '00') as to_second
        from sales
        group by to_days(sold_on), left(cast(sold_at as char(8)), 2), store
        union all
        select day_number, hour, store, 0, 0, 1, is_guessed, 0, 0
        from (
            select
                to_days(sold_on) as day_number,
                min(coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1)) as hour,
                store,
                max(receipt = '') as is_guessed
            from sales
            group by
                to_days(sold_on),
                store,
                if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt))
        ) as receipts
    ) as parts
    group by day_number, hour, store
) as hours
