-- step: the articles of the days that REPORT_PERIOD asks for, where these are no month, quarter or year; else no rows.
-- grain: store, article
select
    store,
    article,
    sum(amount) as revenue,
    count(*) as sales
from sales
where sold_on between :first and :last
group by store, article
