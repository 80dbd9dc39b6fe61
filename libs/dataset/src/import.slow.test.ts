import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { findPaths, type MysqlSettings, parseManifest, readSettings, sha256File } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql, readCurrency, withTableLock } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { exportFixture, formatExport } from "./dsfinvk.fixture.js";
import { generateSales } from "./generate.js";
import { describeImport, formatImport, type ImportOptions, type ImportResult, importSales } from "./import.js";
import { checkEquations } from "./read-sales.js";
import { totalCents } from "./sales-file.js";
import { columnNames, createSalesTable } from "./schema.js";
import { writeWorkbook } from "./zip.fixture.js";

const header = "sold_on,sold_at,store,article,amount,cashier";
const row = "2025-01-02,09:41:07,Köln,Butter 250 g,12.50,Ada Blum";

const temporary = await mkdtemp(join(tmpdir(), "tillbook-import-"));
const paths = { ...findPaths(), data: temporary };
const mysql: MysqlSettings = { ...readSettings({}).mysql };
await joinEmbeddedMysql(paths, mysql.database);
after(async () => {
  await leaveEmbeddedMysql(paths);
  await rm(temporary, { recursive: true });
});

let connection: Connection;
let folder: string;
beforeEach(async () => {
  connection = await connectMysql(mysql, paths);
  await connection.query("drop table if exists lines_of_a_shop");
  await connection.query("drop table if exists sales, sales__next, sales__old, import_status, import_status__next");
  folder = await mkdtemp(join(temporary, "csv-"));
});
afterEach(() => connection.end());

test("an import equals its files, row for row and to the cent", async () => {
  const files = await generateSales({ rows: 5000, stores: 3, days: 90, start: "2025-01-01", seed: 1 }, { folder });
  const result = await run();
  assert.equal(result.action, "loaded");
  assert.deepEqual(result.files, files);
  assert.equal(result.table.rows, 5000);
  assert.equal(BigInt(result.table.amount.replace(".", "")), totalCents(files));
  const texts = await Promise.all(files.map(({ name }) => readFile(join(folder, name), "utf8")));
  const lines = texts.flatMap((text) => text.trimEnd().split("\n").slice(1));
  const columns = columnNames.join(", ").replace("quantity", "cast(quantity as signed)");
  assert.deepEqual(await select(`select concat_ws(',', ${columns}) as v from sales order by id`), lines);
});

test("a second import of the same files writes nothing", async () => {
  await write("a.csv", [row]);
  const first = await run();
  const second = await run();
  assert.deepEqual([first.action, second.action], ["loaded", "unchanged"]);
  assert.deepEqual(describeImport(second), describeImport(first));
  assert.deepEqual(await select("select count(*) as v from import_status"), [1]);
});

test("a changed file is loaded", async () => {
  await write("a.csv", [row]);
  await run();
  await write("a.csv", [row, row]);
  assert.equal((await run()).table.rows, 2);
});

test("a table that was edited after its import stays, and is reported; SALES_IMPORT=always loads it again", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query("update sales set amount = 1");
  const edited = await run();
  assert.equal(edited.action, "edited");
  assert.equal(describeImport(edited)["changed_since_import"], true);
  assert.deepEqual(await select("select amount as v from sales"), ["1.00"]);
  assert.equal((await run({ mode: "always" })).action, "loaded");
  assert.deepEqual(await select("select amount as v from sales"), ["12.50"]);
  assert.equal((await run()).action, "unchanged");
});

test("an emptied or dropped table, or status, is loaded again", async () => {
  await write("a.csv", [row]);
  await run();
  const actions: string[] = [];
  for (const loss of ["truncate table sales", "drop table sales", "drop table import_status"]) {
    await connection.query(loss);
    actions.push((await run()).action);
  }
  assert.deepEqual(actions, ["loaded", "loaded", "loaded"]);
});

test("files with the header of the earlier system, in any order, go into the same columns", async () => {
  await write("a.csv", [row]);
  await writeFile(
    join(folder, "b.csv"),
    "\uFEFFUmsatz;Datum".replace(";", ",") +
      ",Supermarkt,Uhrzeit,Kassiererinnen-ID,Artikelnummer\r\n" +
      '-3.2,2024-02-29,"Halle, ""Saale""",09:05,7,NULL\r\n',
  );
  await run();
  assert.deepEqual(
    await select(
      "select concat_ws(',', sold_on, sold_at, store, article, amount, cashier) as v from sales order by id",
    ),
    [row, '2024-02-29,09:05:00,Halle, "Saale",NULL,-3.20,7'],
  );
});

