import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { connect, type Progress, type Session, SparkError } from "./index.js";
import { createTestCertificate } from "./test-certificate.js";
import { toPlain, toPlainError } from "./test-plain.js";
import { startTestProxy, type TestProxy } from "./test-proxy.js";
import { startTestServer, type TestServer } from "./test-server.js";

// all of it against one real server, since a start takes 10 s; its batches are small and its streams end early, so that
// a result of a few MB is many responses and needs reattaching
let server: TestServer;
let session: Session;

before(async () => {
  server = await startTestServer({
    "spark.connect.grpc.arrow.maxBatchSize": "64k",
    "spark.connect.execute.reattachable.senderMaxStreamSize": "512k",
  });
  session = await connect(server.url, { retry: { maxRetries: 4 } });
});

after(async () => {
  await session?.close();
  await server?.stop();
});

describe("connect", () => {
  it("reads the server's version", () => {
    assert.match(session.version, /^4\.\d+\.\d+/);
  });

  it("refuses a wrong token and a missing one at once", async () => {
    const isRefused = (error: unknown): boolean => error instanceof SparkError && error.grpcCode === "UNAUTHENTICATED";
    await assert.rejects(connect(`sc://127.0.0.1:${server.port}/;token=wrong`), isRefused);
    await assert.rejects(connect(`sc://127.0.0.1:${server.port}`), isRefused);
  });

  it("names the address and the reason when nothing listens there", async () => {
    await assert.rejects(connect("sc://127.0.0.1:1", { timeoutMs: 300 }), (error) => {
      assert.ok(error instanceof SparkError);
      assert.equal(error.grpcCode, "UNAVAILABLE");
      assert.match(error.message, /^expected a Spark Connect server at 127\.0\.0\.1:1 within 0\.3 s.*ECONNREFUSED/);
      return true;
    });
  });

  it("gives up within its time on a server that accepts and keeps silent", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const started = performance.now();
    const { port } = silent.address() as AddressInfo;
    await assert.rejects(connect(`sc://127.0.0.1:${port}`, { timeoutMs: 500 }), /within 0\.5 s/);
    assert.ok(performance.now() - started < 3_000);
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  it("stops trying when its signal aborts", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 100);
    await assert.rejects(connect("sc://127.0.0.1:1", { signal: stop.signal }), reason);
  });

  it("speaks TLS, and trusts the authority that it is given and no other", async () => {
    const certificate = createTestCertificate();
    const proxy = await startTestProxy(server.port, certificate);
    const url = `sc://127.0.0.1:${proxy.port}/;use_ssl=true;token=${server.token}`;
    try {
      const secure = await connect(url, { rootCerts: certificate.authority });
      assert.deepEqual(await secure.rows("select 1 as x"), [{ x: 1 }]);
      await secure.close();
      await assert.rejects(connect(url, { timeoutMs: 1_000 }), /unable to verify the first certificate/);
      const plain = connect(`sc://127.0.0.1:${proxy.port}`, { timeoutMs: 1_000 });
      await assert.rejects(plain, /got none: what is there may ask for TLS \(;use_ssl=true in the URL\)$/);
      const needless = connect(`sc://127.0.0.1:${server.port}/;use_ssl=true`, { timeoutMs: 1_000 });
      await assert.rejects(
        needless,
        /\(TLS\) within 1 s, got none: what is there speaks no TLS \(;use_ssl=false in the URL\)$/,
      );
    } finally {
      await proxy.stop();
    }
  });

  it("joins the session whose id the URL names; closing one closes both", async () => {
    const first = await connect(server.url);
    await first.setConfig({ "x.shared": "yes" });
    const second = await connect(`${server.url};session_id=${first.id}`);
    assert.equal(await second.getConfig("x.shared"), "yes");
    await second.close();
    await assert.rejects(first.rows("select 1"), { errorClass: "INVALID_HANDLE.SESSION_CLOSED" });
    await first.close();
  });
});

