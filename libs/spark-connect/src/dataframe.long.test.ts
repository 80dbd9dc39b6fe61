import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Int32, Table, Utf8, vectorFromArray } from "apache-arrow";
import { connect, type DataFrame, type Row, type Session } from "./index.js";
import { startTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
let session: Session;
let folder: string;
let sales: DataFrame;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "spark-connect-frames-"));
  server = await startTestServer({ "spark.sql.warehouse.dir": join(folder, "warehouse") });
  session = await connect(server.url);
  await session.setConfig({ "spark.sql.session.timeZone": "UTC", "spark.sql.timeType.enabled": true });
  sales = await session.sql(
    "select * from values ('Nord', 1, 12.50), ('Süd', 2, 3.20), ('Nord', 3, 1.00) as t(store, id, amount)",
  );
});

after(async () => {
  await session?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The rows as one text, columns by commas and rows by semicolons. */
async function read(frame: DataFrame): Promise<string> {
  return (await frame.collectArrays()).map((row) => row.join(",")).join("; ");
}

describe("schema", () => {
  it("names columns with Spark's types, of an empty result and of one that has two columns of a name, too", async () => {
    const values = [
      ...["1", "2L", "1S", "1Y", "1.5", "1.5D", "cast(1 as float)", "'x'", "X''", "true", "null", "make_interval(1)"],
      ...["date'2026-01-01'", "timestamp'2026-01-01 00:00:00'", "timestamp_ntz'2026-01-01 00:00:00'", "time'08:00'"],
      ...["interval '1' month", "interval '1 02:03:04' day to second", "interval '3' hour", "parse_json('1')"],
      ...[
        "array(named_struct('x', 1, 'y', map('k', 1.5)))",
        "st_geogfromwkb(X'0101000000000000000000f03f0000000000000040')",
      ],
    ];
    const frame = await session.sql(
      `select ${values.map((value) => `${value} as a`).join(", ")} from range(3) where id > 5`,
    );
    const fields = await frame.schema();
    const [spark] = await (
      await session.sql(`select ${values.map((value) => `typeof(${value})`).join(", ")}`)
    ).collectArrays();
    assert.deepEqual(
      fields.map(({ type }) => type),
      spark,
    );
    assert.deepEqual(
      fields.slice(0, 2).map(({ name, nullable }) => [name, nullable]),
      [
        ["a", false],
        ["a", false],
      ],
    );
    assert.deepEqual(await frame.collectArrays(), []);
    assert.equal((await frame.toArrow()).schema.fields.length, fields.length);
  });
});

describe("rows as arrays", () => {
  it("keep order, and columns of one name", async () => {
    const frame = await session.sql("select 'b' as b, 3 as `10`, 4 as `2`, 5 as b");
    assert.deepEqual(await frame.collectArrays(), [["b", 3, 4, 5]]);
    for await (const row of frame.arrays()) assert.deepEqual(row, ["b", 3, 4, 5]);
  });
});

describe("values", () => {
  it("of VARIANT are what is in them", async () => {
    const json = `{"a": 1.5, "b": [1, null, true, "x", 9007199254740993, 1e300, 12345678901234567890.1234567], "c": {"d": {}}}`;
    const [row] =
      await session.rows(`select parse_json('${json}') as v, parse_json('null') as n, cast(null as variant) as z,
      array(parse_json('7')) as list, to_variant_object(named_struct('day', date'2026-01-01', 'at', timestamp'2026-01-01 00:00:00.5',
        'clock', timestamp_ntz'1969-12-31 23:59:59', 'f', cast(0.5 as float), 'bytes', X'01ff', 'long', repeat('ä', 70), 'y', -7Y,
        's', -300S, 'l', -3000000000L, 'm', -1234567.80BD, 'e', 0.1D, 'no', false)) as o,
      parse_json(concat('[', array_join(sequence(1, 300), ','), ']')) as many`);
    assert.deepEqual(row, {
      v: { a: 1.5, b: [1, null, true, "x", 9007199254740993n, 1e300, "12345678901234567890.1234567"], c: { d: {} } },
      n: null,
      z: null,
      list: [7],
      o: {
        at: "2026-01-01T00:00:00.500000Z",
        bytes: Uint8Array.of(1, 255),
        clock: "1969-12-31T23:59:59",
        day: "2026-01-01",
        e: 0.1,
        f: 0.5,
        l: -3000000000,
        long: "ä".repeat(70),
        m: -1234567.8,
        no: false,
        s: -300,
        y: -7,
      },
      many: Array.from({ length: 300 }, (_, index) => index + 1),
    });
  });

  it("of GEOGRAPHY and GEOMETRY are their parts", async () => {
    const wkb = Uint8Array.from(Buffer.from("0101000000000000000000f03f0000000000000040", "hex"));
    const rows = await session.rows("select st_geogfromwkb(:wkb) as a, st_geomfromwkb(:wkb) as b", { wkb });
    assert.deepEqual(rows, [{ a: { srid: 4326, wkb }, b: { srid: 0, wkb } }]);
  });
});

describe("toArrow", () => {
  it("has all rows as columns, in less than half of the time of as many objects", { timeout: 120_000 }, async () => {
    const frame =
      await session.sql(`select id, cast(id as decimal(12, 2)) / 7 as amount, concat('store ', id % 100) as store,
      cast(id as double) / 3 as third from range(0, 1000000, 1, 4)`);
    const measure = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
      await work();
      const before = process.cpuUsage();
      const result = await work();
      const { user, system } = process.cpuUsage(before);
      return [result, (user + system) / 1e6];
    };
    const [table, seconds] = await measure(() => frame.toArrow());
    assert.equal(table.numRows, 1_000_000);
    assert.equal(table.getChild("id")?.get(999_999), 999_999n);
    assert.equal(table.getChild("store")?.get(234_567), "store 67");
    const [rows, secondsOfRows] = await measure(() => frame.collect());
    assert.equal(rows.length, 1_000_000);
    assert.ok(seconds < secondsOfRows / 2, `${seconds} s, objects ${secondsOfRows} s`);
  });
});

describe("a frame", () => {
  it("is made of rows, whose values keep their kinds", async () => {
    const rows = [
      {
        id: 1,
        big: 2n ** 60n,
        x: 1.5,
        name: "Köln",
        at: new Date("1969-12-31T12:00:00.123Z"),
        flag: true,
        bytes: Uint8Array.of(1),
        list: [1, null],
        map: new Map([["a", [0.5]]]),
        struct: { q: 1, r: "z" },
        none: null,
        "2": "two",
      },
      { id: -2, struct: { q: null } },
    ];
    const frame = session.createDataFrame(rows);
    assert.deepEqual(await frame.collect(), [
      { ...rows[0], at: "1969-12-31T12:00:00.123000Z" },
      {
        ...Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, null])),
        id: -2,
        struct: { q: null, r: null },
      },
    ]);
    assert.deepEqual((await frame.schema()).map(({ name, type }) => `${name} ${type}`).sort(), [
      "2 string",
      "at timestamp",
      "big bigint",
      "bytes binary",
      "flag boolean",
      "id bigint",
      "list array<bigint>",
      "map map<string,array<double>>",
      "name string",
      "none void",
      "struct struct<q:bigint,r:string>",
      "x double",
    ]);
    assert.throws(() => session.createDataFrame([{ a: 1 }, { a: "x" }]), /column a: expected values of one type/);
  });

  it("is made with types, also of no row, and of Arrow's tables", async () => {
    const typed = session.createDataFrame([{ day: "2026-01-31", amount: "12.50" }], {
      day: "date",
      amount: "decimal(10,2)",
    });
    assert.equal(
      await read(typed.select("day", "amount", "typeof(day)", "typeof(amount)")),
      "2026-01-31,12.50,date,decimal(10,2)",
    );
    const empty = session.createDataFrame([], { "a`b": "int" });
    assert.deepEqual(await empty.schema(), [{ name: "a`b", type: "int", nullable: true }]);
    assert.deepEqual(await empty.collect(), []);
    const table = new Table({ n: vectorFromArray([1, 2], new Int32()), t: vectorFromArray(["a", null], new Utf8()) });
    assert.deepEqual(await session.createDataFrame(table).collect(), [
      { n: 1, t: "a" },
      { n: 2, t: null },
    ]);
  });

  it("makes plans, which Spark runs", async () => {
    const cities = session.createDataFrame([{ store: "Nord", city: "Kiel" }]);
    const nord = sales.filter("store = 'Nord'");
    const by = (frame: DataFrame): DataFrame => frame.orderBy("id");
    assert.equal(await read(by(sales).limit(2)), "Nord,1,12.50; Süd,2,3.20");
    assert.equal(await read(by(sales).offset(2)), "Nord,3,1.00");
    assert.equal(
      await read(sales.orderBy("store desc nulls first", "amount").select("id", "id * 2 as d")),
      "2,4; 3,6; 1,2",
    );
    assert.equal(await read(by(sales.filter("amount > :min and store = :s", { min: 2, s: "Nord" }))), "Nord,1,12.50");
    assert.equal(await read(by(sales.filter("id >= ?", [2]).filter("id < ?", [3]))), "Süd,2,3.20");
    const groups = sales.groupBy("lower(store) as s").agg("sum(amount) as revenue", "count(*) as n");
    assert.equal(await read(groups.orderBy("s")), "nord,13.50,2; süd,3.20,1");
    assert.equal(await read(sales.agg("max(amount)")), "12.50");
    assert.equal(
      await read(by(sales.join(cities, ["store"], "left").drop("amount"))),
      "Nord,1,Kiel; Süd,2,; Nord,3,Kiel",
    );
    assert.equal(await read(sales.join(cities, ["store"], "leftAnti")), "Süd,2,3.20");
    assert.equal(await read(by(sales.join(cities, ["store"], "leftSemi").select("id"))), "1; 3");
    const pairs = sales
      .as("l")
      .join(sales.as("r"), "l.store = r.store and l.id < r.id")
      .select("l.id as a", "r.id as b");
    assert.equal(await read(pairs), "1,3");
    assert.equal(await sales.join(cities, [], "cross").count(), 3);
    assert.equal(await read(by(nord.withColumns({ d: "amount * 2", amount: "id" }))), "Nord,1,1,25.00; Nord,3,3,2.00");
    assert.deepEqual(
      (await sales.withColumnsRenamed({ id: "number" }).schema()).map(({ name }) => name),
      ["store", "number", "amount"],
    );
    assert.equal(await sales.distinct("store").count(), 2);
    assert.equal(await read(sales.select("store").distinct().orderBy("store")), "Nord; Süd");
    assert.equal(await nord.union(nord).count(), 4);
    const turned = nord.select("amount", "id", "store");
    assert.equal(
      await read(by(nord.union(turned, { byName: true }).limit(4))),
      "Nord,1,12.50; Nord,1,12.50; Nord,3,1.00; Nord,3,1.00",
    );
    assert.equal(await read(sales.except(nord)), "Süd,2,3.20");
    assert.equal(await read(by(sales.intersect(nord))), "Nord,1,12.50; Nord,3,1.00");
    assert.equal(await read(nord.sql("select count(*) from this where amount > :x", { x: 2 })), "1");
    const named = await session.rows(
      "select sum(n.id) as s from n join c using (store)",
      {},
      { frames: { n: nord, c: cities } },
    );
    assert.deepEqual(named, [{ s: 4 }]);
    assert.throws(() => sales.union({} as DataFrame), /expected a DataFrame of this library/);
  });

  it("is made of a query that the server sees when it is used", async () => {
    const wrong = session.query("select nothing from nowhere");
    await assert.rejects(wrong.schema(), /TABLE_OR_VIEW_NOT_FOUND/);
    const named = session.query("select id + :more as id from s order by id", { more: 10 }, { frames: { s: sales } });
    assert.equal(await read(named), "11; 12; 13");
    await named.createOrReplaceTempView("more");
    assert.equal(await read(session.query("select max(id) from more")), "13");
    await session.catalog.dropTempView("more");
  });

  it("is shown and explained, kept and let go", async () => {
    const text = await sales.orderBy("id").showString(2, { truncate: 2 });
    assert.match(text, /^\+-+\+-+\+-+\+\n\|store\| id\|amount\|\n.*\n\| +No\| +1\| +12\|\n/);
    assert.match(text, /only showing top 2 rows/);
    assert.match(await sales.explain(), /^== Physical Plan ==/);
    assert.match(await sales.explain("extended"), /== Parsed Logical Plan ==/);
    await sales.cache();
    assert.match(await sales.explain(), /InMemoryTableScan/);
    await sales.unpersist();
    assert.doesNotMatch(await sales.explain(), /InMemoryTableScan/);
  });

  it("is written and read as files", async () => {
    const path = join(folder, "sales");
    await sales.write({ path: `${path}.csv`, format: "csv", options: { header: true } });
    await assert.rejects(sales.write({ path: `${path}.csv`, format: "csv" }), { errorClass: "PATH_ALREADY_EXISTS" });
    const csv = session.read.csv(`${path}.csv`, {
      schema: "store string, id int, amount decimal(10,2)",
      options: { header: true },
    });
    assert.equal(await read(csv.orderBy("id")), "Nord,1,12.50; Süd,2,3.20; Nord,3,1.00");
    await sales.write({ path, mode: "overwrite", partitionBy: ["store"] });
    assert.ok((await readdir(path)).includes("store=Nord"));
    assert.equal(await session.read.parquet([`${path}/store=Nord`]).count(), 2);
    for (const format of ["json", "orc"] as const) {
      await sales.write({ path: `${path}.${format}`, format });
      assert.equal(await read(session.read[format](`${path}.${format}`).agg("sum(id)")), "6");
    }
    assert.equal(await session.read.text(`${path}.json`).count(), 3);
    await assert.rejects(session.read.jdbc({ url: "jdbc:none:x", dbtable: "t" }).schema(), /No suitable driver/);
  });

  it("is saved as a table, added to one, and becomes a view; the catalog lists them", async () => {
    await sales.saveAsTable("kept", { mode: "overwrite" });
    await sales.insertInto("kept");
    assert.equal(await session.table("kept").count(), 6);
    await sales.insertInto("kept", { mode: "overwrite" });
    assert.equal(await session.table("kept").count(), 3);
    await sales.limit(1).createOrReplaceTempView("one");
    await sales.limit(2).createOrReplaceTempView("one");
    assert.equal(await session.table("one").count(), 2);
    const { catalog } = session;
    const names = (rows: Row[]): unknown[] => rows.map(({ name }) => name);
    assert.deepEqual(names(await catalog.listTables()).sort(), ["kept", "one"]);
    assert.deepEqual(names(await catalog.listTables({ database: "default", pattern: "k*" })), ["kept"]);
    assert.deepEqual(names(await catalog.listColumns("kept")), ["store", "id", "amount"]);
    assert.deepEqual([await catalog.tableExists("kept"), await catalog.tableExists("lost")], [true, false]);
    assert.deepEqual([await catalog.currentCatalog(), await catalog.currentDatabase()], ["spark_catalog", "default"]);
    assert.deepEqual(names(await catalog.listCatalogs()), ["spark_catalog"]);
    await session.sql("create database other");
    await catalog.setCurrentDatabase("other");
    assert.equal(await catalog.currentDatabase(), "other");
    assert.deepEqual(names(await catalog.listDatabases("o*")), ["other"]);
    assert.deepEqual([await catalog.databaseExists("other"), await catalog.databaseExists("lost")], [true, false]);
    await catalog.setCurrentCatalog("spark_catalog");
    await catalog.setCurrentDatabase("default");
    assert.deepEqual(names(await catalog.listFunctions({ pattern: "abs" })), ["abs"]);
    assert.deepEqual([await catalog.dropTempView("one"), await catalog.dropTempView("one")], [true, false]);
    await catalog.clearCache();
  });
});

