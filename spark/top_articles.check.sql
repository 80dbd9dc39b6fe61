-- The result a second time, for make verify, in MySQL: whole thousandths, ranks by counting.
with parts as (
    select
        store,
        article,
        sum(cast(amount * 1000 as signed)) as thousandths,
        sum(1) as sales
    from sales
    group by article, store
),

totals as (
    select
        article,
        count(*) over (
            order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as rank_overall
    from parts
    group by article
),

ranked as (
    select
        parts.*,
        count(*) over (
            partition by store order by thousandths desc, article rows between unbounded preceding and current row
        ) as rank_in_store
    from parts
)

select
    store,
    ranked.article,
    thousandths / 1000 as revenue,
    sales,
    rank_in_store,
    rank_overall
from ranked
inner join totals on totals.article = ranked.article
where not (rank_overall > 20 and rank_in_store > 5)
