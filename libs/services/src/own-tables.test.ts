import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { expectOwnTables, type OwnTable } from "./own-tables.js";
import { startTestMysql, type TestMysql } from "./test-mysql.js";

let server: TestMysql;
let connection: Connection;
before(async () => {
  server = await startTestMysql();
  connection = await server.connect();
});
after(() => server.stop());
beforeEach(async () => {
  await run("drop view if exists one, two__next");
  await run("drop sequence if exists two");
  await run(`drop table if exists child, ${names.join(", ")}`);
});

const names = ["two__next", "one", "one__next", "one__old", "One", "two", "two__old"];
const tables: readonly OwnTable[] = [
  { name: "one", oldComment: "as 0.1.0 wrote it", columns: ["id", "n"] },
  { name: "two", oldComment: "what is two?" },
];
const mark = "comment = 'Tillbook: a test'";

test("tables, views and sequences of somebody else under any of our names are listed, and all stays as it is", async () => {
  await run("create table one (id int primary key, n int)");
  await run("insert into one values (1, 2)");
  await run("create table one__old select 3 as n");
  await run("create view two__next as select 4 as n");
  await run("create sequence two");
  await run(`create table two__old (n int) ${mark}`);
  const before = await list("show tables");
  await assert.rejects(check(), {
    code: "MYSQL_REFUSED",
    message: "import would lose what Tillbook did not make; nothing was changed",
    details: ["table one", "table one__old", "sequence two", "view two__next"],
    hint: "rename or drop what is listed, or set MYSQL_DATABASE to a database for Tillbook alone, then run `make import`",
  });
  assert.deepEqual(await list("show tables"), before);
  assert.deepEqual(await list("select concat(one.n, one__old.n, two__next.n) from one, one__old, two__next"), ["234"]);
});

test("a table with our mark is ours, also one that a killed run left, and tables of other names don't matter", async () => {
  await run(`create table one (id int primary key, n int) ${mark}`);
  await run(`create table one__old (n int) ${mark}`);
  await run(`create table two__next (n int) ${mark}`);
  await run("create table child (n int)");
  await run("create table One (n int)");
  await check();
});

test("a table of version 0.1.0 is known by its comment or that of a column, and gets a mark", async () => {
  await run("create table one (id int, n int comment 'as 0.1.0 wrote it')");
  await run("create table two (any int) comment 'what is two?'");
  await run("create table two__next (any int) comment 'what is two?'");
  await check();
  const comments = `select table_comment from information_schema.tables
    where table_schema = database() and table_name in ('one', 'two') order by table_name`;
  assert.deepEqual(await list(comments), ["Tillbook: one", "Tillbook: what is two?"]);
  await run("alter table two comment = 'what are two?'");
  assert.deepEqual(await find(), ["table two"]);
});

test("what is attached to our tables is listed with the statement that removes it", async () => {
  await run(`create table one (id int primary key, n int, \`my\`\`note\` int, check (n < 9)) ${mark}`);
  await run(`create table two (n int) ${mark} partition by hash (n) partitions 2`);
  await run(
    `create table two__next (n int, j json, id int, constraint up foreign key (id) references one (id)) ${mark}`,
  );
  await run("create table child (one int, constraint down foreign key (one) references one (id))");
  await run("create trigger log before insert on one for each row set new.n = 1");
  const found = await find();
  assert.deepEqual(found, [
    "foreign key down of tillbook.child to one: alter table `tillbook`.`child` drop foreign key `down`",
    "foreign key up of tillbook.two__next to one: alter table `tillbook`.`two__next` drop foreign key `up`",
    "check CONSTRAINT_1 of one: alter table `one` drop constraint `CONSTRAINT_1`",
    "trigger log of one: drop trigger `log`",
    "column my`note of one: alter table `one` drop column `my``note`",
    "partitions of two: alter table `two` remove partitioning",
  ]);
  for (const line of found) await run(line.slice(line.indexOf(": ") + 2));
  await check();
});

function check(): Promise<void> {
  return expectOwnTables(connection, "import", tables);
}

/** The findings of a check that must refuse. */
async function find(): Promise<readonly string[]> {
  const error = await check().catch((thrown: unknown) => thrown);
  assert.ok(error instanceof TillbookError);
  return error.details;
}

async function run(sql: string): Promise<void> {
  await connection.query(sql);
}

async function list(sql: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((row) => Object.values(row)[0]);
}
