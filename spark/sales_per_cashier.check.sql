-- The result a second time, for make verify, in MySQL: whole thousandths, days as numbers, receipts with the cashier of the least time,
-- of several the first by name.
select
    year(from_days(day_number)) as year,
    month(from_days(day_number)) as month,
    day(from_days(day_number)) as day,
    store,
    cashier,
    thousandths / 1000 as revenue,
    sales,
    if(
        sum(to_second) over (partition by store, left(from_days(day_number), 7))
        >= 0.9 * sum(unnumbered) over (partition by store, left(from_days(day_number), 7))
        and sum(unnumbered) over (partition by store, left(from_days(day_number), 7))
        >= 1.2 * sum(guessed) over (partition by store, left(from_days(day_number), 7)),
        receipts,
        0
    ) as receipts,
    hours
from (
    select
        day_number,
        store,
        cashier,
        sum(thousandths) as thousandths,
        sum(sales) as sales,
        sum(receipts) as receipts,
        sum(hours) as hours,
        sum(guessed) as guessed,
        sum(unnumbered) as unnumbered,
        sum(to_second) as to_second
    from (
        select
            to_days(sold_on) as day_number,
            store,
            cashier,
            sum(cast(amount * 1000 as signed)) as thousandths,
            sum(1) as sales,
            0 as receipts,
            count(distinct left(cast(sold_at as char(8)), 2)) as hours,
            0 as guessed,
            sum(receipt = '') as unnumbered,
            sum(receipt = '' and coalesce(right(cast(sold_at as char(8)), 2), '00') <> '00') as to_second
        from sales
        group by cashier, store, to_days(sold_on)
        union all
        select day_number, store, substr(first_line, 9), 0, 0, 1, 0, is_guessed, 0, 0
        from (
            select
                to_days(sold_on) as day_number,
                store,
                min(concat(coalesce(cast(sold_at as char(8)), '        '), cashier)) as first_line,
                max(receipt = '') as is_guessed
            from sales
            group by
                to_days(sold_on),
                store,
                if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt))
        ) as receipts
    ) as parts
    group by day_number, store, cashier
) as cashier_days
