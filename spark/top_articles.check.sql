-- The result a second time, for make verify, in MySQL: whole thousandths, ranks by counting, months, quarters and years by adding up.
with month_sales as (
    select
        extract(year_month from sold_on) as number,
        store,
        article,
        sum(cast(amount * 1000 as signed)) as thousandths,
        sum(1) as sales
    from sales
    group by article, store, extract(year_month from sold_on)
),

quarter_sales as (
    select
        number div 100 as year,
        (number mod 100 + 2) div 3 as quarter,
        store,
        article,
        sum(thousandths) as thousandths,
        sum(sales) as sales
    from month_sales
    group by number div 100, (number mod 100 + 2) div 3, store, article
),

year_sales as (
    select
        year,
        store,
        article,
        sum(thousandths) as thousandths,
        sum(sales) as sales
    from quarter_sales
    group by year, store, article
),

sums as (
    select insert(lpad(number, 6, '0'), 5, 0, '-') as period, store, article, thousandths, sales from month_sales
    union all
    select concat_ws('-Q', lpad(year, 4, '0'), quarter), store, article, thousandths, sales from quarter_sales
    union all
    select lpad(year, 4, '0'), store, article, thousandths, sales from year_sales
    union all
    select 'all', store, article, sum(thousandths), sum(sales) from year_sales group by store, article
    union all
    select :period, store, article, sum(cast(amount * 1000 as signed)), sum(1)
    from sales
    where sold_on >= :first and sold_on <= :last
    group by article, store
),

totals as (
    select
        period,
        article,
        count(*) over (
            partition by period order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as rank_overall,
        sum(if(article = '', 0, 1)) over (partition by period) as articles
    from sums
    group by article, period
),

ranked as (
    select
        sums.*,
        count(*) over (
            partition by period, store order by thousandths desc, article rows between unbounded preceding and current row
        ) as rank_in_store,
        sum(if(article = '', 0, 1)) over (partition by period, store) as articles_in_store
    from sums
)

select
    ranked.period,
    store,
    ranked.article,
    thousandths / 1000 as revenue,
    sales,
    rank_in_store,
    rank_overall,
    articles_in_store,
    articles
from ranked
inner join totals on totals.article = ranked.article and totals.period = ranked.period
where not (rank_overall > 20 and rank_in_store > 20)
