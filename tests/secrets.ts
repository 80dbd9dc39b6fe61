import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inflateSync } from "node:zlib";
import { findFreePort } from "@tillbook/services";
import { createConnection } from "mysql2/promise";
import { startSmtpServer } from "../deliver/test-smtp-server.js";
import { copyCheckout, type Ended } from "./checkout.js";

// `make test-secrets`: a canary password for a database and a mail server of its own, given once by the environment and once by `.env`, is looked
// for while the report is made and after: in every file below the checkout and its temporary folder, in the server's log of
// all SQL, and in the list of processes. Then the embedded servers are tried as another account, where this is root.

// where another account can come to its door, since what is behind it is tried
const root = mkdtempSync("/tmp/tillbook-secrets-");
chmodSync(root, 0o755);
const checkout = copyCheckout({}, root);
const temporary = join(checkout.root, "tmp");
const canary = `canary-${randomBytes(12).toString("hex")}`;
const forms = [canary, Buffer.from(canary).toString("base64").replace(/=+$/, ""), Buffer.from(canary).toString("hex")];
const server = await startServer();
const mailServer = await startSmtpServer({ onAuth: ({ username }, _session, done) => done(null, { user: username }) });
const recipients = join(root, "recipients.json");
writeFileSync(
  recipients,
  JSON.stringify({ from: { address: "a@example.org" }, recipients: [{ address: "b@example.org", chain: true }] }),
);
const found = new Set<string>();
let looks = 0;
try {
  for (const way of ["environment", ".env"] as const) {
    for (const folder of ["build", ".nx", "tmp", ".data/deliveries"])
      rmSync(join(checkout.root, folder), { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const settings = {
      MYSQL_HOST: "127.0.0.1",
      MYSQL_PORT: server.port,
      MYSQL_USER: "tillbook",
      MYSQL_PASSWORD: canary,
      DELIVER_RECIPIENTS: recipients,
      DELIVER_SEND: "1",
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(mailServer.port),
      SMTP_SECURITY: "none",
      SMTP_USER: "tillbook",
      SMTP_PASSWORD: canary,
    };
    if (way === ".env")
      writeFileSync(
        join(checkout.root, ".env"),
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
        { mode: 0o600 },
      );
    const env = { TMPDIR: temporary, ...(way === "environment" && settings) };
    await runWatched("report", env);
    await runWatched("verify", env);
    await runWatched("deliver", env);
    for (const { raw } of mailServer.mails.splice(0))
      for (const place of findInText(raw.toString("latin1"), "the mail")) found.add(place);
    for (const place of findInFiles(checkout.root)) found.add(`${way}: ${place}`);
    rmSync(join(checkout.root, ".env"), { force: true });
  }
  for (const place of findInText(readFileSync(server.log).toString("latin1"), "the SQL log")) found.add(place);
  console.log(
    `secrets   ${looks} looks while it ran, ${forms.length} forms of the password; found in: ${[...found].join(", ") || "nothing"}`,
  );
  await server.stop();
  const refused = await tryEmbedded();
  for (const line of refused) console.log(`secrets   ${line}`);
  if (found.size > 0) process.exitCode = 1;
} finally {
  await server.stop();
  await mailServer.close();
  checkout.remove();
}

async function runWatched(target: string, env: Record<string, string>): Promise<void> {
  const running = checkout.start(target, env);
  let ended: Ended | undefined;
  void running.ended.then((result) => {
    ended = result;
  });
  while (ended === undefined) {
    for (const place of findInProcesses()) found.add(place);
    if (looks++ % 20 === 0) for (const place of findInFiles(temporary)) found.add(place);
    await sleep(100);
  }
  if (ended.code !== 0) throw new Error(`expected make ${target} to succeed, got ${ended.code}:\n${ended.output}`);
  for (const place of findInText(ended.output, `what make ${target} printed`)) found.add(place);
}

/** Command lines, which every account can read; a process's environment is open to its own account only. */
function findInProcesses(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return findInText(readFileSync(`/proc/${pid}/cmdline`, "latin1"), `the command line of process ${pid}`);
      } catch {
        return [];
      }
    });
}