test("receipts, quantities and categories are imported where there are any, and what can't be read of them is counted", async () => {
  await writeFile(
    join(folder, "a.csv"),
    "Datum;Betrag;Bon-Nr;Menge;Warengruppe\n01.03.2026;1,00;17;0,250;Obst\n31.03.2026;-2,00;;-1 kg;\n",
  );
  const result = await run();
  assert.equal(result.files[0]?.unread, 1);
  assert.deepEqual(
    await select("select concat(receipt, '|', coalesce(quantity, 'null'), '|', category) as v from sales order by id"),
    ["17|0.250|Obst", "|null|"],
  );
  const note = "NOTE: 1 receipt, quantity or category can't be read and was left empty; the rows were imported";
  assert.deepEqual(formatImport(result).notes, [note]);
  assert.equal(
    parseManifest("import", { ...describeImport(result), server_version: result.server }).files[0]?.unread,
    1,
  );
});

test("dinars are stored in thousandths, their currency is recorded, and files without times have none", async () => {
  await writeFile(join(folder, "columns.json"), '{ "currency": "KWD" }');
  await writeFile(
    join(folder, "a.csv"),
    "sold_on,store,article,amount\n2026-03-01,Nord,Tee,1234.5\n2026-03-01,Nord,Tee,-0.25\n",
  );
  const result = await run();
  assert.deepEqual(
    result.files.map(({ amount_cents, lacks }) => [amount_cents, lacks]),
    [["1234250", ["sold_at", "cashier", "receipt", "quantity", "category"]]],
  );
  assert.equal(result.table.amount, "1234.250");
  assert.deepEqual(await select("select concat_ws('|', sold_at is null, amount) as v from sales order by id"), [
    ...["1|1234.500", "1|-0.250"],
  ]);
  assert.equal(await readCurrency(connection), "KWD");
  const manifest = { ...describeImport(result), server_version: result.server };
  assert.equal(parseManifest("import", manifest).currency, "KWD");
  assert.equal((await run()).content.currency, "KWD");
});

test("two currencies stop the import before anything is loaded", async () => {
  await write("a.csv", [row]);
  await write("b.csv", [row.replace("12.50", "12.50 CHF")]);
  await assert.rejects(run(), {
    code: "CSV_INVALID",
    message: "expected one currency in all files, got CHF in b.csv and no currency in a.csv",
    hint: /set it in a columns\.json beside a\.csv: \{"currency":"CHF"\}/,
  });
});

test("euros are what no file needs to name", async () => {
  await write("a.csv", [row]);
  await write("b.csv", [row.replace("12.50", "13.50 €")]);
  const result = await run();
  assert.equal(result.content.currency, "EUR");
  assert.ok(!("currency" in describeImport(result)));
});

test("an invalid row stops the import, names file and line, and leaves the old table whole", async () => {
  await write("a.csv", [row]);
  await run();
  await write("a.csv", [row, row]);
  await write("b.csv", [...Array(5000).fill(row), row.replace("12.50", "12.505"), row]);
  await assert.rejects(run(), {
    code: "CSV_INVALID",
    message: 'b.csv:5002: amount must have at most 2 decimals, got "12.505"',
  });
  assert.deepEqual(await select("select count(*) as v from sales"), [1]);
  assert.deepEqual(await select("show tables"), ["import_status", "sales"]);
  assert.deepEqual(await select("select state as v from import_status order by id"), ["done", "failed"]);
});

test("an invalid header stops the import before anything is loaded", async () => {
  await write("a.csv", [row]);
  await writeFile(join(folder, "b.csv"), "sold_on;sold_at;shop;article;worth;cashier\n");
  await assert.rejects(run(), {
    code: "CSV_INVALID",
    message:
      'b.csv:1: header lacks a column that is known for amount; it has "sold_on", "sold_at", "shop", "article", "worth", "cashier"',
  });
  assert.deepEqual(await select("select count(*) as v from import_status"), [0]);
});

