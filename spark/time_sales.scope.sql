-- scope: the hours of the weekdays among the days from :first to :last, of a store or, where :store is null, of all
-- columns: open_days, the days of that weekday with sales in that store, at whatever hour; the others as in time_sales.sql
select
    hours.hour,
    hours.weekday,
    hours.store,
    sum(hours.revenue) as revenue,
    cast(sum(hours.sales) as signed) as sales,
    cast(sum(hours.receipts) as signed) as receipts,
    max(days.open_days) as open_days
from time_sales as hours
inner join (
    select
        store,
        weekday(cast(concat(year, '-', month, '-', day) as date)) + 1 as weekday,
        count(*) as open_days
    from monthly_sales
    where
        (:store is null or store = :store)
        and year * 10000 + month * 100 + day between cast(replace(:first, '-', '') as unsigned) and cast(replace(:last, '-', '') as unsigned)
    group by store, weekday(cast(concat(year, '-', month, '-', day) as date)) + 1
) as days on days.store = hours.store and days.weekday = hours.weekday
where
    (:store is null or hours.store = :store)
    and hours.year * 10000 + hours.month * 100 + hours.day between cast(replace(:first, '-', '') as unsigned) and cast(replace(:last, '-', '') as unsigned)
group by hours.hour, hours.weekday, hours.store
