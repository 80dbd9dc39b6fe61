import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { deliver } from "./deliver.js";
import { type TestReport, writeTestReport } from "./test-report.js";
import { login, startSmtpServer, type TestServer } from "./test-smtp-server.js";

const root = mkdtempSync(join(tmpdir(), "tillbook-deliver-"));
const paths = findPaths(root);
const file = join(root, "recipients.json");
let server: TestServer;
beforeEach(async () => {
  for (const folder of [paths.build, paths.data]) rmSync(folder, { recursive: true, force: true });
  await server?.close();
  server = await startSmtpServer();
  writeChain();
  for (const store of ["Köln", "Bonn"]) writeStore(store);
  writeRecipients(
    { name: "Erika", address: "a@example.org", chain: true },
    { address: "b@example.org", stores: ["Köln", "Bonn"] },
  );
});
after(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

function writeChain(spec: TestReport = {}): void {
  writeTestReport(paths.report, "tillbook", { period: "2026-02", ...spec });
}

const stores = new Map<string, number>();
function writeStore(store: string, spec: TestReport = {}): void {
  stores.set(store, stores.get(store) ?? stores.size + 1);
  const folder = join(paths.build, "reports");
  writeTestReport(join(folder, "stores"), String(stores.get(store)), { period: "2026-02", store, ...spec });
  const reports = [...stores].map(([name, n]) => ({
    name,
    html: `stores/${n}.html`,
    pdf: `stores/${n}.pdf`,
    sales: "1",
  }));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ by: "store", reports }));
}

function writeRecipients(...recipients: unknown[]): void {
  writeFileSync(file, JSON.stringify({ from: { name: "Frischmarkt", address: "f@example.org" }, recipients }));
}

/** Runs the stage; gives what it logs, and at the end what it says that it made. */
async function run(env: Record<string, string> = {}, signal = new AbortController().signal): Promise<string[]> {
  const lines: string[] = [];
  const settings = readSettings({ DELIVER_RECIPIENTS: file, ...env });
  const log = (line: string): void => void lines.push(line);
  const made = await deliver({ settings, paths, log, signal });
  return [...lines, made];
}

const sending = (): Record<string, string> => ({
  DELIVER_SEND: "1",
  SMTP_HOST: "127.0.0.1",
  SMTP_PORT: String(server.port),
  SMTP_SECURITY: "none",
  SMTP_USER: login.user,
  SMTP_PASSWORD: login.password,
});

const listMails = (): string[] => readdirSync(join(paths.build, "mail")).sort();
const readMail = (name: string): Buffer => readFileSync(join(paths.build, "mail", name));
const listReceivers = (): string[] => server.mails.flatMap(({ to }) => to);

test("by default mails are written, nothing is sent, and a second run writes the same bytes", async () => {
  const [, , made] = await run({ ...sending(), DELIVER_SEND: "0" });
  assert.equal(made, "2 mails in build/mail, 0 of them delivered before; 2 to send, by make deliver SEND=1");
  assert.deepEqual(listMails(), ["a@example.org.eml", "b@example.org.eml"]);
  const first = listMails().map(readMail);
  await run();
  assert.deepEqual(listMails().map(readMail), first);
  assert.equal(server.connections(), 0);
});

test("what is sent is the file, to each recipient the own one, and only once", async () => {
  await run(sending());
  assert.deepEqual(listReceivers(), ["a@example.org", "b@example.org"]);
  assert.deepEqual(
    server.mails.map(({ raw }) => raw),
    listMails().map(readMail),
  );
  const last = (await run(sending())).at(-1);
  assert.equal(last, "2 mails in build/mail, 2 of them delivered before; 0 sent");
  assert.equal(server.mails.length, 2);
  assert.deepEqual(
    server.mails.map(({ raw }) => raw),
    listMails().map(readMail),
  );
});

test("only whose report changed gets it again, as one that replaces the other, under another id", async () => {
  await run(sending());
  writeStore("Bonn", { revenue: "€9.99" });
  const lines = await run(sending());
  assert.match(lines[1] ?? "", /^b@example\.org: Updated: Sales report, .*, changed$/);
  assert.deepEqual(listReceivers(), ["a@example.org", "b@example.org", "b@example.org"]);
  const ids = server.mails.map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(String(raw))?.[1]);
  writeStore("Bonn");
  await run(sending());
  ids.push(/^Message-ID: (.*)\r$/m.exec(String(server.mails[3]?.raw))?.[1]);
  assert.equal(new Set(ids).size, 4);
});

test("another commit that makes the same report sends nothing; another period does, and is no replacement", async () => {
  await run(sending());
  writeChain({ commit: "c2" });
  await run(sending());
  assert.equal(server.mails.length, 2);
  writeRecipients({ address: "a@example.org", chain: true });
  writeChain({ period: "2026-01" });
  const lines = await run(sending());
  assert.match(lines[0] ?? "", /, new$/);
  writeChain();
  assert.match((await run(sending()))[0] ?? "", /changed$/); // the name of the recipient did
});

