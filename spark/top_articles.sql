-- question: which articles bring the most, in the chain and in each store?
-- grain: store, article
-- columns: store varchar(100), article varchar(100), revenue decimal(20,2) in euros, sales bigint in rows, rank_in_store int in ranks from 1, rank_overall int in ranks from 1
-- checks: sum(if(rank_overall <= 20, revenue, 0)) = (select sum(amount) from sales where article in (select article from top_articles where rank_overall <= 20))
with article_sales as (
    select
        store,
        article,
        revenue,
        sales
    from rollup
    where grouped_by = 'article'
),

overall as (
    select
        article,
        row_number() over (order by sum(revenue) desc, article) as rank_overall
    from article_sales
    group by article
),

ranked as (
    select
        article_sales.*,
        row_number() over (
            partition by article_sales.store
            order by article_sales.revenue desc, article_sales.article
        ) as rank_in_store,
        overall.rank_overall
    from article_sales
    inner join overall on overall.article = article_sales.article
)

select
    store,
    article,
    revenue,
    sales,
    rank_in_store,
    rank_overall
from ranked
where rank_overall <= 20 or rank_in_store <= 5
