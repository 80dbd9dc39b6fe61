import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, test } from "node:test";
import { setDefaultCACertificates } from "node:tls";
import type { SmtpSettings } from "@tillbook/pipeline";
import { createTestCertificate } from "../libs/spark-connect/src/test-certificate.js";
import { openSender } from "./send.js";
import { login, startSmtpServer, type TestServer } from "./test-smtp-server.js";

const { key, cert, authority } = createTestCertificate();
const eml = Buffer.from("Subject: =?UTF-8?Q?K=C3=B6ln?=\r\n\r\n.\r\n..two dots\r\nend\r\n");
const servers: TestServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function start(options?: Parameters<typeof startSmtpServer>[0]): Promise<TestServer> {
  const server = await startSmtpServer(options);
  servers.push(server);
  return server;
}

const settingsOf = (port: number, more: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: "127.0.0.1",
  port,
  security: "none",
  ...login,
  timeoutS: 5,
  ...more,
});

async function send(settings: SmtpSettings, ...to: string[]): Promise<void> {
  const sender = openSender(settings);
  try {
    for (const address of to) await sender.send({ from: "a@example.org", to: address, eml });
  } finally {
    sender.close();
  }
}

test("mails arrive byte for byte, over one connection", async () => {
  const server = await start();
  await send(settingsOf(server.port), "b@example.org", "c@example.org");
  assert.deepEqual(
    server.mails.map(({ from, to }) => [from, ...to]),
    [
      ["a@example.org", "b@example.org"],
      ["a@example.org", "c@example.org"],
    ],
  );
  for (const { raw } of server.mails) assert.equal(String(raw), String(eml));
  assert.equal(server.connections(), 1);
});

test("a wrong password is named as such, and is in no message", async () => {
  const server = await start();
  await assert.rejects(send(settingsOf(server.port, { password: "wr0ng" }), "b@example.org"), (error) => {
    const { code, message, hint } = error as { code: string; message: string; hint: string };
    assert.equal(code, "SMTP_UNREACHABLE");
    assert.match(message, /^the mail server at 127\.0\.0\.1:\d+ refused the login: 535 /);
    assert.match(hint, /^check SMTP_USER and SMTP_PASSWORD or SMTP_PASSWORD_FILE, then run make deliver SEND=1/);
    assert.doesNotMatch(String((error as Error).cause), /wr0ng/);
    return true;
  });
  assert.deepEqual(server.mails, []);
});

test("a refused recipient doesn't close the connection for the others", async () => {
  const server = await start();
  const sender = openSender(settingsOf(server.port));
  await assert.rejects(sender.send({ from: "a@example.org", to: "nobody@example.org", eml }), {
    code: "SMTP_REFUSED",
    message: /refused the mail to nobody@example\.org: .*550 no such mailbox/,
  });
  await sender.send({ from: "a@example.org", to: "b@example.org", eml });
  sender.close();
  assert.deepEqual(
    server.mails.flatMap(({ to }) => to),
    ["b@example.org"],
  );
});

test("a mail that is too large for the server is refused by it", async () => {
  const server = await start({ size: 20 });
  await assert.rejects(send(settingsOf(server.port), "b@example.org"), {
    code: "SMTP_REFUSED",
    message: /larger than allowed 20$/,
  });
});

test("STARTTLS and TLS encrypt, by a certificate that is trusted", async () => {
  setDefaultCACertificates([authority]);
  const [starttls, tls] = [await start({ key, cert }), await start({ key, cert, secure: true })];
  await send(settingsOf(starttls.port, { security: "starttls" }), "b@example.org");
  await send(settingsOf(tls.port, { security: "tls" }), "b@example.org");
  assert.deepEqual(
    [starttls, tls].map(({ mails }) => mails.map(({ isEncrypted }) => isEncrypted)),
    [[true], [true]],
  );
});

test("nothing is sent where the server can't encrypt, nor by a certificate that isn't trusted", async () => {
  const other = createTestCertificate();
  const without = await start();
  const unknown = await start({ key: other.key, cert: other.cert });
  const failed = { code: "SMTP_UNREACHABLE", message: /^cannot encrypt the connection/, hint: /SMTP_SECURITY/ };
  await assert.rejects(send(settingsOf(without.port, { security: "starttls" }), "b@example.org"), failed);
  await assert.rejects(send(settingsOf(without.port, { security: "tls" }), "b@example.org"), failed);
  await assert.rejects(send(settingsOf(unknown.port, { security: "starttls" }), "b@example.org"), failed);
  assert.deepEqual([...without.mails, ...unknown.mails], []);
});

test("a server that isn't there, and one that says nothing, are named with their address", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  await assert.rejects(send(settingsOf(port, { timeoutS: 1 }), "b@example.org"), {
    code: "SMTP_UNREACHABLE",
    message: `no answer from the mail server at 127.0.0.1:${port} within 1 s`,
  });
  silent.close();
  await assert.rejects(send(settingsOf(port), "b@example.org"), {
    code: "SMTP_UNREACHABLE",
    message: new RegExp(`^cannot reach the mail server at 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`),
  });
});

test("a mail whose answer was lost is not sent again by itself", async () => {
  let taken = 0;
  const server = await start({
    onData: (stream) => {
      stream.resume().on("end", () => {
        taken++;
        server.cut();
      });
    },
  });
  await assert.rejects(send(settingsOf(server.port, { timeoutS: 2 }), "b@example.org"), { code: "SMTP_UNREACHABLE" });
  assert.equal(taken, 1);
});
