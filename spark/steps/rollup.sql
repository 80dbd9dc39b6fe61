-- step: the one pass over sales, which takes nearly all of the time; the results are made from its rows.
-- grain: grouped_by, and the columns of the grouping that it names; the others are null there
-- Each row belongs to one month: so the rows of a month that did not change can be kept, and any days are sums of rows.
-- Lines are first summed to receipts, and to articles of a month by their category; receipts are then summed by hour and by cashier. A
-- further result adds its grouping here, with year and month. One that needs more than these sums reads sales itself.
-- There is no `with`: where the rows are kept in Spark's memory, queries that have one would compute them again, from all sales.
-- A receipt has the lines of a store and day with its number; those without a number are one where they share second and cashier
-- (guessed). It counts where its first line is, by time, then by cashier; by article it doesn't count.
select
    grouped_by,
    year(coalesce(sold_on, month_begin)) as year,
    month(coalesce(sold_on, month_begin)) as month,
    day(sold_on) as day,
    case when grouped_by = 'hour' then weekday(sold_on) + 1 end as weekday,
    case when grouped_by = 'hour' then hour end as hour,
    store,
    article,
    category,
    case when grouped_by = 'cashier' then cashier end as cashier,
    sum(revenue) as revenue,
    sum(sales) as sales,
    sum(refunds) as refunds,
    coalesce(sum(refunded), 0) as refunded,
    sum(zero_sales) as zero_sales,
    sum(without_article) as without_article,
    case when sum(with_quantity) = sum(sales) then sum(quantity) end as quantity,
    bit_count(bit_or(case when hour >= 0 then shiftleft(1, hour) else 0 end)) as hours,
    count(case when is_first then 1 end) as receipts,
    count(case when is_first and receipt = '' then 1 end) as guessed,
    sum(unnumbered) as unnumbered,
    sum(to_second) as to_second
from (
    select
        *,
        explode(case when is_article then array('article') else array('hour', 'cashier') end) as grouped_by
    from (
        select
            *,
            not is_article and row_number() over (
                partition by sold_on, month_begin, store, article, receipt, guessed_at, case when receipt = '' then cashier end
                order by begins_at, cashier
            ) = 1 as is_first
        from (
            select
                grouping(article) = 0 as is_article,
                sold_on,
                month_begin,
                hour,
                store,
                article,
                category,
                cashier,
                receipt,
                guessed_at,
                min(sold_at) as begins_at,
                sum(amount) as revenue,
                count(*) as sales,
                count(case when amount < 0 then 1 end) as refunds,
                sum(case when amount < 0 then amount end) as refunded,
                count(case when amount = 0 then 1 end) as zero_sales,
                count(case when article = '' then 1 end) as without_article,
                sum(quantity) as quantity,
                count(quantity) as with_quantity,
                count(case when receipt = '' then 1 end) as unnumbered,
                count(case when receipt = '' and second(sold_at) > 0 then 1 end) as to_second
            from (
                select
                    sold_on,
                    trunc(sold_on, 'month') as month_begin,
                    sold_at,
                    coalesce(hour(sold_at), -1) as hour,
                    store,
                    article,
                    category,
                    cashier,
                    receipt,
                    case when receipt = '' then sold_at end as guessed_at,
                    amount,
                    quantity
                from sales
            ) as lines
            group by grouping sets (
                (sold_on, hour, store, cashier, receipt, guessed_at),
                (month_begin, store, article, category)
            )
        ) as summed
    ) as receipts
) as grouped
group by
    grouped_by,
    sold_on,
    month_begin,
    case when grouped_by = 'hour' then hour end,
    store,
    article,
    category,
    case when grouped_by = 'cashier' then cashier end
