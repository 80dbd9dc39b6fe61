-- scope: the cashiers of the days from :first to :last, of a store or, where :store is null, of all
-- columns: days, those with sales of the cashier; the others as in sales_per_cashier.sql
select
    store,
    cashier,
    sum(revenue) as revenue,
    cast(sum(sales) as signed) as sales,
    cast(sum(receipts) as signed) as receipts,
    cast(sum(hours) as signed) as hours,
    cast(count(*) as signed) as days
from sales_per_cashier
where
    (:store is null or store = :store)
    and year * 10000 + month * 100 + day between cast(replace(:first, '-', '') as unsigned) and cast(replace(:last, '-', '') as unsigned)
group by store, cashier