describe("values", () => {
  it("of every SQL type arrive exactly", async () => {
    await session.setConfig({ "spark.sql.timeType.enabled": true, "spark.sql.session.timeZone": "Europe/Berlin" });
    const rows = await session.rows(`select
      true as bool, 7Y as tiny, 300S as small, 70000 as whole, 9007199254740991 as safe, 9007199254740993 as big,
      cast(1.5 as float) as single, 0.1D as double, double('NaN') as nan,
      cast(1234567.8 as decimal(12, 2)) as money, cast(-0.05 as decimal(38, 18)) as fine,
      cast('12345678901234567890123456789012345678' as decimal(38, 0)) as huge,
      'Zürich 🧾' as text, X'00ff' as bytes,
      date'2026-03-29' as day, timestamp'2026-03-29 03:00:00' as moment, timestamp'1969-12-31 23:59:59.999999 UTC' as old,
      timestamp_ntz'2026-03-29 02:30:00.5' as clock, time'08:30:00' as time, time'08:30:00.25' as fraction,
      interval '14' month as months, interval '-1 02:03:04.5' day to second as period, make_interval(1, 2, 0, 3) as mixed,
      array(1, null) as list, map('a', 1.10, 'b', null) as map, named_struct('x', 1, 'y', array(date'2026-01-01')) as struct,
      array(named_struct('k', map(1, X'01'))) as deep, null as nothing, cast(array() as array<int>) as empty`);
    assert.deepEqual(rows, [
      {
        bool: true,
        tiny: 7,
        small: 300,
        whole: 70000,
        safe: 9007199254740991,
        big: 9007199254740993n,
        single: 1.5,
        double: 0.1,
        nan: Number.NaN,
        money: "1234567.80",
        fine: "-0.050000000000000000",
        huge: "12345678901234567890123456789012345678",
        text: "Zürich 🧾",
        bytes: Uint8Array.of(0, 255),
        day: "2026-03-29",
        moment: "2026-03-29T01:00:00Z",
        old: "1969-12-31T23:59:59.999999Z",
        clock: "2026-03-29T02:30:00.500000",
        time: "08:30:00",
        fraction: "08:30:00.250000",
        months: "P1Y2M",
        period: "PT-26H-3M-4.500000S",
        mixed: "P1Y2M3D",
        list: [1, null],
        map: new Map([
          ["a", "1.10"],
          ["b", null],
        ]),
        struct: { x: 1, y: ["2026-01-01"] },
        deep: [{ k: new Map([[1, Uint8Array.of(1)]]) }],
        nothing: null,
        empty: [],
      },
    ]);
  });

  it("that are NULL are null in a column of any type", async () => {
    const types = "boolean int bigint double decimal(10,2) string binary date timestamp timestamp_ntz time array<int>";
    const columns = types.split(" ").map((type, index) => `cast(if(id = 1, null, null) as ${type}) as c${index}`);
    const [row] = await session.rows(`select ${columns.join(", ")} from range(1)`);
    assert.deepEqual([...new Set(Object.values(row ?? {}))], [null]);
    assert.equal(Object.keys(row ?? {}).length, columns.length);
  });

  it("of two columns with one name are refused, not lost", async () => {
    await assert.rejects(session.rows("select 1 as a, 2 as a"), /different names, got "a" twice/);
  });
});

describe("answers", () => {
  it("are those of PySpark's own client, see expected/ask-pyspark.py", async () => {
    await session.setConfig({ "spark.sql.timeType.enabled": true, "spark.sql.session.timeZone": "UTC" });
    const file = new URL("expected/pyspark.json", import.meta.url);
    const expected: Record<string, unknown> = JSON.parse(await readFile(file, "utf8"));
    assert.ok(Object.keys(expected).length > 10);
    for (const [query, answer] of Object.entries(expected)) {
      assert.deepEqual(await session.rows(query).then((rows) => rows.map(toPlain), toPlainError), answer, query);
    }
  });
});

