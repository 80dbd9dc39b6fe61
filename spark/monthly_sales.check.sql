-- The result a second time, for make verify, in MySQL: whole thousandths, the parts of dates cut from their texts, receipts counted by
-- their keys.
select
    cast(left(date, 4) as unsigned) as year,
    cast(substr(date, 6, 2) as unsigned) as month,
    cast(right(date, 2) as unsigned) as day,
    store,
    revenue,
    sales,
    refunds,
    refunded,
    zero_sales,
    without_time,
    without_article,
    if(
        sum(to_second) over (partition by store, left(date, 7)) >= 0.9 * sum(unnumbered) over (partition by store, left(date, 7))
        and sum(unnumbered) over (partition by store, left(date, 7)) >= 1.2 * sum(guessed) over (partition by store, left(date, 7)),
        receipts,
        0
    ) as receipts,
    quantity
from (
    select
        date,
        store,
        sum(thousandths) / 1000 as revenue,
        sum(1) as sales,
        sum(if(thousandths < 0, 1, 0)) as refunds,
        sum(if(thousandths < 0, thousandths, 0)) / 1000 as refunded,
        sum(if(thousandths = 0, 1, 0)) as zero_sales,
        sum(if(has_time, 0, 1)) as without_time,
        sum(if(has_article, 0, 1)) as without_article,
        count(distinct receipt_key) as receipts,
        count(distinct if(has_number, null, receipt_key)) as guessed,
        sum(if(has_number, 0, 1)) as unnumbered,
        sum(if(not has_number and has_second, 1, 0)) as to_second,
        if(sum(quantity is null) = 0, sum(quantity), null) as quantity
    from (
        select
            cast(sold_on as char(10)) as date,
            store,
            cast(amount * 1000 as signed) as thousandths,
            sold_at is not null as has_time,
            coalesce(right(cast(sold_at as char(8)), 2), '00') <> '00' as has_second,
            char_length(article) > 0 as has_article,
            char_length(receipt) > 0 as has_number,
            if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt)) as receipt_key,
            quantity
        from sales
    ) as sale
    group by date, store
) as days
