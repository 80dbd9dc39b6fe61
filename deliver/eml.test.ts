import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { type Mail, writeEml } from "./eml.js";

const mail: Mail = {
  from: { name: "Grüne Märkte, Nord", address: "reports@example.org" },
  replyTo: { address: "ask@example.org" },
  to: { name: 'Jürgen "J" Groß', address: "gross@example.org" },
  subject: `Verkaufsbericht, Februar 2026: ${"Köln-Süd, ".repeat(20)}東京 🍏`,
  language: "de",
  text: "Umsatz  1.234,56 €\n-- \n.\nFrom here\n",
  html: "<!doctype html>\n<p>1.234,56 € &amp; mehr</p>\n",
  attachments: [
    { name: "Köln, Süd (2) 2026-02.pdf", pdf: Buffer.from("%PDF-1.7 \0\xff\r\n", "latin1") },
    { name: `${"東京".repeat(30)}.pdf`, pdf: Buffer.from("b") },
  ],
  date: new Date("2026-02-28T00:00:00Z"),
  messageId: "abc@example.org",
};

/** What Python's own parser, which shares nothing with the program that wrote the mail, reads in it. */
function parse(eml: Buffer) {
  const script = `
import email, email.policy, json, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
parts = [p for p in m.walk()]
print(json.dumps({
  "headers": [[k, str(v)] for k, v in m.items()],
  "to": [[a.display_name, a.addr_spec] for a in m["to"].addresses],
  "types": [p.get_content_type() for p in parts],
  "names": [p.get_filename() for p in parts if p.get_filename()],
  "attached": [p.get_payload(decode=True).hex() for p in m.iter_attachments()],
  "text": m.get_body(("plain",)).get_content(),
  "html": m.get_body(("html",)).get_content(),
  "defects": [str(d) for p in parts for d in p.defects],
}))`;
  return JSON.parse(String(execFileSync("python3", ["-c", script], { input: eml })));
}

test("another program reads from the file what was written", async () => {
  const read = parse(await writeEml(mail));
  const headers = Object.fromEntries(
    read.headers.map(([name, value]: [string, string]) => [name.toLowerCase(), value]),
  );
  assert.deepEqual(read.defects, []);
  assert.deepEqual(read.to, [['Jürgen "J" Groß', "gross@example.org"]]);
  assert.equal(headers.from, '"Grüne Märkte, Nord" <reports@example.org>');
  assert.equal(headers["reply-to"], "ask@example.org");
  assert.equal(headers.subject, mail.subject);
  assert.equal(headers["message-id"], "<abc@example.org>");
  assert.equal(headers.date, "Sat, 28 Feb 2026 00:00:00 +0000");
  assert.equal(headers["content-language"], "de");
  assert.deepEqual(read.types, [
    "multipart/mixed",
    "multipart/alternative",
    "text/plain",
    "text/html",
    "application/pdf",
    "application/pdf",
  ]);
  assert.deepEqual(
    read.names,
    mail.attachments.map(({ name }) => name),
  );
  assert.deepEqual(
    read.attached,
    mail.attachments.map(({ pdf }) => Buffer.from(pdf).toString("hex")),
  );
  assert.equal(read.text, mail.text);
  assert.equal(read.html, mail.html);
});

test("lines end with CR LF, are ASCII, and no longer than SMTP takes", async () => {
  const text = String(await writeEml(mail));
  assert.doesNotMatch(text.replaceAll("\r\n", ""), /[\r\n]|[^\x20-\x7e\t]/);
  for (const line of text.split("\r\n")) assert.ok(line.length <= 998, line);
});

test("equal mails have equal bytes, and another id other boundaries", async () => {
  const [one, two] = [await writeEml(mail), await writeEml(mail)];
  assert.ok(one.equals(two));
  const boundary = (eml: Buffer): string => /boundary="([^"]+)"/.exec(String(eml))?.[1] ?? "";
  assert.notEqual(boundary(one), boundary(await writeEml({ ...mail, messageId: "abd@example.org" })));
});

test("no text of a mail becomes a head line", async () => {
  const evil = "x\r\nBcc: evil@example.org\r\n\r\nbody";
  const read = parse(
    await writeEml({
      ...mail,
      subject: evil,
      to: { name: evil, address: "a@example.org" },
      from: { name: evil, address: "b@example.org" },
      attachments: [{ name: evil, pdf: Buffer.from("") }],
    }),
  );
  const names = read.headers.map(([name]: [string, string]) => name.toLowerCase());
  assert.ok(!names.includes("bcc"), names);
  assert.deepEqual(
    read.to.map(([, address]: [string, string]) => address),
    ["a@example.org"],
  );
  assert.equal(read.text, mail.text);
});
