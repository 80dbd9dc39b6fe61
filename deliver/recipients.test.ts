import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseRecipients } from "./recipients.js";

const address = "a@example.org";
const parse = (...recipients: unknown[]) => parseRecipients(JSON.stringify({ from: { address }, recipients }));
const refuse = (text: string, message: string): void =>
  assert.throws(() => parseRecipients(text), { message }, message);

test("the example names a chain's reader, a store's, and one of both", () => {
  const { from, recipients } = parseRecipients(
    readFileSync(join(import.meta.dirname, "recipients.example.json"), "utf8"),
  );
  assert.deepEqual(from, { name: "Frischmarkt Nord", address: "reports@frischmarkt.example" });
  assert.deepEqual(
    recipients.map(({ chain, stores }) => [chain, stores]),
    [
      [true, []],
      [false, ["Köln"]],
      [true, ["Köln", "Düsseldorf"]],
    ],
  );
});

test("an error names the key, what was expected and what was got", () => {
  const box = { from: { address } };
  refuse("[]", "from must be an object with address, and perhaps name, got nothing");
  refuse("{}", "from must be an object with address, and perhaps name, got nothing");
  refuse(JSON.stringify({ ...box }), "recipients must be a list of at least one recipient, got nothing");
  refuse(JSON.stringify({ ...box, recipients: [] }), "recipients must be a list of at least one recipient, got []");
  refuse(
    JSON.stringify({ ...box, recipients: [{ address: "erika", chain: true }] }),
    'recipients.0.address must be an address such as "erika@example.org", got "erika"',
  );
  refuse(
    JSON.stringify({ ...box, recipients: [{ address, chain: "yes" }] }),
    'recipients.0.chain must be true or false, got "yes"',
  );
  refuse(
    JSON.stringify({ ...box, recipients: [{ address, store: "Köln" }] }),
    'the keys of recipients.0 must be among address, name, chain and stores, got "store"',
  );
  refuse(
    JSON.stringify({ ...box, to: 1, recipients: [{ address, chain: true }] }),
    'its keys must be among from, replyTo and recipients, got "to"',
  );
  assert.throws(() => parseRecipients("{"), /^Error: it must be JSON, got /);
});

test("a recipient gets something, each store once, and has one entry", () => {
  assert.throws(() => parse({ address }), /recipients\.0 must be one with "chain": true or with "stores", got /);
  assert.throws(() => parse({ address, chain: false, stores: [] }), /one with "chain": true/);
  assert.throws(
    () => parse({ address, stores: ["Bonn", "Bonn"] }),
    /recipients\.0\.stores must be a list of different/,
  );
  assert.throws(() => parse({ address, stores: [""] }), /recipients\.0\.stores\.0 must be the name of a store, got ""/);
  assert.throws(
    () => parse({ address, chain: true }, { address: "A@Example.org", chain: true }),
    /recipients must be a list that names each address once, and A@example\.org twice/,
  );
});

test("no name or address brings a further head line or recipient into a mail", () => {
  for (const name of ["a\r\nBcc: b@example.org", "a\nb", "a\u2028b", "a\0b", " a", "a ", ""])
    assert.throws(() => parse({ address, name, chain: true }), /recipients\.0\.name must be/, name);
  for (const bad of [
    "a@b\r\nBcc: c@d",
    "a@b, c@d",
    "<a@b>",
    "a b@c",
    "a@@b",
    "@b",
    "a@",
    "a..b@c",
    '"a b"@c',
    "ä@b.de",
    "a@b.de>",
  ])
    assert.throws(() => parse({ address: bad, chain: true }), /recipients\.0\.address must be/, bad);
});

test("a domain with an umlaut is written as mail servers know it, what is before the @ stays as it is", () => {
  assert.equal(
    parse({ address: "Erika.O'Neill+x@Bücher.example", chain: true }).recipients[0]?.address,
    "Erika.O'Neill+x@xn--bcher-kva.example",
  );
});
