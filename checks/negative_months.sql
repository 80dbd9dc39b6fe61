-- severity: warn
-- expect: no store takes back more than it sells in a month
select
    store,
    year,
    month,
    revenue
from monthly_sales
where revenue < 0
order by store, year, month
