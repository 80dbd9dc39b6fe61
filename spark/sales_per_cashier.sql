-- question: what did each cashier take?
-- grain: store, cashier
-- columns: store varchar(100), cashier varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount; sum(sales) = sales.rows
select
    store,
    cashier,
    revenue,
    sales
from rollup
where grouped_by = 'cashier'