test("a known layout is named in the log and for the manifest, with what was left out and how to leave out a file", async () => {
  const header = "Date,Receipt Number,Line Type,Quantity,Subtotal,Sales Tax,Total,Details,Register,User,Status";
  const rows = ["Sale,1,1,1,12.50", "Sale Line,1,1,1,12.50"].map(
    (text) => `2025-03-01 09:05:00,1,${text},Butter,Main,Ada,CLOSED`,
  );
  await writeFile(join(folder, "a.csv"), [header, ...rows, ""].join("\n"));
  const { result, lines } = await runLogged();
  assert.match(lines.join("\n"), /1 file: Lightspeed X sales, comma, .*gross amounts/);
  const [file] = result.files;
  assert.deepEqual(
    [file?.profile, file?.amounts, file?.rows, file?.left_out],
    ["Lightspeed X sales", "gross", 1, [{ reason: "Line Type is Sale", rows: 1, amount_cents: "1250" }]],
  );
  await writeFile(join(folder, "b.csv"), "customer;town\n1;Köln\n");
  await assert.rejects(run(), { hint: /\{"files":\{"b\.csv":\{"read":false\}\}\} \(no sales: leave it out\);/ });
  await writeFile(join(folder, "columns.json"), '{ "files": { "B.*": { "read": false } } }');
  assert.match((await runLogged()).lines.join("\n"), /not read: b\.csv, by columns\.json/);
  await writeFile(
    join(folder, "columns.json"),
    '{ "columns": { "Usr": "cashier" }, "files": { "b.csv": { "read": false } } }',
  );
  await assert.rejects(run(), /no file has a column "Usr", the nearest is "User"/);
});

test("a folder without CSV files is an error that names the next command", async () => {
  await assert.rejects(run(), { code: "CSV_MISSING", hint: "run `make generate`" });
});

test("names that differ in case, accent or script stay different", async () => {
  const stores = ["Koln", "Köln", "koln", "KÖLN", "Ko\u0308ln", "😀"];
  await write(
    "a.csv",
    stores.map((store) => row.replace("Köln", store)),
  );
  await run();
  assert.deepEqual(await select("select count(distinct store) as v from sales"), [stores.length]);
});

test("a run that was killed is recorded as died, and what it left is removed", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query(
    "insert into import_status set files = 1, files_fingerprint = 'x', state = 'begun', started = utc_timestamp()",
  );
  await connection.query("create table sales__next like sales");
  assert.equal((await run()).action, "unchanged");
  assert.deepEqual(await select("select state as v from import_status order by id"), ["done", "died"]);
  assert.deepEqual(await select("show tables"), ["import_status", "sales"]);
});

test("sales and its row in import_status change in one step", async () => {
  await write("a.csv", Array(500).fill(row));
  await run();
  const reader = await connectMysql(mysql, paths);
  let hasEnded = false;
  const seen = new Set<string>();
  const watch = (async () => {
    while (!hasEnded) {
      const [[found]] = await reader.query<RowDataPacket[]>(
        `select (select count(*) from sales) as got,
           (select row_count from import_status where state = 'done' order by id desc limit 1) as said`,
      );
      seen.add(`${found?.["got"]} ${found?.["said"]}`);
    }
  })();
  for (const rows of [900, 700, 800]) {
    await write("a.csv", Array(rows).fill(row));
    await run();
  }
  hasEnded = true;
  await watch;
  await reader.end();
  assert.ok(seen.size > 1);
  assert.deepEqual(
    [...seen].filter((pair) => new Set(pair.split(" ")).size > 1),
    [],
  );
});

test("of two imports at once, the second waits for the first", async () => {
  await write("a.csv", [row]);
  const other = await connectMysql(mysql, paths);
  try {
    let waiting: Promise<ImportResult> | undefined;
    let hasEnded = false;
    await withTableLock(connection, "import", async () => {
      waiting = importSales(other, defaults()).finally(() => {
        hasEnded = true;
      });
      await sleep(300);
      assert.equal(hasEnded, false);
    });
    assert.equal((await waiting)?.action, "loaded");
  } finally {
    await other.end();
  }
});