describe("parameters", () => {
  it("reach Spark as values with their types, whatever is in them", async () => {
    const at = new Date("2026-03-01T12:00:00.123Z");
    const text = `a' or '1'='1" -- \\`;
    const rows = await session.rows(
      "select :text as a, :n as b, :big as c, :flag as d, :none as e, :at as f, :raw as g",
      {
        text,
        n: 1.5,
        big: 2n ** 64n,
        flag: false,
        none: null,
        at,
        raw: Uint8Array.of(1, 2),
      },
    );
    const f = "2026-03-01T12:00:00.123000Z";
    assert.deepEqual(rows, [
      { a: text, b: 1.5, c: "18446744073709551616", d: false, e: null, f, g: Uint8Array.of(1, 2) },
    ]);
    assert.deepEqual(await session.rows("select typeof(?) as a, typeof(?) as b", [7, 7_000_000_000]), [
      { a: "int", b: "bigint" },
    ]);
  });

  it("that are missing are Spark's error", async () => {
    await assert.rejects(session.rows("select :x", { y: 1 }), { errorClass: "UNBOUND_SQL_PARAMETER" });
  });
});

describe("statements", () => {
  it("that are commands run at once", async () => {
    await session.sql("create or replace temporary view tills as select * from values (1), (2) as t(id)");
    await session.sql("set x.y = z");
    assert.equal(await session.getConfig("x.y"), "z");
    assert.deepEqual(await session.rows("select sum(id) as total from tills"), [{ total: 3 }]);
    assert.deepEqual(await session.rows("show views"), [{ namespace: "", viewName: "tills", isTemporary: true }]);
  });

  it("that are queries run again each time they are read", async () => {
    const result = await session.sql("select uuid() as id");
    assert.notDeepEqual(await result.collect(), await result.collect());
  });

  it("run side by side in one session", async () => {
    const totals = await Promise.all(
      [1, 2, 3, 4].map((n) => session.rows("select sum(id) as s from range(:n)", { n })),
    );
    assert.deepEqual(totals.flat(), [{ s: 0 }, { s: 1 }, { s: 3 }, { s: 6 }]);
  });

  it("can be left in the middle, which ends them on the server", { timeout: 30_000 }, async () => {
    const endless = "select id from range(0, 1000000000000, 1, 4) where hash(id) = 1 and hash(id + 1) = 1";
    for await (const row of await session.sql(`values (0L) as t(id) union all ${endless}`)) {
      assert.deepEqual(row, { id: 0 });
      break;
    }
    await assertIdle();
  });
});

describe("a read of 50 million rows", () => {
  it("that is broken off lets the server stop at once", { timeout: 120_000 }, async () => {
    // 1,000 tasks of 50,000 rows: much more than the server has done by then
    for await (const { id } of await session.sql("select id, hash(id) as h from range(0, 50000000, 1, 1000)")) {
      if (id === 60_000) break;
    }
    await assertIdle();
  });
});

describe("settings", () => {
  it("are set, read and taken away without SQL", async () => {
    await session.setConfig({ "x.name": "a'b; c", "spark.sql.shuffle.partitions": 3 });
    assert.equal(await session.getConfig("x.name"), "a'b; c");
    assert.equal(await session.getConfig("spark.sql.shuffle.partitions"), "3");
    await session.setConfig({ "x.name": undefined });
    assert.equal(await session.getConfig("x.name"), undefined);
  });

  it("that are secrets can be set, but not read", async () => {
    await session.setConfig({ "x.password": "hush" });
    assert.equal(await session.getConfig("x.password"), undefined);
    const [row] = await session.rows("set x.password");
    assert.match(String(row?.value), /redacted/);
  });

  it("that only a server can have are refused in Spark's words", async () => {
    await assert.rejects(session.setConfig({ "spark.sql.warehouse.dir": "/tmp" }), { errorClass: /./ });
  });
});

