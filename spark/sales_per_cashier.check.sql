-- The result a second time, for make verify, in MySQL: whole thousandths, days as numbers, receipts with the cashier of the least time,
-- of several the first by name.
select
    year,
    month,
    day(from_days(day_number)) as day,
    cashier_days.store,
    cashier,
    thousandths / 1000 as revenue,
    sales,
    if(is_told, receipts, 0) as receipts,
    hours
from (
    select
        day_number,
        store,
        cashier,
        sum(thousandths) as thousandths,
        sum(sales) as sales,
        sum(receipts) as receipts,
        sum(hours) as hours
    from (
        select
            to_days(sold_on) as day_number,
            store,
            cashier,
            sum(cast(amount * 1000 as signed)) as thousandths,
            sum(1) as sales,
            0 as receipts,
            count(distinct left(cast(sold_at as char(8)), 2)) as hours
        from sales
        group by cashier, store, to_days(sold_on)
        union all
        select day_number, store, substr(first_line, 9), 0, 0, 1, 0
        from (
            select
                to_days(sold_on) as day_number,
                store,
                min(concat(coalesce(cast(sold_at as char(8)), '        '), cashier)) as first_line
            from sales
            group by
                to_days(sold_on),
                store,
                if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt))
        ) as receipts
    ) as parts
    group by day_number, store, cashier
) as cashier_days
inner join told_receipts as told
    on
        told.store = cashier_days.store
        and told.year = year(from_days(day_number))
        and told.month = month(from_days(day_number))