test("tables and views of somebody else are left alone, whichever of our names they have", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query("rename table sales to shop_sales");
  await connection.query("create view sales as select * from shop_sales");
  await connection.query("create table sales__old select 7 as price");
  await connection.query("create table import_status__next select 8 as price");
  const tables = await select("show tables");
  await write("a.csv", [row, row]);
  for (const mode of ["auto", "always"] as const)
    await assert.rejects(run({ mode }), {
      code: "MYSQL_REFUSED",
      details: ["table import_status__next", "view sales", "table sales__old"],
    });
  assert.deepEqual(await select("show tables"), tables);
  assert.deepEqual(await select("select price from sales__old"), [7]);
  assert.deepEqual(await select("select state from import_status"), ["done"]);
  await connection.query("drop view sales");
  await connection.query("drop table sales__old, import_status__next, shop_sales");
  await connection.query("create table sales (price int)");
  await assert.rejects(run(), { code: "MYSQL_REFUSED", details: ["table sales"] });
});

test("a foreign key to sales stops the import before anything is done; without it the next one runs", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query(
    "create table lines_of_a_shop (sale bigint, constraint to_sale foreign key (sale) references sales (id)) select 1 as sale",
  );
  await write("a.csv", [row, row]);
  const drop = "alter table `tillbook`.`lines_of_a_shop` drop foreign key `to_sale`";
  await assert.rejects(run(), {
    code: "MYSQL_REFUSED",
    details: [`foreign key to_sale of tillbook.lines_of_a_shop to sales: ${drop}`],
  });
  assert.deepEqual(await select("select count(*) from sales"), [1]);
  assert.deepEqual(await select("select state from import_status"), ["done"]);
  // what an earlier version left: the new sales, and the old ones that could not be dropped
  await connection.query("rename table sales to sales__old");
  await connection.query("create table sales like sales__old");
  await assert.rejects(run(), { details: [`foreign key to_sale of tillbook.lines_of_a_shop to sales__old: ${drop}`] });
  await connection.query(drop);
  assert.equal((await run()).table.rows, 2);
  assert.deepEqual(await select("show tables"), ["import_status", "lines_of_a_shop", "sales"]);
});

test("a trigger or column of somebody else's on our tables stops the import, and an index of theirs stays", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query("alter table sales add index by_day (sold_on)");
  await connection.query("alter table import_status add index by_state (state)");
  await connection.query("create trigger mine after insert on import_status for each row set @imports = 1");
  await connection.query("alter table sales add column note int");
  await write("a.csv", [row, row]);
  await assert.rejects(run(), {
    details: [
      "trigger mine of import_status: drop trigger `mine`",
      "column note of sales: alter table `sales` drop column `note`",
    ],
  });
  await connection.query("drop trigger mine");
  await connection.query("alter table sales drop column note");
  assert.equal((await run()).action, "loaded");
  const added = `select index_name from information_schema.statistics
    where table_schema = database() and index_name like 'by%' order by 1`;
  assert.deepEqual(await select(added), ["by_day", "by_state"]);
});

test("the tables of version 0.1.0, which have no marks, are replaced as before", async () => {
  await write("a.csv", [row]);
  await run();
  for (const table of ["sales", "import_status"]) await connection.query(`alter table ${table} comment = ''`);
  await connection.query("create table sales__old like sales");
  assert.equal((await run()).action, "unchanged");
  await write("a.csv", [row, row]);
  assert.equal((await run()).action, "loaded");
  assert.deepEqual(await select("show tables"), ["import_status", "sales"]);
  const comments = "select table_comment from information_schema.tables where table_schema = database() order by 1";
  assert.deepEqual(await select(comments), ["Tillbook: import_status", "Tillbook: one row per sale"]);
});

test("an interrupted import leaves the old table whole", async () => {
  await write("a.csv", [row]);
  await run();
  await write("a.csv", Array(20_000).fill(row));
  const stop = new AbortController();
  let pieces = 0;
  const progress = (): void => {
    pieces++;
    stop.abort(new Error("stopped"));
  };
  await assert.rejects(run({ signal: stop.signal, progress }), /stopped/);
  assert.equal(pieces, 1);
  assert.deepEqual(await select("select count(*) as v from sales"), [1]);
  assert.deepEqual(await select("show tables"), ["import_status", "sales"]);
});

test("a file that changes while it is read is not imported", async () => {
  await write("a.csv", Array(20_000).fill(row));
  const progress = (): void => appendFileSync(join(folder, "a.csv"), `${row}\n`);
  await assert.rejects(run({ progress }), { code: "CSV_INVALID", message: "a.csv changed while it was read" });
});

