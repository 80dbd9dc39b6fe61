import { accessSync, chmodSync, constants, copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { connect as connectSocket, createServer, type NetConnectOpts } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@tillbook/spark-connect";
import { createConnection } from "mysql2/promise";
import { callBlockManager, callDriver } from "./spark-port.js";

// The other account of tests/hostile.ts. `squat <settings as JSON>` takes beforehand what may be taken, says `ready`, and stays;
// `scan <checkout>` tries all that can be seen again and again, prints what it found, and ends with SIGTERM.

/** How a client of HTTP/2 begins, with empty settings (RFC 9113, 3.4), and the type of the frame that a server answers. */
const http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const http2Settings = 4;

const [task = "", argument = ""] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(65534);
process.setuid?.(65534);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (task === "squat") await squat(JSON.parse(argument));
else await scan(argument);

interface Prey {
  uid: number;
  /** Folder with code that tsx would take from its cache, each file of which does harm. */
  code: string;
  /** Names of sockets in Linux's abstract namespace. */
  sockets: string[];
  ports: number[];
}

async function squat({ uid, code, sockets, ports }: Prey): Promise<void> {
  process.umask(0);
  const names = [`tsx-${uid}`, `tillbook-${uid}`, ".nx", `.nx/${uid}`, "node-compile-cache", "hsperfdata_root"];
  for (const name of names) {
    mkdirSync(join("/tmp", name));
    chmodSync(join("/tmp", name), 0o777);
  }
  for (const name of readdirSync(code)) copyFileSync(join(code, name), join("/tmp", `tsx-${uid}`, name));
  // endless, and with the sequence that clears a terminal
  const answer = "\x1b[2J\x1b]0;mine\x07".repeat(1000);
  for (const name of sockets) {
    createServer((socket) => {
      const send = (): void => {
        while (socket.write(answer));
      };
      socket.on("error", () => {}).on("drain", send);
      send();
    }).listen(`\0${name}`);
  }
  for (const port of ports) {
    createServer((socket) => {
      socket.on("error", () => {}).on("data", (bytes) => say(`told: ${JSON.stringify(bytes.toString("latin1"))}`));
    }).listen(port, "127.0.0.1");
  }
  say("ready");
  setInterval(() => {}, 1000);
}

async function scan(root: string): Promise<void> {
  let isOver = false;
  process.once("SIGTERM", () => {
    isOver = true;
  });
  const seen = new Set<string>();
  const note = (line: string): void => {
    if (!seen.has(line)) say(line);
    seen.add(line);
  };
  let looks = 0;
  const tried = new Set<string>();
  for (; !isOver; looks++) {
    for (const folder of ["/tmp", join(root, ".data"), join(root, ".nx")]) tryFiles(folder, note, constants.R_OK);
    for (const folder of ["build", ".cache"]) tryFiles(join(root, folder), note, constants.W_OK);
    for (const address of listSockets()) await trySocket(address, note);
    await Promise.all(
      listPorts().map(async (port) => {
        // three looks at each: what is refused at its start may be open later
        const look = [1, 2, 3].find((count) => !tried.has(`${port} ${count}`));
        if (look === undefined) return;
        tried.add(`${port} ${look}`);
        await tryPort(port, note);
      }),
    );
    await sleep(100);
  }
  say(`${looks} looks`);
}

/** Says which files of somebody else's in a folder can be read, or written. */
function tryFiles(folder: string, note: (line: string) => void, right: number): void {
  let entries: ReturnType<typeof listEntries>;
  try {
    entries = listEntries(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() || /^\/tmp\/(tsx-0|tillbook-0|\.nx|node-compile-cache|hsperfdata_root)$/.test(path))
      continue;
    if (entry.isDirectory()) {
      if (isAllowed(path, constants.W_OK)) note(`OPEN folder ${path}`);
      tryFiles(path, note, right);
    } else if (isAllowed(path, right)) note(`OPEN file ${path}`);
  }
}

function listEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function isAllowed(path: string, right: number): boolean {
  try {
    accessSync(path, right);
    return true;
  } catch {
    return false;
  }
}

/** Lists the sockets that somebody listens on: paths, or `@` and an abstract name; column 3 has the flags. */
function listSockets(): string[] {
  return readFileSync("/proc/net/unix", "utf8")
    .split("\n")
    .map((line) => line.split(/\s+/))
    .filter(([, , , flags]) => flags === "00010000")
    .flatMap((fields) => fields[7] ?? [])
    .filter((path) => !/^@tillbook-/.test(path));
}

async function trySocket(address: string, note: (line: string) => void): Promise<void> {
  const path = address.startsWith("@") ? `\0${address.slice(1)}` : address;
  const said = await ask({ path }, "");
  note(said === undefined ? `closed socket ${address.replace(/[\d-]+/g, "N")}` : `OPEN socket ${address}`);
}

/** Lists the ports that somebody else listens on; columns: local address, state, owner. */
function listPorts(): number[] {
  return ["tcp", "tcp6"]
    .flatMap((kind) => readFileSync(`/proc/net/${kind}`, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && fields[7] !== "65534")
    .map(([, local = ""]) => Number.parseInt(local.split(":").at(-1) ?? "", 16));
}

/** Finds out what listens, by what it says first or answers to HTTP, and tries what that would give. */
async function tryPort(port: number, note: (line: string) => void): Promise<void> {
  const greeting = (await ask({ port, host: "127.0.0.1" }, "")) ?? "";
  if (/MariaDB|mysql_native/.test(greeting)) return tryMysql(port, note);
  // ZMTP 3.x: signature
  if (/^\xff.{8}\x7f/s.test(greeting)) return note(`OPEN port ${port}: ZeroMQ`);
  const page = (await ask({ port, host: "127.0.0.1" }, formatRequest("/", port))) ?? "";
  if (/^HTTP\/1\.1 /.test(page)) return tryHttp(port, note);
  const frame = (await ask({ port, host: "127.0.0.1" }, http2Preface)) ?? "";
  return frame.charCodeAt(3) === http2Settings ? tryConnect(port, note) : trySpark(port, note);
}

async function tryMysql(port: number, note: (line: string) => void): Promise<void> {
  for (const user of ["tillbook", "root", "", "mariadb.sys"]) {
    const login = createConnection({ host: "127.0.0.1", port, user, password: "" });
    const outcome = await login.then(
      () => `OPEN port ${port}: the database as ${user}`,
      (error) => `closed port of the database: ${error.code}`,
    );
    note(outcome);
  }
}

async function tryHttp(port: number, note: (line: string) => void): Promise<void> {
  const paths = [
    "/",
    "/tillbook.html",
    "/events",
    "/guess",
    "/guess/",
    "/guess/tillbook.html",
    "/guess/events",
    "/lab",
    "/api/contents",
    "/api/kernels",
    "/files/1-the-data.ipynb",
  ];
  for (const path of paths) {
    const answer = (await ask({ port, host: "127.0.0.1" }, formatRequest(path, port))) ?? "";
    const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "";
    const to = status === "302" ? (/^location: (\S+)/im.exec(answer)?.[1] ?? "") : "";
    // Jupyter leads to the same path without its slash before it asks who it is; that path is tried as well
    const isElsewhere = /^\/(login|lab|tree)/.test(to) || `${to}/` === path;
    note(
      /^40[34]$/.test(status) || isElsewhere
        ? `closed port of HTTP: ${path} ${status}`
        : `OPEN port ${port}: ${path} ${answer}`,
    );
  }
}

async function tryConnect(port: number, note: (line: string) => void): Promise<void> {
  const outcome = await connect(`sc://127.0.0.1:${port}/;use_ssl=false`)
    .then((session) => session.sql("select 1"))
    .then(
      () => `OPEN port ${port}: Spark Connect`,
      (error) => `closed port of Spark Connect: ${error.message.slice(0, 60)}`,
    );
  note(outcome);
}

async function trySpark(port: number, note: (line: string) => void): Promise<void> {
  const ways = {
    "Spark's driver": () => callDriver(port),
    "Spark's block manager": () => callBlockManager(port),
  };
  for (const [name, way] of Object.entries(ways)) {
    const outcome = await way().then(
      () => `OPEN port ${port}: ${name}`,
      () => `closed port: not ${name}, or refused`,
    );
    note(outcome);
  }
}

function formatRequest(path: string, port: number): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
}

/** Connects, sends a text and gives what is answered within a second; undefined when it can't connect. */
async function ask(to: NetConnectOpts, text: string): Promise<string | undefined> {
  const socket = connectSocket(to);
  let [said, isConnected] = ["", false];
  const ended = new Promise<void>((resolve) => {
    socket
      .setTimeout(1000, () => socket.destroy())
      .on("connect", () => {
        isConnected = true;
        socket.write(text);
      })
      .on("data", (bytes) => {
        said += bytes.toString("latin1");
        if (said.length > 10_000 || text === "") socket.destroy();
      })
      .on("error", () => {})
      .on("close", () => resolve());
  });
  await ended;
  return isConnected ? said : undefined;
}
