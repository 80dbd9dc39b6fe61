/** A value of each type, as SQL. */
const values: Readonly<Record<string, readonly string[]>> = {
  boolean: ["true", "false"],
  tinyint: ["127Y", "-128Y"],
  smallint: ["32767S", "-32768S"],
  int: ["2147483647", "-2147483648"],
  bigint: ["9007199254740993", "-9223372036854775808"],
  float: ["cast(1.1 as float)", "cast('-Infinity' as float)"],
  double: ["0.1D", "-0.0D", "double('NaN')"],
  decimal: ["12345678901234567890.123456789BD", "-0.05BD", "cast(5 as decimal(38, 37))"],
  string: ["'Zürich 🧾'", "''", "'a\\u0000b'"],
  binary: ["X'00ff'", "X''"],
  date: ["date'0001-01-01'", "date'9999-12-31'"],
  timestamp: ["timestamp'2026-03-29 01:00:00.000001 UTC'", "timestamp'1899-12-31 23:59:59 UTC'"],
  timestamp_ntz: ["timestamp_ntz'2026-03-29 02:30:00'", "timestamp_ntz'1582-10-15 00:00:00.5'"],
  time: ["time'23:59:59.999999'", "time'00:00:00'"],
  array: ["array(1, null, 3)", "array(array('a'), array())"],
  map: ["map('a', 1.50BD, 'b', null)", "map(1, map(date'2026-01-01', X'01'))"],
  struct: ["named_struct('x', 1, 'y', array('q', null))"],
};

/** Where a value may stand. */
const places: readonly ((value: string) => string)[] = [
  (value) => `select ${value} as x`,
  (value) => `select array(${value}, null) as x`,
  (value) => `select map('k', ${value}) as x`,
  (value) => `select named_struct('f', ${value}, 'n', cast(null as int)) as x`,
  (value) => `select if(id = 1, ${value}, null) as x from range(0, 3, 1, 1)`,
  (value) =>
    `select max(named_struct('i', id, 'v', to_json(named_struct('v', ${value})))).v as x, typeof(any_value(${value})) as t from range(2)`,
];