test("a lost connection is reported as such, and the next run cleans up after it", async () => {
  await write("a.csv", [row]);
  await run();
  await write("a.csv", Array(100_000).fill(row));
  const killer = await connectMysql(mysql, paths);
  let killed: Promise<unknown> | undefined;
  const progress = (): void => {
    killed ??= killer.query("kill ?", [connection.threadId]);
  };
  await assert.rejects(run({ progress }), { code: "MYSQL_UNREACHABLE" });
  await killed;
  await killer.end();
  connection = await connectMysql(mysql, paths);
  assert.equal((await run()).table.rows, 100_000);
  assert.deepEqual(await select("select state as v from import_status order by id"), ["done", "died", "done"]);
});

test("with SALES_REJECTS=keep, invalid rows are counted and written, and written again when they were removed", async () => {
  const bad = row.replace("12.50", "12.505");
  await write("a.csv", [row, bad, row]);
  const result = await run({ rejects: "keep" });
  assert.deepEqual([result.table.rows, result.files[0]?.rejected, describeImport(result)["rejected"]], [2, 1, 1]);
  assert.deepEqual(await select("select concat(row_count, '+', rejected) as v from import_status"), ["2+1"]);
  const rejects = join(`${folder}-rejects`, "a.csv");
  const reason = 'a.csv,3,"amount must have at most 2 decimals, got ""12.505""",';
  assert.equal(await readFile(rejects, "utf8"), `file,line,reason,row\n${reason}"${bad}"\n`);
  assert.equal((await run({ rejects: "keep" })).action, "unchanged");
  await rm(`${folder}-rejects`, { recursive: true });
  assert.equal((await run({ rejects: "keep" })).action, "loaded");
  assert.match(await readFile(rejects, "utf8"), /12\.505/);
  await assert.rejects(run(), { code: "CSV_INVALID" });
  assert.deepEqual(await select("select count(*) as v from sales"), [2]);
});

test("duplicate rows are imported and counted, in whatever format they are written", async () => {
  await write("a.csv", [row, row, row.replace("12.50", "12.5"), row.replace("Ada", "Bo")]);
  await writeFile(join(folder, "b.csv"), `${header.replaceAll(",", ";")}\n${row.replaceAll(",", ";")}\n`);
  const result = await run();
  assert.deepEqual([result.table.rows, result.content.duplicates], [5, 3]);
});

test("the first and the last day are those of the sales, also of edited ones", async () => {
  await write("a.csv", [row, row.replace("2025-01-02", "2024-12-31")]);
  const loaded = describeImport(await run());
  assert.deepEqual([loaded["first_day"], loaded["last_day"]], ["2024-12-31", "2025-01-02"]);
  await connection.query("update sales set sold_on = '2025-05-05' where sold_on = '2025-01-02'");
  const edited = describeImport(await run());
  assert.deepEqual(
    [edited["first_day"], edited["last_day"], edited["duplicates"]],
    ["2024-12-31", "2025-05-05", undefined],
  );
});

test("a new columns.json loads the files again", async () => {
  await write("a.csv", [row]);
  await run();
  await writeFile(join(folder, "columns.json"), '{ "decimal": "." }');
  assert.equal((await run()).action, "loaded");
  assert.equal((await run()).action, "unchanged");
});

test("an import_status of an older version is recreated", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query("alter table import_status drop column rejected");
  assert.equal((await run()).action, "loaded");
  assert.equal((await run()).action, "unchanged");
});

test("a server that is too old is refused before anything is written", async () => {
  const old = { ...paths, cache: join(temporary, "old-cache"), data: join(temporary, "old-data") };
  await makeOldMariadb(join(paths.cache, "mariadb"), join(old.cache, "mariadb"));
  await write("a.csv", [row]);
  await joinEmbeddedMysql(old, mysql.database);
  const toOld = await connectMysql(mysql, old);
  try {
    await assert.rejects(importSales(toOld, defaults()), {
      code: "MYSQL_VERSION",
      message: "expected MySQL 8.4 or newer, or MariaDB 10.11 or newer, got MariaDB 10.6.5",
    });
    const [tables] = await toOld.query<RowDataPacket[]>("show tables");
    assert.deepEqual(tables, []);
  } finally {
    await toOld.end();
    await leaveEmbeddedMysql(old);
  }
});

