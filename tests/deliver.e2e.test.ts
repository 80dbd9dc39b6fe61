import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { login, startSmtpServer, type TestServer } from "../deliver/test-smtp-server.js";
import { createTestCertificate } from "../libs/spark-connect/src/test-certificate.js";
import { makeTestSigner } from "../report/test-signer.js";
import { type Checkout, copyBuiltCheckout, type Ended, sharedSpark } from "./checkout.js";

const { key, cert, authority } = createTestCertificate();
let checkout: Checkout;
let own: string;
let server: TestServer;
before(async () => {
  checkout = await copyBuiltCheckout(sharedSpark);
  // what somebody keeps outside of the checkout
  own = `${checkout.root}-own`;
  mkdirSync(own);
  writeFileSync(join(own, "authority.pem"), authority);
  writeFileSync(join(own, "password"), `${login.password}\n`);
  writeRecipients("a", "b", "c");
  server = await startSmtpServer({ key, cert });
});
after(async () => {
  await server?.close();
  checkout?.remove();
  if (own) rmSync(own, { recursive: true, force: true });
});

function writeRecipients(...names: string[]): void {
  const recipients = names.map((name) => ({ name: `Jürgen ${name}`, address: `${name}@example.org`, chain: true }));
  const from = { name: "Märkte", address: "reports@example.org" };
  writeFileSync(join(own, "recipients.json"), JSON.stringify({ from, recipients }));
}

const settings = (more: Record<string, string> = {}): Record<string, string> => ({
  DELIVER_RECIPIENTS: join(own, "recipients.json"),
  SMTP_HOST: "127.0.0.1",
  SMTP_PORT: String(server.port),
  SMTP_USER: login.user,
  SMTP_PASSWORD_FILE: join(own, "password"),
  NODE_EXTRA_CA_CERTS: join(own, "authority.pem"),
  ...more,
});

const deliver = (more?: Record<string, string>): Promise<Ended> => checkout.make("deliver", settings(more));
const readMail = (name: string): Buffer => readFileSync(join(checkout.root, "build/mail", `${name}@example.org.eml`));

/** The PDF in a mail, as Python's parser reads it. */
function readPdf(eml: Buffer): Buffer {
  const script = `import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
sys.stdout.buffer.write(next(m.iter_attachments()).get_payload(decode=True))`;
  return execFileSync("python3", ["-c", script], { input: eml, maxBuffer: 1 << 26 });
}

/** Files of a folder that hold one of the texts. */
function findTexts(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file, "latin1");
      return texts.some((text) => content.includes(text));
    });
}

test("make deliver writes the mails, each with the report's PDF, and connects to nobody", async () => {
  const { code, output } = await deliver();
  assert.equal(code, 0, output);
  assert.match(output, /^deliver +a@example\.org: Sales report, January to December 2025: Tillbook, \d\.\d MB, new$/m);
  assert.match(output, /3 mails in build\/mail, 0 of them delivered before; 3 to send, by make deliver SEND=1$/m);
  assert.ok(readPdf(readMail("a")).equals(readFileSync(join(checkout.root, "build/report/tillbook.pdf"))));
  assert.equal(server.connections(), 0);
});

test("SEND=1 sends them over STARTTLS, once, and the password is nowhere", async () => {
  const latin = Buffer.from(login.password).toString("latin1");
  const plain = Buffer.from(`\0${login.user}\0${login.password}`).toString("base64");
  const secrets = [latin, plain, Buffer.from(login.password).toString("base64").replace(/=+$/, "")];
  const running = checkout.start("deliver", settings({ SEND: "1" }));
  let isRunning = true;
  void running.ended.finally(() => {
    isRunning = false;
  });
  const seen: string[] = [];
  while (isRunning) {
    seen.push(...checkout.processes().filter((line) => line.includes(login.password)));
    await sleep(20);
  }
  const { code, output } = await running.ended;
  assert.equal(code, 0, output);
  assert.deepEqual(
    server.mails.map(({ to, isEncrypted }) => [...to, isEncrypted]),
    ["a", "b", "c"].map((name) => [`${name}@example.org`, true]),
  );
  for (const { raw, to } of server.mails) assert.ok(raw.equals(readMail(String(to[0]?.split("@")[0]))));
  assert.deepEqual(seen, []);
  assert.ok(!output.includes(login.password));
  for (const folder of ["build", ".data", ".nx"]) assert.deepEqual(findTexts(join(checkout.root, folder), secrets), []);
  const again = await deliver({ SEND: "1" });
  assert.match(again.output, /3 mails in build\/mail, 3 of them delivered before; 0 sent$/m);
  assert.equal(server.mails.length, 3);
});

test("a run that is killed while the server takes the second of three mails loses none, and sends no more than that one twice", async () => {
  rmSync(join(checkout.root, ".data/deliveries"), { recursive: true });
  const taken: string[] = [];
  let isKilled = false;
  const slow = await startSmtpServer({
    key,
    cert,
    onData: (stream, { envelope }, done) => {
      let raw = "";
      stream.on("data", (chunk) => {
        raw += chunk;
      });
      stream.on("end", () => {
        taken.push(`${envelope.rcptTo[0]?.address} ${/^Message-ID: (.*)\r$/m.exec(raw)?.[1]}`);
        if (taken.length === 2 && !isKilled) process.kill(-Number(running.child.pid), "SIGKILL");
        else done();
      });
    },
  });
  const running = checkout.start("deliver", settings({ SEND: "1", SMTP_PORT: String(slow.port) }));
  await running.ended;
  await checkout.leftovers();
  isKilled = true;
  assert.equal(taken.length, 2);
  const { code, output } = await deliver({ SEND: "1", SMTP_PORT: String(slow.port) });
  assert.equal(code, 0, output);
  assert.match(output, /1 of them delivered before; 2 sent$/m);
  assert.deepEqual(
    taken.map((line) => line.split(" ")[0]),
    ["a@example.org", "b@example.org", "b@example.org", "c@example.org"],
  );
  assert.equal(new Set(taken).size, 3);
  await slow.close();
});

test("where the report is signed, the signed PDF is attached, and sends nothing by itself", async () => {
  const { keyObject, certificate } = await makeTestSigner({ name: "Erika" });
  writeFileSync(join(own, "key.pem"), `${keyObject.export({ type: "pkcs8", format: "pem" })}${certificate}`);
  const signed = await checkout.make("report", { REPORT_SIGN_KEY: join(own, "key.pem") });
  assert.equal(signed.code, 0, signed.output);
  const { output } = await deliver({ SEND: "1" });
  assert.match(output, /3 of them delivered before; 0 sent$/m);
  assert.ok(readPdf(readMail("a")).equals(readFileSync(join(checkout.root, "build/signed/tillbook.pdf"))));
});
