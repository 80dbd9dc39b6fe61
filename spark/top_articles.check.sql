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
        sum(thousandths) as thousandths,
        count(*) over (
            partition by period order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as rank_overall,
        sum(if(article = '', 0, 1)) over (partition by period) as articles,
        sum(if(article = '', 0, sum(thousandths))) over (partition by period) as named,
        sum(if(article = '', 0, 1)) over (
            partition by period order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as place,
        sum(if(article = '', 0, sum(thousandths))) over (
            partition by period order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as running
    from sums
    group by article, period
),

-- the place of the first article that, with those before, has a part of the revenue
chain as (
    select
        totals.*,
        min(if(article <> '' and named > 0 and running * 2 >= named, place, null)) over (partition by period) as half,
        min(if(article <> '' and named > 0 and running * 5 >= named * 4, place, null)) over (partition by period)
            as four_fifths
    from totals
),

ranked as (
    select
        sums.*,
        count(*) over (
            partition by period, store order by thousandths desc, article rows between unbounded preceding and current row
        ) as rank_in_store,
        max(thousandths) over (partition by period, article) as most_in_store,
        sum(if(article = '', 0, 1)) over (partition by period, store) as articles_in_store,
        sum(if(article = '', 0, thousandths)) over (partition by period, store) as named,
        sum(if(article = '', 0, 1)) over (
            partition by period, store order by thousandths desc, article rows between unbounded preceding and current row
        ) as place,
        sum(if(article = '', 0, thousandths)) over (
            partition by period, store order by thousandths desc, article rows between unbounded preceding and current row
        ) as running
    from sums
),

stores as (
    select
        ranked.*,
        min(if(article <> '' and named > 0 and running * 2 >= named, place, null)) over (partition by period, store)
            as half,
        min(if(article <> '' and named > 0 and running * 5 >= named * 4, place, null)) over (partition by period, store)
            as four_fifths
    from ranked
)

select
    stores.period,
    store,
    stores.article,
    stores.thousandths / 1000 as revenue,
    sales,
    rank_in_store,
    rank_overall,
    articles_in_store,
    articles,
    coalesce(stores.half, 0) as articles_for_half_in_store,
    coalesce(stores.four_fifths, 0) as articles_for_80_percent_in_store,
    coalesce(chain.half, 0) as articles_for_half,
    coalesce(chain.four_fifths, 0) as articles_for_80_percent,
    chain.thousandths / 1000 as revenue_overall
from stores
inner join chain on chain.article = stores.article and chain.period = stores.period
where not (rank_overall > 20 and rank_in_store > 20) or (rank_overall <= 100 and stores.thousandths = most_in_store)