test("the record is for its owner only", async () => {
  await run(sending());
  const folder = join(paths.data, "deliveries");
  assert.deepEqual(readdirSync(folder).sort(), ["a@example.org.json", "b@example.org.json"]);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test("a refused address doesn't keep the others from their mails, and is tried again", async () => {
  writeRecipients({ address: "nobody@example.org", chain: true }, { address: "b@example.org", chain: true });
  await assert.rejects(run(sending()), {
    code: "SMTP_REFUSED",
    message: /nobody@example\.org/,
    details: ["1 of 2 sent"],
  });
  assert.deepEqual(listReceivers(), ["b@example.org"]);
  await assert.rejects(run(sending()), { code: "SMTP_REFUSED", details: ["0 of 1 sent"] });
  assert.deepEqual(listReceivers(), ["b@example.org"]);
});

test("a server that dies after the first mail: what it took is not sent again, the rest is", async () => {
  await assert.rejects(
    run({ ...sending(), SMTP_PASSWORD: "wrong" }),
    (error: { code: string; details: string[] }) =>
      error.code === "SMTP_UNREACHABLE" && error.details[0] === "0 of 2 sent",
  );
  const stop = new AbortController();
  const { mails } = server;
  mails.push = (...more) => {
    stop.abort(new Error("stopped"));
    return Array.prototype.push.apply(mails, more);
  };
  await assert.rejects(run(sending(), stop.signal), /stopped/);
  assert.deepEqual(listReceivers(), ["a@example.org"]);
  mails.push = Array.prototype.push;
  await run(sending());
  assert.deepEqual(listReceivers(), ["a@example.org", "b@example.org"]);
});

test("before anything is sent, each report must be there, of the same period and language, and the mail not too large", async () => {
  writeRecipients({ address: "a@example.org", chain: true }, { address: "b@example.org", stores: ["Essen"] });
  await assert.rejects(run(sending()), {
    code: "REPORT_MISSING",
    message: 'expected the report of "Essen" in build/reports, got those of "Köln", "Bonn"',
    hint: "make reports BY=store, or correct the name in the file of DELIVER_RECIPIENTS",
  });
  rmSync(join(paths.build, "reports"), { recursive: true });
  const none = { code: "REPORT_MISSING", hint: "make reports BY=store" };
  await assert.rejects(run(sending()), { ...none, message: /got no list of reports$/ });
  mkdirSync(join(paths.build, "reports"));
  writeFileSync(join(paths.build, "reports", "manifest.json"), JSON.stringify({ by: "month", reports: [] }));
  await assert.rejects(run(sending()), { ...none, message: /got reports by month$/ });
  writeStore("Essen", { period: "2026-01" });
  await assert.rejects(run(sending()), {
    message: /expected the report of "Essen" of 2026-02 in "en", got one of 2026-01 in "en"/,
  });
  writeStore("Essen", { language: "de" });
  await assert.rejects(run(sending()), { message: /got one of 2026-02 in "de"/ });
  writeStore("Essen");
  await assert.rejects(run({ ...sending(), REPORT_PERIOD: "2026-01" }), {
    message: /expected the report of the chain of 2026-01 in "en", got one of 2026-02/,
  });
  const pdf = readFileSync(join(paths.report, "tillbook.pdf"));
  const signed = join(paths.build, "signed", "tillbook.pdf");
  writeTestReport(join(paths.build, "signed"), "tillbook");
  writeFileSync(signed, Buffer.concat([pdf, Buffer.alloc(1_000_000)]));
  await assert.rejects(run({ ...sending(), DELIVER_MOST_MB: "1" }), {
    code: "MAIL_TOO_LARGE",
    message: "the mail to a@example.org must have at most 1 MB, got 1.4 MB",
  });
  assert.equal(server.connections(), 0);
});

test("without recipients, with wrong ones, or without a server to send by, the setting is named", async () => {
  await assert.rejects(run({ DELIVER_RECIPIENTS: "" }), {
    code: "SETTING_INVALID",
    message: /^DELIVER_RECIPIENTS must be/,
  });
  await assert.rejects(run({ DELIVER_SEND: "1" }), { code: "SETTING_INVALID", message: /^SMTP_HOST must be/ });
  writeRecipients({ address: "erika", chain: true });
  await assert.rejects(run(), {
    code: "RECIPIENTS_INVALID",
    message: `${file}: recipients.0.address must be an address such as "erika@example.org", got "erika"`,
  });
});

test("a mail of somebody who gets none any more is removed", async () => {
  await run();
  writeRecipients({ address: "b@example.org", chain: true });
  await run();
  assert.deepEqual(listMails(), ["b@example.org.eml"]);
});
