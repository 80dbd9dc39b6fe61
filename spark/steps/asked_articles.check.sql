-- The articles of the asked days a second time, for make verify, in MySQL: days compared as numbers.
select
    store,
    article,
    category,
    sum(amount) as revenue,
    count(*) as sales
from sales
where to_days(sold_on) >= to_days(:first) and to_days(sold_on) <= to_days(:last)
group by store, article, category
