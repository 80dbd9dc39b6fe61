-- scope: the months of the days from :first to :last, of a store or, where :store is null, of all
-- columns: open_days, the days with sales; first_day and last_day, the first and the last of them; the others as in monthly_sales.sql
select
    year,
    month,
    store,
    sum(revenue) as revenue,
    cast(sum(sales) as signed) as sales,
    count(*) as open_days,
    min(date) as first_day,
    max(date) as last_day,
    cast(sum(refunds) as signed) as refunds,
    sum(refunded) as refunded,
    cast(sum(zero_sales) as signed) as zero_sales,
    cast(sum(without_time) as signed) as without_time,
    cast(sum(without_article) as signed) as without_article,
    cast(sum(receipts) as signed) as receipts,
    if(count(quantity) = count(*), sum(quantity), null) as quantity
from (
    select
        monthly_sales.*,
        cast(concat(year, '-', month, '-', day) as date) as date
    from monthly_sales
    where :store is null or store = :store
) as days
where date between :first and :last
group by year, month, store
