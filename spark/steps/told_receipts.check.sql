-- Where receipts can be told apart a second time, for make verify, in MySQL: seconds cut from the texts of times, receipts counted by
-- their keys.
select
    cast(left(month_name, 4) as unsigned) as year,
    cast(right(month_name, 2) as unsigned) as month,
    store,
    to_second >= 0.9 * unnumbered and unnumbered >= 1.2 * guessed as is_told
from (
    select
        left(cast(sold_on as char(10)), 7) as month_name,
        store,
        sum(receipt = '') as unnumbered,
        sum(receipt = '' and coalesce(right(cast(sold_at as char(8)), 2), '00') <> '00') as to_second,
        count(
            distinct if(receipt = '', concat(sold_on, '/', coalesce(cast(sold_at as char(8)), ''), '/', cashier), null)
        ) as guessed
    from sales
    group by left(cast(sold_on as char(10)), 7), store
) as months
