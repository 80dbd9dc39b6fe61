-- The rollup a second time, for make verify, in MySQL, which has no grouping sets: one select for each grouping. One that is added to
-- rollup.sql is added here as well.
with sale_lines as (
    select
        sales.*,
        coalesce(hour(sold_at), -1) as hour,
        row_number() over (
            partition by sold_on, store, receipt, if(receipt = '', sold_at, null), if(receipt = '', cashier, null)
            order by sold_at, cashier
        ) = 1 as is_first
    from sales
)

select
    'hour' as grouped_by, year(sold_on) as year, month(sold_on) as month, day(sold_on) as day, weekday(sold_on) + 1 as weekday, hour,
    store, null as article, null as category, null as cashier, sum(amount) as revenue, count(*) as sales, sum(amount < 0) as refunds,
    sum(least(amount, 0)) as refunded, sum(amount = 0) as zero_sales, sum(article = '') as without_article,
    if(count(quantity) = count(*), sum(quantity), null) as quantity, count(distinct nullif(hour, -1)) as hours, sum(is_first) as receipts,
    sum(is_first and receipt = '') as guessed, sum(receipt = '') as unnumbered,
    sum(receipt = '' and coalesce(second(sold_at), 0) > 0) as to_second
from sale_lines
group by sold_on, hour, store
union all
select
    'cashier', year(sold_on), month(sold_on), day(sold_on), null, null,
    store, null, null, cashier, sum(amount), count(*), sum(amount < 0),
    sum(least(amount, 0)), sum(amount = 0), sum(article = ''),
    if(count(quantity) = count(*), sum(quantity), null), count(distinct nullif(hour, -1)), sum(is_first),
    sum(is_first and receipt = ''), sum(receipt = ''),
    sum(receipt = '' and coalesce(second(sold_at), 0) > 0)
from sale_lines
group by sold_on, store, cashier
union all
select
    'article', year, month, null, null, null,
    store, article, category, null, sum(amount), count(*), sum(amount < 0),
    sum(least(amount, 0)), sum(amount = 0), sum(article = ''),
    if(count(quantity) = count(*), sum(quantity), null), count(distinct hour(sold_at)), 0,
    0, sum(receipt = ''),
    sum(receipt = '' and coalesce(second(sold_at), 0) > 0)
from (select year(sold_on) as year, month(sold_on) as month, store, article, category, amount, quantity, receipt, sold_at from sales) as sale
group by year, month, store, article, category
