-- The rollup a second time, for make verify, in MySQL, which has no grouping sets: one select for each. A grouping set that is
-- added to rollup.sql is added here as well.
select 'month' as grouped_by, year, month, null as weekday, null as hour, store, null as article, null as cashier, sum(amount) as revenue, count(*) as sales
from (select year(sold_on) as year, month(sold_on) as month, store, amount from sales) as sale
group by year, month, store
union all
select 'hour', null, null, weekday, hour, store, null, null, sum(amount), count(*)
from (select weekday(sold_on) + 1 as weekday, coalesce(hour(sold_at), -1) as hour, store, amount from sales) as sale
group by weekday, hour, store
union all
select 'article', null, null, null, null, store, article, null, sum(amount), count(*)
from sales
group by store, article
union all
select 'cashier', null, null, null, null, store, null, cashier, sum(amount), count(*)
from sales
group by store, cashier