const functions = `
abs(-1.5BD); acos(2); add_months(date'2026-01-31', 1); aggregate(array(1, 2, 3), 0, (a, b) -> a + b); array_distinct(array(1, 1, null))
array_intersect(array(1, 2), array(2)); array_join(array('a', null, 'b'), '-', '?'); array_position(array(3, 1), 1); array_repeat('x', 2)
array_sort(array(3, null, 1)); arrays_zip(array(1, 2), array('a')); ascii('ä'); base64(X'0102'); bin(13); bit_count(7); bround(2.5BD, 0)
ceil(1.2BD); chr(65); coalesce(null, 2); concat('a', 1, date'2026-01-01'); concat_ws('-', 'a', null, 'b'); conv('ff', 16, 10); crc32('abc')
date_add(date'2026-02-28', 1); date_diff(date'2026-03-01', date'2026-02-01'); date_format(timestamp'2026-03-01 08:30:00', 'yyyy MM dd HH:mm EEEE')
date_trunc('week', timestamp'2026-03-01 08:30:00'); dayofweek(date'2026-03-01'); div(7, 2); element_at(map('a', 1), 'a'); encode('ä', 'UTF-8')
exists(array(1, 2), x -> x > 1); exp(1); extract(week from date'2026-01-01'); factorial(20); filter(array(1, 2, 3), x -> x % 2 = 1)
find_in_set('b', 'a,b'); flatten(array(array(1), array(2, 3))); format_number(1234567.891BD, 2); format_string('%05d %s', 42, 'x')
from_json('{"a": 1, "b": ["x"]}', 'a int, b array<string>'); from_unixtime(0); from_utc_timestamp(timestamp'2026-03-01 12:00:00', 'Europe/Berlin')
get_json_object('{"a": {"b": 7}}', '$.a.b'); greatest(1, 2.5BD); hash(1, 'a'); hex(255); initcap('ab cd'); instr('abc', 'c'); isnan(double('NaN'))
last_day(date'2026-02-01'); least('b', 'a'); length('🧾'); levenshtein('kitten', 'sitting'); ln(10); locate('b', 'abc'); log2(8); lpad('7', 3, '0')
make_date(2026, 2, 28); make_interval(1, 2, 3, 4, 5, 6, 7.5) is not null; make_timestamp(2026, 1, 2, 3, 4, 5.678BD); map_concat(map(1, 'a'), map(2, 'b'))
map_entries(map('a', 1)); map_from_arrays(array('x', 'y'), array(1, 2)); map_keys(map('a', 1)); md5('abc'); mod(-7, 3); months_between(date'2026-03-31', date'2026-02-28')
named_struct('a', 1).a; nanvl(double('NaN'), 1D); next_day(date'2026-03-01', 'MON'); nullif(1, 1); octet_length('ä'); overlay('abcdef', 'X', 2, 3)
parse_url('https://example.org/p?q=1', 'QUERY', 'q'); pmod(-7, 3); power(2, 0.5D); quarter(date'2026-05-01'); regexp_extract('a12b', '([0-9]+)', 1)
regexp_replace('a1b2', '[0-9]', '#'); repeat('ab', 3); reverse(array(1, 2)); round(2.5BD); round(-2.345BD, 2); rpad('a', 3, '.'); sequence(date'2026-01-01', date'2026-01-03')
sha2('abc', 256); shiftleft(1, 40L is null); sign(-2.5D); size(array()); slice(array(1, 2, 3), 2, 2); sort_array(array('b', null, 'a'), false); soundex('Miller')
split('a,b,c', ','); sqrt(2); str_to_map('a:1,b:2'); substring('Zürich', 2, 3); timestamp_micros(1); timestampdiff(hour, timestamp'2026-01-01 00:00:00', timestamp'2026-01-02 03:00:00')
to_date('01.03.2026', 'dd.MM.yyyy'); to_json(named_struct('a', 1, 'b', array(date'2026-01-01'))); to_number('1,234.5', '9,999.9'); to_timestamp('2026-03-01 08:30', 'yyyy-MM-dd HH:mm')
transform(array(1, 2), (x, i) -> x * i); translate('abc', 'ab', 'xy'); trim('  a '); trunc(date'2026-03-15', 'MM'); try_cast('x' as int); try_divide(1, 0); typeof(array(1))
unbase64('AQI='); unhex('0A0B'); unix_date(date'1970-01-02'); unix_millis(timestamp'1970-01-01 00:00:01 UTC'); upper('straße'); weekofyear(date'2026-01-01'); width_bucket(5.3D, 0.2D, 10.6D, 5)
xxhash64('abc'); zip_with(array(1, 2), array(3, 4), (a, b) -> a * b); 1 + 1.50BD; 7 / 2; 7 div 2; 2BD / 3; 1e10 * 3; 'a' || 'b'; 5 in (1, 5); 'abc' like 'a%'; 'abc' rlike '^a.c$'
null <=> null; case when 1 > 2 then 'x' else 'y' end; cast('2026-03-01' as date); cast(1.999BD as int); cast(true as string); cast(date'2026-01-01' as timestamp); cast(array(1) as array<string>)`;