describe("errors", () => {
  it("of analysis carry class, SQLSTATE, values and the place in the query", async () => {
    await assert.rejects(session.rows("select 1 from no_such_table"), (error) => {
      assert.ok(error instanceof SparkError);
      assert.equal(error.errorClass, "TABLE_OR_VIEW_NOT_FOUND");
      assert.equal(error.sqlState, "42P01");
      assert.equal(error.messageParameters.relationName, "`no_such_table`");
      assert.match(error.message, /The table or view `no_such_table` cannot be found/);
      assert.deepEqual(error.queryContexts, [
        { fragment: "no_such_table", start: 14, stop: 26, objectType: "", objectName: "" },
      ]);
      return true;
    });
  });

  it("of the grammar carry their class", async () => {
    await assert.rejects(session.sql("selct 1"), { errorClass: "PARSE_SYNTAX_ERROR", sqlState: "42601" });
  });

  it("of a running task carry their class and place, too", async () => {
    await assert.rejects(session.rows("select 10 / id as x from range(3)"), (error) => {
      assert.ok(error instanceof SparkError);
      assert.equal(error.errorClass, "DIVIDE_BY_ZERO");
      assert.deepEqual(
        error.queryContexts.map(({ fragment, start }) => [fragment, start]),
        [["10 / id", 7]],
      );
      return true;
    });
  });

  it("leave the session usable", async () => {
    assert.deepEqual(await session.rows("select 1 as x"), [{ x: 1 }]);
  });
});

describe("progress", () => {
  it("counts the tasks up to their total", async () => {
    await session.setConfig({ "spark.connect.progress.reportInterval": "100ms" });
    const seen: Progress[] = [];
    const sql = "select sum(hash(id)) as s from range(0, 100000000, 1, 12)";
    await session.rows(sql, {}, { onProgress: (progress) => seen.push(progress) });
    const counts = seen.map(({ completedTasks }) => completedTasks);
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => a - b),
    );
    const last = seen.at(-1);
    assert.ok(last);
    const { tasks, stages } = last;
    assert.ok(tasks >= 12, `${tasks} tasks of 12`);
    assert.equal(
      tasks,
      stages.reduce((sum, stage) => sum + stage.tasks, 0),
    );
  });
});

describe("abort", () => {
  it("interrupts the query on the server and rejects with the signal's reason", { timeout: 30_000 }, async () => {
    const stop = new AbortController();
    const reason = new Error("closing time");
    const running = session.rows(
      "select sum(hash(id)) from range(0, 1000000000000, 1, 4)",
      {},
      {
        signal: stop.signal,
        onProgress: ({ inflightTasks }) => inflightTasks > 0 && stop.abort(reason),
      },
    );
    await assert.rejects(running, reason);
    await assertIdle();
  });

  it("ends a query on the server whose reader is not reading", { timeout: 30_000 }, async () => {
    const stop = new AbortController();
    const reason = new Error("closing time");
    const endless = "select id from range(0, 1000000000000, 1, 4) where hash(id) = 1 and hash(id + 1) = 1";
    const sql = `values (0L) as t(id) union all ${endless}`;
    const rows = (await session.sql(sql, {}, { signal: stop.signal }))[Symbol.asyncIterator]();
    assert.deepEqual(await rows.next(), { done: false, value: { id: 0 } });
    stop.abort(reason);
    await assertIdle();
    await assert.rejects(rows.next(), reason);
  });

  it("in the middle of an iteration ends it at that row", async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const { id } of await session.sql("select id from range(1000)", {}, { signal: stop.signal })) {
        seen.push(id);
        if (id === 2) stop.abort(new Error("three are enough"));
      }
    };
    await assert.rejects(read(), /three are enough/);
    assert.deepEqual(seen, [0, 1, 2]);
  });

  it("serves more queries than Node's limit of listeners, without a warning", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 12 }, () => session.rows("select 1 as x", {}, { signal })));
    process.off("warning", onWarning);
    assert.deepEqual(warnings, []);
  });

  it("of a signal that is aborted already runs nothing", async () => {
    const reason = new Error("never mind");
    const command = session.sql("set x.aborted = yes", {}, { signal: AbortSignal.abort(reason) });
    await assert.rejects(command, reason);
    assert.equal(await session.getConfig("x.aborted"), undefined);
  });
});