describe("a session", () => {
  it("is cloned with its settings and views, and each is closed by itself", async () => {
    await session.setConfig({ "x.clone": "yes" });
    await sales.createOrReplaceTempView("shared");
    const clone = await session.cloneSession();
    assert.notEqual(clone.id, session.id);
    assert.equal(await clone.getConfig("x.clone"), "yes");
    assert.equal(await clone.table("shared").count(), 3);
    await clone.setConfig({ "x.clone": "no" });
    await clone.close();
    assert.deepEqual(await session.listConfig("x.clo"), { "x.clone": "yes" });
  });

  it("interrupts queries by tag, and all of them", { timeout: 60_000 }, async () => {
    const run = (tags: string[]): Promise<unknown> => {
      let started: () => void = () => {};
      const ready = new Promise<void>((resolve) => {
        started = resolve;
      });
      const onProgress = (): void => started();
      const ended = session
        .rows("select sum(hash(id)) from range(0, 1000000000000, 1, 4)", {}, { tags, onProgress })
        .catch((error) => error.errorClass);
      return ready.then(() => [ended]);
    };
    await session.setConfig({ "spark.connect.progress.reportInterval": "100ms" });
    const [[slow], [other]] = (await Promise.all([run(["slow", "nightly"]), run([])])) as [[unknown], [unknown]];
    assert.deepEqual(await session.interruptTag("unknown"), []);
    assert.equal((await session.interruptTag("nightly")).length, 1);
    assert.equal(await slow, "OPERATION_CANCELED");
    assert.equal((await session.interruptAll()).length, 1);
    assert.equal(await other, "OPERATION_CANCELED");
  });
});