const statements = `
select id % 3 as k, count(*) as n, sum(id) as s, avg(id) as a, min(id) as low, max(id) as high from range(100) group by 1 order by 1
select id, sum(id) over (order by id rows between 1 preceding and current row) as s, rank() over (order by id % 2, id) as r, lag(id) over (order by id) as l from range(5) order by id
select * from range(4) a join range(2, 6) b using (id) order by id
select a.id as a, b.id as b from range(3) a left join range(1, 4) b on a.id = b.id order by a
select * from values (1, 'a'), (2, 'b') as t(n, s) order by n desc
select k, v from values (map('a', 1, 'b', 2)) as t(m) lateral view explode(m) as k, v order by k
select explode(array(3, 1, 2)) as x
select stack(2, 1, 'a', 2, 'b') as (n, s)
with recent as (select id from range(10) where id > 7) select sum(id) as s from recent
select id from range(5) union all select id from range(2) order by id
select id from range(5) except select id from range(3) order by id
select id from range(5) intersect select id from range(3, 9) order by id
select grouping_id() as g, id % 2 as p, count(*) as n from range(4) group by grouping sets ((id % 2), ()) order by g, p
select id % 2 as p, id % 3 as q, count(*) as n from range(6) group by cube (id % 2, id % 3) order by p nulls first, q nulls first
select * from (select id % 2 as k, id as v from range(6)) pivot (sum(v) for k in (0 as even, 1 as odd))
select percentile_cont(0.5) within group (order by id) as m, approx_count_distinct(id) as n, collect_list(id) as l from (select id from range(5) order by id)
select stddev(id) as s, var_pop(id) as v, corr(id, id * 2) as c, skewness(id) as w from range(10)
select bool_and(id >= 0) as a, bit_xor(id) as x, count_if(id > 2) as n, mode(id % 2) as m from range(5)
select listagg(cast(id as string), ',') within group (order by id desc) as t from range(4)
select * from range(3) limit 0
select id from range(10) order by id limit 2 offset 3
select (select max(id) from range(5)) as m, exists (select 1 from range(1)) as e
from range(5) |> where id > 2 |> aggregate sum(id) as s
describe query select 1 as a, cast('x' as string) as b, 1.5BD as c
show functions like 'to_d*'
set spark.sql.ansi.enabled`;

const errors = `
select; select * form t; select 'a; select 1 +; selec 1; select (1; create tabl t; select 1 as from x; select a.b.c.d from range(1); select unknown_column from range(1)
select * from unknown_table; select unknown_function(1); select abs(); select abs(1, 2); select cast('x' as int); select cast('2026-13-01' as date); select 1 / 0; select 1 % 0
select cast(300 as tinyint); select 2147483647 + 1; select 9223372036854775807 * 2; select array(1)[3]; select element_at(array(1), 0); select map('a', 1)['b'] is null; select to_date('x', 'yyyy')
select to_timestamp('2026-02-30', 'yyyy-MM-dd'); select id, count(*) from range(2); select sum(sum(id)) from range(2); select id from range(2) having id > 1; select * from range(2) where count(*) > 1
select 1 union select 1, 2; select a from range(1) a join range(1) b; select id from range(1) a join range(1) b on true; select row_number() from range(1); select interval '1' fortnight
select raise_error('no paper'); select assert_true(1 = 2); select from_json('{', 'a int', map('mode', 'FAILFAST')); select parse_json('{'); select decimal('1e50'); select date'2026-02-30'
select timestamp'x'; select X'0'; drop table unknown_table; drop view unknown_view; use unknown_database; insert into unknown_table values (1); alter table unknown_table add column x int
create temporary view v as select 1, 1; select * from json.\`/no/such/path\`; select * from parquet.\`/no/such/path\`; select explode(1); select array(1, 'x', date'2026-01-01') is null; select date'2026-01-01' + 'x'
select 1 where 'x'; select * from values (1), (1, 2); select count(distinct *) from range(1) t(a, b); select lag(id) from range(2); select substring(X'00', 'a')`;

const settings: readonly string[][] = [
  [
    "spark.sql.ansi.enabled=false",
    "select 1 / 0 as x",
    "select cast('x' as int) as x",
    "select array(1)[5] as x",
    "select 2147483647 + 1 as x",
  ],
  [
    "spark.sql.session.timeZone=Europe/Berlin",
    "select timestamp'2026-03-29 03:00:00' as x",
    "select date_format(timestamp'2026-01-01 00:00:00 UTC', 'HH') as x",
    "select cast(timestamp'2026-07-01 12:00:00' as string) as x",
  ],
  ["spark.sql.caseSensitive=true", "select A from (select 1 as a)", "select 1 as a, 2 as A"],
  [
    "spark.sql.timestampType=TIMESTAMP_NTZ",
    "select timestamp'2026-03-29 02:30:00' as x",
    "select to_timestamp('2026-01-01 00:00:00') as x",
  ],
  ["spark.sql.decimalOperations.allowPrecisionLoss=false", "select cast(1 as decimal(38, 18)) / 3 as x"],
  ["spark.sql.mapKeyDedupPolicy=LAST_WIN", "select map('a', 1, 'a', 2) as x"],
  ["spark.sql.legacy.sizeOfNull=true", "select size(cast(null as array<int>)) as x"],
  ["spark.sql.groupByOrdinal=false", "select id % 2, count(*) from range(4) group by 1"],
];