describe("a broken connection", () => {
  let proxy: TestProxy;
  let fragile: Session;

  before(async () => {
    proxy = await startTestProxy(server.port);
    fragile = await connect(`sc://127.0.0.1:${proxy.port}/;token=${server.token}`);
  });

  after(async () => {
    await fragile?.close();
    await proxy?.stop();
  });

  it("in the middle of a result loses no row and doubles none", { timeout: 60_000 }, async () => {
    const before = proxy.connections;
    const brokenAt: number[] = [];
    proxy.breakAfterBytes(400_000, 5, () => brokenAt.push(expected));
    let expected = 0;
    for await (const row of await fragile.sql("select id, repeat('x', 100) as filler from range(0, 50000, 1, 8)")) {
      assert.equal(row.id, expected);
      expected += 1;
    }
    assert.equal(expected, 50_000);
    assert.equal(proxy.connections - before, 5);
    assert.ok(
      brokenAt.every((row) => row > 0 && row < 50_000),
      `broken at rows ${brokenAt}`,
    );
    assert.equal(new Set(brokenAt).size, 5);
  });

  it("before the server saw the statement runs it once", async () => {
    await fragile.sql("create or replace temporary view once as select 1 as x");
    proxy.loseNextRequest();
    assert.deepEqual(await fragile.rows("select count(*) as n from once"), [{ n: 1 }]);
  });

  it("of a server that is gone for good ends with its error", { timeout: 30_000 }, async () => {
    const doomed = await startTestProxy(server.port);
    const url = `sc://127.0.0.1:${doomed.port}/;token=${server.token}`;
    const orphan = await connect(url, { retry: { maxRetries: 2 } });
    await doomed.stop();
    await assert.rejects(orphan.rows("select 1"), { grpcCode: "UNAVAILABLE" });
    await orphan.close();
  });
});

describe("large results", () => {
  it("arrive whole from streams that the server ends and batches that it cuts to pieces", async () => {
    await session.setConfig({ "spark.connect.session.resultChunking.maxChunkSize": 20_000 });
    const rows = await session.rows("select id, repeat('y', 1000) as filler from range(0, 3000, 1, 3)");
    assert.deepEqual(
      rows.map(({ id }) => id),
      Array.from({ length: 3_000 }, (_, id) => id),
    );
    assert.ok(rows.every(({ filler }) => filler === "y".repeat(1_000)));
  });

  it("take a row of 20 MB", async () => {
    const [row] = await session.rows("select repeat('z', 20000000) as text");
    assert.equal(String(row?.text).length, 20_000_000);
  });
});

describe("close", () => {
  it("ends the session on the server, twice does no harm, and later statements are refused", async () => {
    const brief = await connect(server.url);
    await Promise.all([brief.close(), brief.close()]);
    await assert.rejects(brief.rows("select 1"), /expected an open session, got one that is closed/);
    await assert.rejects(brief.getConfig("x"), /expected an open session/);
    await assert.rejects(connect(`${server.url};session_id=${brief.id}`), {
      errorClass: "INVALID_HANDLE.SESSION_CLOSED",
    });
  });
});

/** Both of the server's cores answer at once, so nothing else is running on them. */
async function assertIdle(): Promise<void> {
  const started = performance.now();
  await session.rows("select count(*) as n from range(0, 100, 1, 2)");
  assert.ok(performance.now() - started < 10_000);
}