test("the result names the server", async () => {
  await write("a.csv", [row]);
  assert.match((await run()).server, /^MariaDB \d+\.\d+\.\d+$/);
});

test("sales of an older version, which lacks a column, is replaced", async () => {
  await write("a.csv", [row]);
  await run();
  await connection.query("alter table sales drop column cashier");
  assert.equal((await run()).action, "loaded");
  assert.deepEqual(await select("select cashier from sales"), ["Ada Blum"]);
});

test("sales that two files have in different forms are refused, and counted where a setting says so", async () => {
  await write("2026.csv", [row, row.replace("Butter", "Milk"), row.replace("01-02", "02-02")]);
  await writeFile(join(folder, "01.csv"), gzipSync(`${header}\r\n${row}\r\n${row.replace("Butter", "Milk")}\r\n`));
  await assert.rejects(run(), {
    code: "CSV_INVALID",
    message: "01.csv and 2026.csv have 2 equal rows on 1 day (2025-01-02) with a sum of 25.00: they would count twice",
  });
  await writeFile(join(folder, "columns.json"), '{"equalRows": "count"}');
  const lines: string[] = [];
  assert.equal((await run({ log: (line) => void lines.push(line) })).table.rows, 5);
  assert.match(lines.at(-1) ?? "", /with a sum of 25\.00: counted in both$/);
});

test("sales that two files have with other columns are refused", async () => {
  const rows = [row, row.replace("Butter", "Milk"), row.replace("01-02", "01-03")];
  await write("a.csv", rows);
  const cut = [header, ...rows].map((line) => line.replace(/,[^,]*$/, ""));
  await writeFile(join(folder, "b.csv"), `${cut.join("\n")}\n`);
  await assert.rejects(run(), { message: /^a\.csv and b\.csv have 3 equal rows on 2 days .* they would count twice$/ });
  const stamped = cut.map((line) => line.replace("sold_on,sold_at", "sold_on").replace(/(-\d\d),/, "$1 "));
  await writeFile(join(folder, "b.csv"), `${stamped.join("\n")}\n`);
  await assert.rejects(run(), { message: /3 equal rows/ });
  await writeFile(join(folder, "b.csv"), `${cut.join("\n").replaceAll("Köln", "Bonn")}\n`);
  assert.equal((await run()).table.rows, 6);
});

test("a day that stands out is asked about, and left out or taken as a setting says", async () => {
  await write("a.csv", [row, row.replace("2025-01-02", "2062-01-02")]);
  const today = "2025-02-01";
  await assert.rejects(run({ today }), {
    code: "CSV_INVALID",
    message: "a.csv:3: 1 row is in the future: 2062-01-02",
    hint: /{"days":{"from":"2025-01-02","to":"2025-01-02"}} \(leave it out\)/,
  });
  const path = join(folder, "columns.json");
  await writeFile(path, '{"days": {"from": "2025-01-02", "to": "2025-01-02"}}');
  const { table, files } = await run({ today });
  assert.equal(table.rows, 1);
  assert.deepEqual(files[0]?.left_out, [{ reason: "day after 2025-01-02", rows: 1, amount_cents: "1250" }]);
  await writeFile(path, '{"days": {"to": "2062-01-02"}}');
  assert.equal((await run({ today })).table.rows, 2);
  await rm(path);
  assert.equal((await run()).table.rows, 2, "sample sales have the days that were set");
});

