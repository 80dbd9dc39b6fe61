-- step: the articles of days that are no month, quarter or year: those that REPORT_PERIOD asks for, those before, and the same a year
-- before; it is run for each of these periods, and for none selects no rows.
-- grain: store, article, category; behind the period, which is put before them
select
    store,
    article,
    category,
    sum(amount) as revenue,
    count(*) as sales
from sales
where sold_on between :first and :last
group by store, article, category
