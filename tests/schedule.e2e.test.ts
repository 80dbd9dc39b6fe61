import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { login, startSmtpServer, type TestServer } from "../deliver/test-smtp-server.js";
import { type Checkout, copyCheckout, sharedSpark } from "./checkout.js";

// What docs/schedule.md says, run as it stands there, in the environment that systemd, cron and a CI runner give.

const text = readFileSync(join(findRoot(), "docs/schedule.md"), "utf8");
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, block = ""]) => block);
const [service = "", timer = ""] = blocks("ini");
const [workflow = ""] = blocks("yaml");

let checkout: Checkout;
let server: TestServer;
let own: string;
before(async () => {
  checkout = copyCheckout();
  own = mkdtempSync(join(tmpdir(), "tillbook-schedule-"));
  server = await startSmtpServer();
  writeFileSync(join(own, "smtp-password"), login.password, { mode: 0o600 });
  const recipients = [
    { name: "Erika", address: "a@example.org", chain: true },
    { address: "b@example.org", stores: ["Stralsund", "Trier"] },
  ];
  writeFileSync(join(own, "recipients.json"), JSON.stringify({ from: { address: "r@example.org" }, recipients }));
  const settings = {
    SALES_ROWS: "20000",
    SALES_STORES: "2",
    DELIVER_RECIPIENTS: join(own, "recipients.json"),
    SMTP_HOST: "127.0.0.1",
    SMTP_PORT: String(server.port),
    SMTP_SECURITY: "none",
    SMTP_USER: login.user,
    ...sharedSpark,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(join(checkout.root, ".env"), lines.join(""));
});
after(async () => {
  await server?.close();
  checkout?.remove();
  if (own) rmSync(own, { recursive: true, force: true });
});

/** Runs a command with these variables alone; gives what it printed. */
async function run(command: string, env: Record<string, string>): Promise<string> {
  const child = spawn("/bin/sh", ["-c", command], { cwd: checkout.root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  const [code] = await once(child, "close");
  assert.equal(code, 0, `${command}\n${output}`);
  return output;
}

/** Forgets what was sent, and gives what the server took. */
function takeMails(): { to: string | undefined; subject: string | undefined; date: number }[] {
  rmSync(join(checkout.root, ".data/deliveries"), { recursive: true, force: true });
  return server.mails.splice(0).map(({ to, raw }) => ({
    to: to[0],
    subject: /^Subject: (.*)\r$/m.exec(String(raw))?.[1],
    date: Date.parse(/^Date: (.*)\r$/m.exec(String(raw))?.[1] ?? ""),
  }));
}

function checkMails(): void {
  const mails = takeMails();
  assert.deepEqual(
    mails.map(({ to, subject }) => [to, subject]),
    [
      ["a@example.org", "Sales report, December 2025: Tillbook"],
      ["b@example.org", "Sales report, December 2025: Stralsund and Trier"],
    ],
  );
  for (const { date } of mails) assert.ok(Math.abs(date - Date.now()) < 3_600_000);
}

const home = { HOME: process.env["HOME"] ?? "/", LOGNAME: process.env["LOGNAME"] ?? "x", SHELL: "/bin/sh" };

test("systemd finds no fault in the units", {
  skip: spawnSync("systemd-analyze", ["--version"]).error !== undefined,
}, () => {
  writeFileSync(join(own, "tillbook.service"), service);
  writeFileSync(join(own, "tillbook.timer"), timer);
  const verify = (): ReturnType<typeof spawnSync> =>
    spawnSync("systemd-analyze", ["verify", join(own, "tillbook.service"), join(own, "tillbook.timer")], {
      encoding: "utf8",
    });
  assert.deepEqual([verify().status, verify().stderr], [0, ""]);
  const when = /OnCalendar=(.*)/.exec(timer)?.[1] ?? "";
  const next = execFileSync("systemd-analyze", ["calendar", "--base-time=2026-02-10 00:00 UTC", when], {
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC" },
  });
  assert.match(next, /Mon 2026-03-02 06:00:00/);
});

test("the service makes, archives and sends the reports of the last month", async () => {
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const assignments = /^Environment=(.*)$/m.exec(service)?.[1]?.replaceAll("%d", own).split(" ") ?? [];
  const env = {
    ...home,
    PATH: path,
    USER: home.LOGNAME,
    ...Object.fromEntries(assignments.map((one) => one.split("="))),
  };
  // as systemd reads a command line (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers")
  for (const [, command = ""] of service.matchAll(/^ExecStart=(.*)$/gm))
    await run(command.replaceAll("$$", "$").replaceAll("%%", "%"), env);
  checkMails();
});

test("cron's line does the same, and prints nothing", async () => {
  const line = blocks("crontab")[0]?.trim().split("\n").at(-1) ?? "";
  const [, minute, command = ""] = /^(\d+) \d+ 2 \* \* (.*)$/.exec(line) ?? [];
  assert.ok(minute);
  // as cron reads a line (crontab(5)): an escaped % is a %
  const asRun = command.replaceAll("\\%", "%").replaceAll("/opt/tillbook", checkout.root);
  const env = { ...home, HOME: own, PATH: "/usr/bin:/bin", SMTP_PASSWORD_FILE: join(own, "smtp-password") };
  assert.equal(await run(asRun, env), "");
  assert.match(readFileSync(join(own, "tillbook.log"), "utf8"), /2 sent$/m);
  checkMails();
});

test("the workflow's steps do the same with the till files that were fetched", async () => {
  cpSync(join(checkout.root, "build/csv"), join(own, "tills"), { recursive: true });
  const secrets: Record<string, string> = {
    SMTP_PASSWORD: login.password,
    RECIPIENTS: readFileSync(join(own, "recipients.json"), "utf8"),
  };
  const fill = (value: string): string =>
    value
      .replace("/tmp/tills", join(own, "tills"))
      .replace(/\$\{\{ secrets\.(\w+) \}\}/, (_, name: string) => secrets[name] ?? "");
  const readVariables = (indent: number): Record<string, string> =>
    Object.fromEntries(
      [...workflow.matchAll(new RegExp(`^ {${indent}}([A-Z_]+): (.*)$`, "gm"))].map(([, name = "", value = ""]) => [
        name,
        fill(value),
      ]),
    );
  const env = {
    ...home,
    PATH: process.env["PATH"] ?? "",
    RUNNER_TEMP: own,
    ...readVariables(6),
    SMTP_HOST: "127.0.0.1",
    SMTP_USER: login.user,
  };
  const steps = [...workflow.matchAll(/^ +(?:- )?run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
    ([, lines, line = ""]) => lines ?? line,
  );
  assert.equal(steps.length, 4);
  // the first is the reader's to write, and only the last is given the secrets
  for (const step of steps.slice(1))
    await run(step.replaceAll(/^ {10}/gm, ""), step === steps.at(-1) ? { ...env, ...readVariables(10) } : env);
  checkMails();
  assert.ok(existsSync(join(checkout.root, /path: (build\/archive)/.exec(workflow)?.[1] ?? "none")));
});
