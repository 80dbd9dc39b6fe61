-- The result a second time, for make verify, in MySQL: whole thousandths, the parts of dates cut from their texts.
select
    cast(left(date, 4) as unsigned) as year,
    cast(substr(date, 6, 2) as unsigned) as month,
    cast(right(date, 2) as unsigned) as day,
    store,
    sum(thousandths) / 1000 as revenue,
    sum(1) as sales,
    sum(if(thousandths < 0, 1, 0)) as refunds,
    sum(if(thousandths < 0, thousandths, 0)) / 1000 as refunded,
    sum(if(thousandths = 0, 1, 0)) as zero_sales,
    sum(if(has_time, 0, 1)) as without_time,
    sum(if(has_article, 0, 1)) as without_article
from (
    select
        cast(sold_on as char(10)) as date,
        store,
        cast(amount * 1000 as signed) as thousandths,
        sold_at is not null as has_time,
        char_length(article) > 0 as has_article
    from sales
) as sale
group by date, store
