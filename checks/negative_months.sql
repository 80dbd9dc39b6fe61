-- severity: warn
-- expect: no store takes back more than it sells in a month
-- expect de: keine Filiale nimmt in einem Monat mehr zurück, als sie verkauft
select
    store,
    year,
    month,
    sum(revenue) as revenue
from monthly_sales
group by store, year, month
having sum(revenue) < 0
order by store, year, month
