-- step: whether the receipts of a store can be told apart in a month: of the lines without a number, nine of ten must have a time whose
-- seconds are not 00, and a receipt that is told by second and cashier must have 1.2 of them on average (docs/definitions.md, Receipts).
-- grain: year, month, store
select
    year,
    month,
    store,
    10 * sum(to_second) >= 9 * sum(unnumbered) and 10 * sum(unnumbered) >= 12 * sum(guessed) as is_told
from rollup
where grouped_by = 'hour'
group by year, month, store
