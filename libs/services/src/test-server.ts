import { execFileSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Paths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
import { type MysqlAddress, openMysql } from "./open-mysql.js";
import { endProcess, findFreePort, spawnServer } from "./process.js";
import { makeTestRoot } from "./test-mysql.js";

/** For tests: a MariaDB with settings of its own, as somebody else's server may have, with an account that may do all. */
export interface TestServer {
  paths: Paths;
  /** The account `admin`, on database `tillbook`. */
  admin: MysqlAddress;
  /** Opens a connection as `admin`, which ends with the server. */
  connect: () => Promise<Connection>;
  stop: () => Promise<void>;
}

/**
 * Starts it.
 * @param options  of mariadbd, e.g. `--read-only=ON`, or from its folder with certificates
 * @param accounts  statements that make accounts, at its start
 */
export async function startTestServer(
  options: readonly string[] | ((paths: Paths) => readonly string[]) = [],
  accounts: readonly string[] = [],
): Promise<TestServer> {
  const paths = await makeTestRoot("tillbook-server-");
  await joinEmbeddedMysql(paths, "tillbook");
  await leaveEmbeddedMysql(paths);
  const data = join(paths.data, "mysql");
  const file = join(paths.data, "accounts.sql");
  const all = ["create user admin identified by 'test'", "grant all on *.* to admin with grant option", ...accounts];
  await writeFile(file, `${all.join(";\n")};\n`);
  const mariadb = join(paths.cache, "mariadb");
  const port = await findFreePort();
  const own = typeof options === "function" ? options(paths) : options;
  const server = spawnServer(
    join(mariadb, "bin", "mariadbd"),
    [
      "--no-defaults",
      `--basedir=${mariadb}`,
      `--datadir=${data}`,
      `--lc-messages-dir=${join(mariadb, "share")}`,
      `--init-file=${file}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      "--socket=mysql.sock",
      "--skip-name-resolve",
      "--local-infile=ON",
      "--innodb-buffer-pool-size=64M",
      ...(own.some((option) => option.startsWith("--ssl-")) ? [] : ["--skip-ssl"]),
      ...own,
      ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ],
    { logFile: join(paths.data, "mysql.log"), diesWithParent: true },
  );
  const isEncrypted = own.some((option) => option.startsWith("--ssl-"));
  const tls = { mode: "required", ca: undefined, client: undefined } as const;
  const admin = { host: "127.0.0.1", port, user: "admin", password: "test", database: "tillbook" };
  const address: MysqlAddress = { ...admin, ...(isEncrypted && { tls }) };
  const connections = [await connectWhenUp(address)];
  return {
    paths,
    admin: address,
    connect: async () => {
      const connection = await openMysql(address);
      connections.push(connection);
      return connection;
    },
    stop: async () => {
      for (const connection of connections) connection.destroy();
      await endProcess(Number(server.pid), data, 10_000);
      await rm(paths.root, { recursive: true });
    },
  };
}

/** Connects to a server that is starting, for up to ten seconds. */
async function connectWhenUp(address: MysqlAddress): Promise<Connection> {
  for (let turn = 0; turn < 200; turn++) {
    try {
      return await openMysql(address);
    } catch {
      await sleep(50);
    }
  }
  throw new Error("expected a server, but none answered");
}

/** Makes an authority, and what it signs; each is `<folder>/<name>.pem` and `<folder>/<name>-key.pem`. */
export function makeCertificates(folder: string): {
  /** Signs a certificate for `subject`, e.g. `DNS:localhost`, valid for some days, or that is expired. */
  sign: (name: string, subject?: string, days?: number) => void;
} {
  const run = (...args: string[]): void =>
    void execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const makeAuthority = (name: string): void =>
    run(
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", `/CN=${name}`],
      ...["-keyout", `${name}-key.pem`, "-out", `${name}.pem`],
    );
  makeAuthority("ca");
  makeAuthority("other-ca");
  return {
    sign: (name, subject, days = 30) => {
      run(
        ...["req", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${name}`],
        ...["-keyout", `${name}-key.pem`, "-out", `${name}.csr`],
        ...["basicConstraints=CA:FALSE", ...(subject === undefined ? [] : [`subjectAltName=${subject}`])].flatMap(
          (line) => ["-addext", line],
        ),
      );
      const dates = days > 0 ? ["-days", String(days)] : ["-days", "-1"];
      run(
        ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial"],
        ...["-copy_extensions", "copy", "-out", `${name}.pem`, ...dates],
      );
    },
  };
}
