-- The result a second time, for make verify, in MySQL: whole thousandths, the parts of dates cut from their texts, receipts counted by
-- their keys.
select
    year,
    month,
    cast(right(date, 2) as unsigned) as day,
    days.store,
    revenue,
    sales,
    refunds,
    refunded,
    zero_sales,
    without_time,
    without_article,
    if(is_told, receipts, 0) as receipts,
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
        if(sum(quantity is null) = 0, sum(quantity), null) as quantity
    from (
        select
            cast(sold_on as char(10)) as date,
            store,
            cast(amount * 1000 as signed) as thousandths,
            sold_at is not null as has_time,
            char_length(article) > 0 as has_article,
            if(receipt = '', concat(coalesce(cast(sold_at as char(8)), ''), '/', cashier), concat('#', receipt)) as receipt_key,
            quantity
        from sales
    ) as sale
    group by date, store
) as days
inner join told_receipts as told on told.store = days.store and told.year = left(date, 4) and told.month = substr(date, 6, 2)
