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
),

store_months as (
    select distinct store, year, month from monthly_sales
)

select
    spans.store,
    months.year,
    months.month
from spans
inner join months on months.year * 12 + months.month between spans.first_month and spans.last_month
left join store_months
    on store_months.store = spans.store
    and store_months.year = months.year
    and store_months.month = months.month
where store_months.store is null
order by store, year, month
