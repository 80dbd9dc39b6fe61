-- The periods with sales, and their months, for make verify, in MySQL; in Spark they are known before it starts.
select distinct
    date_format(sold_on, '%Y-%m') as period,
    year(sold_on) as year,
    month(sold_on) as month
from sales
union all
select distinct
    concat(date_format(sold_on, '%Y-Q'), quarter(sold_on)),
    year(sold_on),
    month(sold_on)
from sales
union all
select distinct
    date_format(sold_on, '%Y'),
    year(sold_on),
    month(sold_on)
from sales
union all
select distinct
    'all',
    year(sold_on),
    month(sold_on)
from sales