test("a workbook and a DSFinV-K are imported with their hashes, what they leave out and the sums of their closings", async () => {
  const cells = [header.split(","), row.split(",")].map(
    (texts) => `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`,
  );
  await writeWorkbook(join(folder, "a.xlsx"), { sheets: { S: cells.join("") } });
  await mkdir(join(folder, "till"));
  for (const [name, text] of Object.entries(formatExport(exportFixture)))
    await writeFile(join(folder, "till", name), text);
  const { files, table } = await run();
  assert.equal(table.rows, 6);
  const [workbook, joined] = files;
  assert.deepEqual(workbook, {
    name: "a.xlsx",
    sha256: await sha256File(join(folder, "a.xlsx")),
    rows: 1,
    amount_cents: "1250",
    lacks: ["receipt", "quantity", "category"],
  });
  assert.deepEqual(joined?.closings, { count: 1, amount_cents: "1497" });
  assert.deepEqual([joined?.name, joined?.profile, joined?.amounts], ["till", "DSFinV-K", "gross"]);
  assert.deepEqual(
    joined?.left_out?.map(({ reason }) => reason),
    ["BON_TYP is AVTraining", "GV_TYP is Geldtransit"],
  );
  assert.equal((await run()).action, "unchanged");
  const listKept = async (): Promise<string[]> => {
    const home = join(paths.data, "imported-texts");
    const names = (await readdir(home, { recursive: true })).filter((name) => name.includes("text.csv")).sort();
    return Promise.all(names.map(async (name) => `${name} ${(await stat(join(home, name))).ino}`));
  };
  const before = await listKept();
  await writeFile(join(folder, "till", "location.csv"), "Z_KASSE_ID;Z_NR;LOC_NAME\n");
  assert.equal((await run()).action, "loaded");
  const now = await listKept();
  assert.deepEqual(
    [before.length, now.length, before.filter((text) => now.includes(text)).length],
    [2, 2, 1],
    "the workbook was not converted again",
  );
});

test("the log names each format with its files, and what is not read", async () => {
  await write("a.csv", [row]);
  await write("b.csv", [row, row]);
  await writeFile(
    join(folder, "c.csv"),
    `${header.replaceAll(",", ";")};Bon;Kasse\n${row.replace("Ada", "Bo").replaceAll(",", ";")};1;2\n`,
  );
  await writeFile(join(folder, "notes.txt.bak"), "");
  const lines: string[] = [];
  await run({ log: (line) => void lines.push(line) });
  assert.deepEqual(lines, [
    "not read: notes.txt.bak",
    'NOTE: no currency is named, so the amounts are taken to be in euros; for another one, set e.g. {"currency": "USD"} in columns.json',
    "2 files: comma, YYYY-MM-DD, decimal point, utf-8",
    '1 file: semicolon, YYYY-MM-DD, decimal point, utf-8; not read: "Kasse"',
  ]);
  await run({ log: (line) => void lines.push(line) });
  assert.equal(lines.length, 4, "an import that reads nothing logs nothing");
});

test("the progress ends at the size of all files", async () => {
  await write("a.csv", Array(3000).fill(row));
  await write("b.csv", Array(3000).fill(row.replace("Ada", "Bo")));
  const calls: [done: number, total: number][] = [];
  await run({ progress: (done, total) => void calls.push([done, total]) });
  const size = 2 * (header.length + 1) + 3000 * (2 * Buffer.byteLength(`${row}\n`) - 1);
  assert.deepEqual(calls.at(-1), [size, size]);
  assert.ok(calls.every(([done], i) => done > (calls[i - 1]?.[0] ?? 0)));
});

test("two files with the same bytes are refused, unless they have no rows", async () => {
  await write("a.csv", [row]);
  await write("b.csv", []);
  await write("c.csv", []);
  assert.equal((await run()).table.rows, 1);
  await write("b.csv", [row]);
  await assert.rejects(run(), { message: "expected different files, got a.csv and b.csv with the same bytes" });
});

test("files without a valid sale leave the old table, and the hint depends on the reason", async () => {
  await write("a.csv", [row]);
  await run();
  await write("a.csv", []);
  await assert.rejects(run(), {
    message: "a.csv:2: expected valid sales below the header, got none",
    hint: "set SALES_CSV to files with sales, then run `make import`",
  });
  await write("a.csv", [row.replace("Köln", "")]);
  await assert.rejects(run({ rejects: "keep" }), { hint: /^build\/rejects lists what is wrong with each row/ });
  assert.deepEqual(await select("select count(*) as v from sales"), [1]);
  assert.deepEqual(await select("select state as v from import_status order by id"), ["done", "failed", "failed"]);
});