/** Every file but `.env`, `node_modules` and the server that the test itself made; streams of a PDF are inflated. */
function findInFiles(folder: string): string[] {
  const places: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (/^(node_modules|\.env|own-mysql)$/.test(entry.name) || entry.isSymbolicLink()) continue;
    try {
      if (entry.isDirectory()) places.push(...findInFiles(path));
      else if (entry.isFile() && statSync(path).size < 500_000_000) {
        const bytes = readFileSync(path);
        places.push(...findInText(bytes.toString("latin1"), path.slice(checkout.root.length + 1)));
        if (path.endsWith(".pdf")) places.push(...findInText(inflateStreams(bytes), path));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return places;
}

function inflateStreams(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  return [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)]
    .map(([, data = ""]) => {
      try {
        return inflateSync(Buffer.from(data, "latin1")).toString("latin1");
      } catch {
        return data;
      }
    })
    .join("\n");
}

function findInText(text: string, place: string): string[] {
  return forms.some((form) => text.includes(form)) ? [place] : [];
}

/** A MariaDB of the test's own, with the canary as password, that logs every statement. */
async function startServer() {
  const folder = join(checkout.root, "own-mysql");
  mkdirSync(folder, { mode: 0o700 });
  const port = String(await findFreePort());
  const log = join(folder, "all.sql.log");
  const mariadb = join(checkout.root, ".cache", "mariadb");
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  const base = ["--no-defaults", `--basedir=${mariadb}`, `--datadir=${join(folder, "data")}`, ...user];
  const install = spawn(
    join(mariadb, "scripts", "mariadb-install-db"),
    [...base, "--auth-root-authentication-method=normal"],
    { stdio: "ignore" },
  );
  await new Promise((resolve) => install.once("exit", resolve));
  const start = async (more: string[]) => {
    const child = spawn(
      join(mariadb, "bin", "mariadbd"),
      [
        ...base,
        `--port=${port}`,
        "--bind-address=127.0.0.1",
        "--socket=s",
        "--skip-ssl",
        "--local-infile=ON",
        `--lc-messages-dir=${join(mariadb, "share")}`,
        ...more,
      ],
      { stdio: "ignore" },
    );
    for (;;) {
      if (child.exitCode !== null) throw new Error("expected a MariaDB of the test's own to start");
      try {
        return { child, root: await createConnection({ host: "127.0.0.1", port: Number(port), user: "root" }) };
      } catch {
        await sleep(200);
      }
    }
  };
  const { child, root } = await start([]);
  await root.query("create database tillbook character set utf8mb4 collate utf8mb4_bin");
  await root.query("create user tillbook@127.0.0.1 identified by ?", [canary]);
  await root.query("grant all on tillbook.* to tillbook@127.0.0.1");
  appendFileSync(log, "", { mode: 0o600 });
  await root.query("set global general_log_file = ?", [log]);
  await root.query("set global general_log = 1");
  await root.end();
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    while (child.exitCode === null && child.signalCode === null) await sleep(50);
  };
  return { port, log, stop };
}

/** Tries the embedded servers while they run, as another account where that can be had: each way in must be closed. */
async function tryEmbedded(): Promise<string[]> {
  for (const folder of ["build", ".nx", ".data"]) rmSync(join(checkout.root, folder), { recursive: true, force: true });
  const running = checkout.start("report");
  await running.printed(/^aggregate .*sales/m);
  const data = join(checkout.root, ".data");
  const address = JSON.parse(readFileSync(join(data, "mysql-connection.json"), "utf8"));
  let properties = "";
  while (properties === "") {
    const folder = readdirSync(data).find((name) => /^spark-\d/.test(name));
    try {
      if (folder) properties = readFileSync(join(data, folder, "spark.properties"), "utf8");
    } catch {
      // not written yet
    }
    await sleep(50);
  }
  const port = (key: string): string => new RegExp(`${key} (\\d+)`).exec(properties)?.[1] ?? "";
  const [sparkPort, ...ownPorts] = [port("binding.port"), port("driver.port"), port("blockManager.port")];
  while (!(await isListening(Number(sparkPort)))) await sleep(100);
  const lines = [...checkListeners(), ...(await askAsOtherAccount([address.port, data, sparkPort, ...ownPorts]))];
  const { code, output } = await running.ended;
  if (code !== 0) throw new Error(`expected make report to succeed, got ${code}:\n${output}`);
  const secrets = [address.password, /token (\S+)/.exec(properties)?.[1] ?? ""];
  if (secrets.some((secret) => secret.length < 20)) throw new Error("expected secrets of 20 characters or more");
  forms.splice(0, forms.length, ...secrets);
  const places = findInFiles(checkout.root);
  if (places.length > 0) throw new Error(`expected the servers' secrets nowhere after a run, found them in ${places}`);
  return [...lines, "after the run, neither password nor token is in any file"];
}

/** Has `other-account.ts` try the ways in, as another account where this is root. */
async function askAsOtherAccount(args: string[]): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ["--import", "@tillbook/pipeline/tsx", join(import.meta.dirname, "other-account.ts"), ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`expected every way in to be closed, got:\n${said}`);
  return said.trim().split("\n");
}

/** Every port that a process of the checkout listens on must be on loopback. */
function checkListeners(): string[] {
  const inodes = new Set(
    checkout.processes().flatMap((line) => {
      const folder = `/proc/${Number.parseInt(line, 10)}/fd`;
      try {
        return readdirSync(folder).flatMap((fd) => {
          try {
            return /socket:\[(\d+)\]/.exec(readlinkSync(join(folder, fd)))?.[1] ?? [];
          } catch {
            return [];
          }
        });
      } catch {
        return [];
      }
    }),
  );
  const listening = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((parts) => parts[3] === "0A" && inodes.has(parts[9] ?? ""))
      .map((parts) => String(parts[1]?.split(":")[0])),
  );
  const loopback = ["0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"];
  const open = listening.filter((address) => !loopback.includes(address));
  if (listening.length === 0 || open.length > 0)
    throw new Error(`expected listeners on loopback only, got ${listening}`);
  return [`${listening.length} ports are listened on, all on loopback`];
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
