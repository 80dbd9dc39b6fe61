import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tieToParent } from "@tillbook/pipeline";
import { listLines } from "@tillbook/provenance";
import { findFreePort } from "@tillbook/services";
import { createConnection } from "mysql2/promise";
import { hashArtefacts, listDifferences } from "./artefacts.js";
import { copyCheckout, type Ended } from "./checkout.js";

// `make test-mysql`: the same report with the embedded MariaDB and with a MySQL, that of MYSQL_HOST or a real one of its own,
// must be the same but for the line that names the server.

const checkout = copyCheckout();
const server = await findServer();
try {
  expectSuccess(await checkout.make("report"));
  const embedded = await hashArtefacts(checkout.root);
  const embeddedLines = readLines();
  for (const folder of ["build", ".nx"]) rmSync(join(checkout.root, folder), { recursive: true, force: true });
  expectSuccess(await checkout.make("report", server.env));
  const own = await hashArtefacts(checkout.root);
  const ownLines = readLines();
  const differing = listDifferences(embedded, own);
  const lines = [
    ...embeddedLines.filter((line) => !ownLines.includes(line)),
    ...ownLines.filter((line) => !embeddedLines.includes(line)),
  ];
  console.log(
    `mysql     ${own.size - differing.length} of ${own.size} files have the same bytes: CSV, notebooks, charts`,
  );
  for (const line of differing) console.log(`mysql     ${line}`);
  for (const line of lines) console.log(`mysql     line of the report: ${line}`);
  const allowed = [
    "manifests/html.json",
    "manifests/import.json",
    "manifests/pdf.json",
    "report/tillbook.html",
    "report/tillbook.pdf",
  ];
  const other = differing.find((line) => !allowed.some((file) => line === `${file} differs`));
  if (other !== undefined) throw new Error(`expected only the reports and three manifests to differ, but ${other}`);
  if (lines.length !== 2 || !lines.every((line) => /MariaDB|MySQL/.test(line)))
    throw new Error("expected one line of the report to differ, the one that names the server");
  expectSuccess(await checkout.make("verify", server.env));
  console.log("mysql     the same tables, fingerprints and report, but for that line; make verify agrees on both");
} finally {
  await server.stop();
  checkout.remove();
}

async function findServer() {
  const { MYSQL_HOST, MYSQL_PORT = "3306", MYSQL_USER = "tillbook", MYSQL_PASSWORD = "" } = process.env;
  if (MYSQL_HOST)
    return {
      env: { MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD, ...pick("MYSQL_DATABASE") },
      stop: async () => {},
    };
  const port = String(await findFreePort());
  const account = { MYSQL_USER: "tillbook", MYSQL_PASSWORD: randomBytes(24).toString("base64url") };
  const env = { MYSQL_HOST: "127.0.0.1", MYSQL_PORT: port, ...account };
  // Without MYSQL_HOST, which MySQL's own client would take before the socket that it is told.
  const secrets = { MYSQL_ROOT_PASSWORD: randomBytes(24).toString("base64url"), MYSQL_DATABASE: "tillbook" };
  const child = spawn(...tieToParent(join(import.meta.dirname, "real-mysql.sh"), [port], "TERM"), {
    env: { ...process.env, ...account, ...secrets },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    while (child.exitCode === null && child.signalCode === null) await sleep(50);
  };
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("expected a MySQL of its own to start");
    try {
      await (
        await createConnection({
          host: env.MYSQL_HOST,
          port: Number(port),
          user: env.MYSQL_USER,
          password: env.MYSQL_PASSWORD,
        })
      ).end();
      return { env, stop };
    } catch {
      await sleep(500);
    }
  }
}

function pick(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}

function readLines(): string[] {
  return listLines(readFileSync(join(checkout.root, "build", "report", "tillbook.html"), "utf8")).filter(
    // These are of files that name the server themselves.
    (line) => !/[0-9a-f]{64}/.test(line),
  );
}

function expectSuccess({ code, output }: Ended): void {
  if (code !== 0) throw new Error(`expected make to succeed, got ${code}:\n${output}`);
}