const split = (text: string): string[] => text.trim().split(/\n|; /);

/** Queries to compare with another client or server, by what they are about. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  values: Object.values(values).flatMap((some) => some.flatMap((value) => places.map((place) => place(value)))),
  functions: split(functions).map((call) => `select ${call} as x`),
  statements: split(statements),
  errors: split(errors),
  settings: settings.flatMap(([setting = "", ...asked]) => [
    `set ${setting}`,
    ...asked.map((query) => `${query} -- ${setting}`),
    `reset ${setting.split("=")[0]}`,
  ]),
};

/** All of them, in the order that the settings need. */
export const queries: readonly string[] = [...new Set(Object.values(groups).flat())];

/** Plans of DataFrames, as calls that PySpark has, too: a query, then method and arguments. */
export const plans: readonly { from: string; steps: readonly [method: string, ...args: unknown[]][] }[] = [
  {
    from: "sales",
    steps: [
      ["select", "amount * 2 as double", "upper(store) as name", "id"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["filter", "amount > 2 and store like 'N%'"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["groupBy", "store"],
      ["agg", "sum(amount) as revenue", "count(*) as n", "max(day) as last"],
      ["orderBy", "store"],
    ],
  },
  { from: "sales", steps: [["groupBy"], ["agg", "avg(amount) as mean", "collect_set(store) is null as none"]] },
  {
    from: "sales",
    steps: [
      ["groupBy", "month(day)", "store"],
      ["agg", "count(1) as n"],
      ["orderBy", "store", "n"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["orderBy", "store", "amount"],
      ["limit", 2],
    ],
  },
  {
    from: "sales",
    steps: [
      ["orderBy", "id"],
      ["offset", 1],
      ["limit", 2],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "inner"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "left"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "right"],
      ["orderBy", "city"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "full"],
      ["orderBy", "city", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "leftSemi"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["join", "stores", ["store"], "leftAnti"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["drop", "day", "unknown"],
      ["orderBy", "id"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["withColumnsRenamed", { id: "number", day: "sold_on" }],
      ["orderBy", "number"],
    ],
  },
  { from: "sales", steps: [["select", "store"], ["distinct"], ["orderBy", "store"]] },
  {
    from: "sales",
    steps: [
      ["select", "store"],
      ["union", "names"],
      ["orderBy", "store"],
    ],
  },
  {
    from: "sales",
    steps: [
      ["select", "store"],
      ["intersect", "names"],
      ["orderBy", "store"],
    ],
  },
  {
    from: "names",
    steps: [
      ["except", "sales_stores"],
      ["orderBy", "store"],
    ],
  },
  { from: "sales", steps: [["select", "unknown"]] },
  { from: "sales", steps: [["filter", "amount >"]] },
  {
    from: "sales",
    steps: [
      ["groupBy", "store"],
      ["agg", "amount"],
    ],
  },
  { from: "unknown_table", steps: [["limit", 1]] },
];

/** The views that the plans begin with. */
export const views: Readonly<Record<string, string>> = {
  sales: `select * from values ('Nord', 1, 12.50, date'2026-01-31'), ('Süd', 2, 3.20, date'2026-02-01'), ('Nord', 3, null, date'2026-02-02'),
    ('Ost', 4, 1.00, null) as t(store, id, amount, day)`,
  stores: "select * from values ('Nord', 'Kiel'), ('Süd', 'Ulm'), ('West', 'Köln') as t(store, city)",
  names: "select * from values ('Nord'), ('West'), ('Nord') as t(store)",
  sales_stores: "select store from sales",
};
