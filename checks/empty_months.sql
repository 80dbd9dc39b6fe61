-- severity: warn
-- expect: every store has sales in each month between its first and its last
-- expect de: jede Filiale hat in jedem Monat zwischen ihrem ersten und letzten Verkäufe
with spans as (
    select
        store,
        min(year * 12 + month) as first_month,
        max(year * 12 + month) as last_month
    from monthly_sales
    group by store
),

months as (
    select distinct year, month from monthly_sales
)

select
    spans.store,
    months.year,
    months.month
from spans
inner join months on months.year * 12 + months.month between spans.first_month and spans.last_month
left join monthly_sales
    on monthly_sales.store = spans.store
    and monthly_sales.year = months.year
    and monthly_sales.month = months.month
where monthly_sales.store is null
order by store, year, month
