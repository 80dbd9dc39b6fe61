import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { connect, type DataFrame, type Session } from "@tillbook/spark-connect";
import { toPlain, toPlainError } from "../libs/spark-connect/src/test-plain.js";
import { plans, queries, views } from "../libs/spark-connect/src/test-queries.js";
import { startTestServer, type TestServer } from "../libs/spark-connect/src/test-server.js";

// Every answer of our client is that of PySpark's, which is asked now, against the same server.

const folder = join(findRoot(), "libs/spark-connect/src/expected");
let python: string;
let server: TestServer;
let session: Session;

before(async () => {
  python = mkdtempSync(join(tmpdir(), "tillbook-pyspark-"));
  execFileSync("python3", ["-m", "venv", python]);
  const requirements = join(folder, "requirements-pyspark.txt");
  execFileSync(join(python, "bin/python"), ["-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements]);
  const lib = join(findRoot(), ".venv/lib");
  const pyspark = readdirSync(lib)
    .map((name) => join(lib, name, "site-packages/pyspark"))
    .find((path) => existsSync(path));
  assert.ok(pyspark, "expected pyspark in .venv; make setup");
  symlinkSync(pyspark, join(python, "pyspark"));
  server = await startTestServer();
  session = await connect(server.url);
});

after(async () => {
  await session?.close();
  await server?.stop();
  if (python) rmSync(python, { recursive: true });
});

/** Asks PySpark; answers by query, or by plan as JSON. */
function askPyspark(asked: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    // without TLS PySpark sends a token to localhost alone
    const args = ["-W", "ignore", join(folder, "ask-pyspark.py"), server.url.replace("127.0.0.1", "localhost")];
    const options = { env: { ...process.env, PYTHONPATH: python }, maxBuffer: 2 ** 28 };
    const child = execFile(join(python, "bin/python"), args, options, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
    child.stdin?.end(JSON.stringify(asked));
  });
}

function run({ from, steps }: (typeof plans)[number]): DataFrame {
  return steps.reduce<DataFrame>((frame, [method, ...args]) => {
    if (["join", "union", "intersect", "except"].includes(method)) args[0] = session.table(String(args[0]));
    return (frame as unknown as Record<string, (...args: unknown[]) => DataFrame>)[method]!(...args);
  }, session.table(from));
}

test("queries and plans have the answers and errors that PySpark's client gets", async (context) => {
  assert.ok(queries.length >= 300, `${queries.length} queries`);
  const expected = await askPyspark({ queries, views, plans });
  await session.setConfig({ "spark.sql.session.timeZone": "UTC", "spark.sql.timeType.enabled": true });
  for (const [name, text] of Object.entries(views)) await (await session.sql(text)).createOrReplaceTempView(name);
  const differences: unknown[] = [];
  const compare = async (name: string, ask: () => Promise<DataFrame>): Promise<void> => {
    const got = await ask()
      .then((frame) => frame.collect())
      .then((rows) => rows.map(toPlain), toPlainError);
    try {
      assert.deepEqual(got, expected[name]);
    } catch {
      differences.push({ name, got, expected: expected[name] });
    }
  };
  for (const query of queries) await compare(query, () => session.sql(query));
  for (const plan of plans) await compare(JSON.stringify(plan), async () => run(plan));
  context.diagnostic(`${queries.length} queries and ${plans.length} plans`);
  assert.deepEqual(differences, []);
});
