-- The result a second time, for make verify, in MySQL: whole thousandths, ranks by counting, months, quarters and years by adding up.
with month_sales as (
    select
        extract(year_month from sold_on) as number,
        'article' as grouped_by,
        store,
        article as item,
        sum(cast(amount * 1000 as signed)) as thousandths,
        sum(1) as sales
    from sales
    group by article, store, extract(year_month from sold_on)
    union all
    select
        extract(year_month from sold_on),
        'category',
        store,
        category,
        sum(cast(amount * 1000 as signed)),
        sum(1)
    from sales
    group by category, store, extract(year_month from sold_on)
),

quarter_sales as (
    select
        number div 100 as year,
        (number mod 100 + 2) div 3 as quarter,
        grouped_by,
        store,
        item,
        sum(thousandths) as thousandths,
        sum(sales) as sales
    from month_sales
    group by number div 100, (number mod 100 + 2) div 3, grouped_by, store, item
),

year_sales as (
    select
        year,
        grouped_by,
        store,
        item,
        sum(thousandths) as thousandths,
        sum(sales) as sales
    from quarter_sales
    group by year, grouped_by, store, item
),

sums as (
    select insert(lpad(number, 6, '0'), 5, 0, '-') as period, grouped_by, store, item, thousandths, sales from month_sales
    union all
    select concat_ws('-Q', lpad(year, 4, '0'), quarter), grouped_by, store, item, thousandths, sales from quarter_sales
    union all
    select lpad(year, 4, '0'), grouped_by, store, item, thousandths, sales from year_sales
    union all
    select 'all', grouped_by, store, item, sum(thousandths), sum(sales) from year_sales group by grouped_by, store, item
    union all
    select period, 'article', store, article, sum(cast(revenue * 1000 as signed)), sum(sales)
    from asked_articles
    group by period, store, article
    union all
    select period, 'category', store, category, sum(cast(revenue * 1000 as signed)), sum(sales)
    from asked_articles
    group by period, store, category
),

totals as (
    select
        period,
        grouped_by,
        item,
        sum(thousandths) as thousandths,
        count(*) over (
            partition by period, grouped_by order by sum(thousandths) desc, item rows between unbounded preceding and current row
        ) as rank_overall,
        sum(if(item = '', 0, 1)) over (partition by period, grouped_by) as articles,
        sum(if(item = '', 0, sum(thousandths))) over (partition by period, grouped_by) as named,
        sum(if(item = '', 0, 1)) over (
            partition by period, grouped_by order by sum(thousandths) desc, item rows between unbounded preceding and current row
        ) as place,
        sum(if(item = '', 0, sum(thousandths))) over (
            partition by period, grouped_by order by sum(thousandths) desc, item rows between unbounded preceding and current row
        ) as running
    from sums
    group by item, grouped_by, period
),

-- the place of the first item that, with those before, has a part of the revenue
chain as (
    select
        totals.*,
        min(if(item <> '' and named > 0 and running * 2 >= named, place, null)) over (partition by period, grouped_by) as half,
        min(if(item <> '' and named > 0 and running * 5 >= named * 4, place, null)) over (partition by period, grouped_by)
            as four_fifths
    from totals
),

ranked as (
    select
        sums.*,
        count(*) over (
            partition by period, grouped_by, store order by thousandths desc, item rows between unbounded preceding and current row
        ) as rank_in_store,
        max(thousandths) over (partition by period, grouped_by, item) as most_in_store,
        sum(if(item = '', 0, 1)) over (partition by period, grouped_by, store) as articles_in_store,
        sum(if(item = '', 0, thousandths)) over (partition by period, grouped_by, store) as named,
        sum(if(item = '', 0, 1)) over (
            partition by period, grouped_by, store order by thousandths desc, item rows between unbounded preceding and current row
        ) as place,
        sum(if(item = '', 0, thousandths)) over (
            partition by period, grouped_by, store order by thousandths desc, item rows between unbounded preceding and current row
        ) as running
    from sums
),

stores as (
    select
        ranked.*,
        min(if(item <> '' and named > 0 and running * 2 >= named, place, null)) over (partition by period, grouped_by, store)
            as half,
        min(if(item <> '' and named > 0 and running * 5 >= named * 4, place, null)) over (partition by period, grouped_by, store)
            as four_fifths
    from ranked
)

select
    stores.period,
    store,
    stores.grouped_by,
    if(stores.grouped_by = 'article', stores.item, '') as article,
    if(stores.grouped_by = 'category', stores.item, '') as category,
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
inner join chain
    on chain.item = stores.item and chain.grouped_by = stores.grouped_by and chain.period = stores.period
where
    not (rank_overall > 20 and rank_in_store > 20)
    or (stores.grouped_by = 'category' and not (rank_overall > 100 and rank_in_store > 100))
    or (rank_overall <= 100 and stores.thousandths = most_in_store)
