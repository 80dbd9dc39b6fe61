-- The months with sales, for make verify, in MySQL; in Spark they are known before it starts.
select distinct
    year(sold_on) as year,
    month(sold_on) as month
from sales
