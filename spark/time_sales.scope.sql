-- scope: the hours of the weekdays among the days from :first to :last, of a store or, where :store is null, of all
-- columns: as in time_sales.sql
select
    hour,
    weekday,
    store,
    sum(revenue) as revenue,
    cast(sum(sales) as signed) as sales
from time_sales
where
    (:store is null or store = :store)
    and year * 10000 + month * 100 + day between cast(replace(:first, '-', '') as unsigned) and cast(replace(:last, '-', '') as unsigned)
group by hour, weekday, store