test("a table with other rows or another sum than the files is refused", async () => {
  const file = { name: "a.csv", sha256: "a", rows: 1, amount_cents: "1250" };
  const ids = { first: 1, last: 1 };
  await connection.query(createSalesTable("sales__next"));
  await connection.query(
    "insert into sales__next (sold_on, sold_at, store, article, amount) values (now(), now(), 'Ulm', 'Tee', 12.50)",
  );
  const found = await checkEquations(connection, "sales__next", [{ file, ids }]);
  assert.deepEqual(
    [found.table.rows, found.files?.[0]?.map(({ rows, amount }) => [rows, amount])],
    [1, [[1, "12.50"]]],
  );
  const elsewhere = { file, ids: { first: 2, last: 2 } };
  const { table, files } = await checkEquations(connection, "sales__next", [elsewhere]);
  assert.deepEqual([table.rows, files], [1, undefined], "the sum is right, and whose the rows are is not known");
  const other = { file: { ...file, name: "b.csv", amount_cents: "0" } };
  await assert.rejects(checkEquations(connection, "sales__next", [{ file, ids }, other]), {
    code: "CHECK_FAILED",
    message: "b.csv: expected 1 rows and 0 cents in sales as in the file, got 0 rows and 0.00 EUR",
  });
  const wrong = { file: { ...file, amount_cents: "1251" }, ids };
  await assert.rejects(checkEquations(connection, "sales__next", [wrong]), { code: "CHECK_FAILED" });
});

test("the last line of an import and its notes say what was done", () => {
  const table = { rows: 2, amount: "1.00", checksum: "1" };
  const file = { name: "a.csv", sha256: "a", rows: 2, amount_cents: "100" };
  const content = { firstDay: null, lastDay: null, duplicates: 0, currency: "EUR" };
  const result = { action: "loaded", files: [file], table, content, server: "" } as const;
  assert.deepEqual(formatImport({ ...result, files: [file] }), { notes: [], made: "2 rows from 1 file" });
  const one = { ...result, table: { ...table, rows: 1 }, files: [file, { ...file, rejected: 1 }] };
  assert.deepEqual(formatImport(one), {
    notes: ["NOTE: 1 invalid row was not imported; build/rejects lists file, line and reason"],
    made: "1 row from 2 files",
  });
  const two = [
    { ...file, rejected: 1 },
    { ...file, rejected: 1 },
  ];
  assert.match(formatImport({ ...result, files: two }).notes[0] ?? "", /^NOTE: 2 invalid rows were not imported/);
  assert.deepEqual(formatImport({ ...result, files: [file], action: "unchanged" }), {
    notes: [],
    made: "unchanged, 2 rows",
  });
  assert.deepEqual(formatImport({ ...result, files: [file], action: "edited" }), {
    notes: [
      "NOTE: sales was edited in the database after its import; the edits stay",
      "  run `SALES_IMPORT=always make import` to load the files again",
    ],
    made: "unchanged, 2 rows, edited after the import",
  });
});

/** Makes an installation of MariaDB whose server says that it is of an older version. */
async function makeOldMariadb(installed: string, target: string): Promise<void> {
  const real = await realpath(installed);
  await mkdir(join(target, "bin"), { recursive: true });
  for (const name of await readdir(real)) if (name !== "bin") await symlink(join(real, name), join(target, name));
  for (const name of await readdir(join(real, "bin"))) {
    if (name !== "mariadbd") await symlink(join(real, "bin", name), join(target, "bin", name));
  }
  const server = await readFile(join(real, "bin", "mariadbd"));
  for (let at = server.indexOf("11.4.5-MariaDB"); at >= 0; at = server.indexOf("11.4.5-MariaDB", at))
    server.write("10.6.5-MariaDB", at);
  await writeFile(join(target, "bin", "mariadbd"), server, { mode: 0o755 });
}

function run(options: Partial<ImportOptions> = {}): Promise<ImportResult> {
  return importSales(connection, { ...defaults(), ...options });
}

async function runLogged(): Promise<{ result: ImportResult; lines: string[] }> {
  const lines: string[] = [];
  return { result: await run({ log: (line) => void lines.push(line) }), lines };
}

function defaults(): ImportOptions {
  return {
    source: folder,
    sourceHint: "run `make generate`",
    mode: "auto",
    rejectsFolder: `${folder}-rejects`,
    paths,
    rejects: "stop",
  };
}

async function write(name: string, rows: readonly string[]): Promise<void> {
  await writeFile(join(folder, name), `${[header, ...rows].join("\n")}\n`);
}

/** The first column of what a query finds. */
async function select(sql: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((found) => Object.values(found)[0]);
}
