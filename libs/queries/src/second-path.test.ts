import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseQuery } from "./queries.js";
import { readSecondPath, shadowTables } from "./second-path.js";

const path = new Map([
  ["rollup", "select 1 as a"],
  ["by_store", "-- from rollup\nselect * from rollup; -- done"],
  ["by_day", "with parts as (select 2 as b) select * from parts"],
]);
const rollup = "`rollup` as (\nselect 1 as a\n)";
const byStore = "`by_store` as (\n-- from rollup\nselect * from `rollup`\n)";

const shadow = (sql: string): string => shadowTables(sql, path);

test("a table that a select names is computed before it, and so is what that one reads, each once", () => {
  assert.equal(shadow("select a from by_store"), `with ${rollup},\n${byStore}\nselect a from \`by_store\``);
  assert.equal(
    shadow("select a from by_store, rollup x"),
    `with ${rollup},\n${byStore}\nselect a from \`by_store\`, \`rollup\` x`,
  );
  assert.match(shadow("select b from by_day"), /^with `by_day` as \(\nwith parts as/);
});

test("what names no table of the path stays as it is, also where a string, a comment or a part of a name says one", () => {
  for (const sql of [
    "select 'by_store', \"it's by_store\" from sales",
    "select 'it''s \\' by_store' from sales -- by_store",
    "select 1 # by_store\n/* by_day */ from sales",
    "select store, sum(a) from sales group by store with rollup",
    "select by_store_2, x_rollup from `by_store ` where a = 2--rollups",
  ])
    assert.equal(shadow(sql), sql);
  assert.match(shadow("select a--by_store"), /^with/);
});

test("a name in backticks, in other letters or behind the database is a table", () => {
  assert.match(
    shadow("select `by_store`.a from `by_store`"),
    /^with `rollup` .*\nselect `by_store`\.a from `by_store`$/s,
  );
  assert.match(shadow("select a from tillbook.rollup"), /\nselect a from `rollup`$/);
  assert.match(shadow("select `tillbook`.rollup.a from `tillbook`.`rollup`;"), /\nselect `rollup`\.a from `rollup`$/);
  assert.match(shadow("select other.rollup from Rollup as other"), /\nselect other\.`rollup` from `rollup` as other$/);
});

test("a with of its own is kept behind the tables, recursive too", () => {
  assert.equal(
    shadow("-- why\nwith x (y) as (select a from rollup) select y from x"),
    `-- why\nwith ${rollup},\nx (y) as (select a from \`rollup\`) select y from x`,
  );
  assert.match(
    shadow("WITH RECURSIVE n as (select 1) select * from n, rollup"),
    /^WITH RECURSIVE `rollup` as .*,\nn as \(select 1\) select/s,
  );
});

test("a with that defines a table's own name means the table in it, and itself behind it", () => {
  assert.equal(
    shadow(
      "with a as (select 1 from rollup), rollup (x) as (select a from rollup where a > (0)), z as (select 2) select x from rollup",
    ),
    `with \`rollup__computed\` as (\nselect 1 as a\n),\na as (select 1 from \`rollup__computed\` as \`rollup\`), \`rollup\` (x) as (select a from \`rollup__computed\` as \`rollup\` where a > (0)), z as (select 2) select x from \`rollup\``,
  );
});

test("a with in parentheses has the tables as well, since MariaDB sees none of the outer there", () => {
  assert.equal(
    shadow("select * from (with x as (select a from rollup) select a from x) as y"),
    `with ${rollup}\nselect * from (with ${rollup},\nx as (select a from \`rollup\`) select a from x) as y`,
  );
  assert.equal(
    shadow("select a, (with x as (select 1) select * from x) from rollup"),
    `with ${rollup}\nselect a, (with x as (select 1) select * from x) from \`rollup\``,
  );
});

const header = `-- question: who?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros, rank int, day date
-- checks: 1 = 1
`;

test("a result is computed by the check beside its query, or by itself, with the types of its table", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-second-path-"));
  try {
    await mkdir(join(folder, "steps"));
    await writeFile(join(folder, "steps", "rollup.check.sql"), "select 3");
    await writeFile(join(folder, "a.check.sql"), "select 4;");
    const queries = ["a", "b"].map((name) => parseQuery(name, `${header}select 5`));
    const texts = await readSecondPath(folder, queries, "KWD");
    const casts =
      "select `store`, cast(`revenue` as decimal(20,3)) as `revenue`, cast(`rank` as signed) as `rank`, cast(`day` as date) as `day` from";
    assert.equal(texts.get("a"), `${casts} (\nselect 4\n) as computed`);
    assert.equal(texts.get("b"), `${casts} (\n${header}select 5\n) as computed`);
    assert.equal(texts.get("rollup"), "select 3");
    await writeFile(join(folder, "a.check.sql"), "with x as (select 4 from rollup) select * from x;");
    const nested = await readSecondPath(folder, queries, "KWD");
    assert.equal(nested.get("a"), `${casts} a__untyped as computed`);
    assert.equal(nested.get("a__untyped"), "with x as (select 4 from rollup) select * from x");
    await assert.rejects(readSecondPath(folder, queries.slice(1)), {
      code: "SQL_FILE_INVALID",
      message: "spark/a.check.sql: expected spark/a.sql beside it, got none",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
