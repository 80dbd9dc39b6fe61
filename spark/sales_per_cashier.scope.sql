-- scope: the cashiers of the days from :first to :last, of a store or, where :store is null, of all
-- columns: as in sales_per_cashier.sql
select
    store,
    cashier,
    sum(revenue) as revenue,
    cast(sum(sales) as signed) as sales
from sales_per_cashier
where
    (:store is null or store = :store)
    and year * 10000 + month * 100 + day between cast(replace(:first, '-', '') as unsigned) and cast(replace(:last, '-', '') as unsigned)
group by store, cashier
