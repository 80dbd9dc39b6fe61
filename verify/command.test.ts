import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { makeSignature } from "../report/make-signature.js";
import { signPdf } from "../report/sign-pdf.js";
import { makeTestSigner } from "../report/test-signer.js";
import { readCommand, runCommand } from "./command.js";
import { makePdf, makeReport, manifests, origin, page } from "./test-report.js";

const erika = await makeTestSigner({ name: "Erika" });
const time = new Date("2026-01-02T03:04:05Z");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-command-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: Uint8Array): Promise<void> => writeFile(join(folder, name), content);

/** Runs the command on files of the folder; what it prints has no folder in it. */
async function run(...args: string[]): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const shorten = (line: string): string => line.replaceAll(`${folder}/`, "");
  const code = await runCommand(
    args.map((arg) => (/\./.test(arg) ? join(folder, arg) : arg)),
    { log: (line) => void lines.push(shorten(line)), error: (line) => void errors.push(shorten(line)) },
  );
  return { code, lines, errors };
}

const right = [
  "7 lines of text unchanged",
  "1 chart unchanged",
  "6 sums in tables checked",
  "its SHA-256 is the checksum in it",
  "the manifests in it agree with each other to the cent",
];

test("arguments are files to check, two to compare, or two to show the differences of on a page, which may be named", () => {
  assert.deepEqual(readCommand(["a.html", "b.pdf"]), { name: "check", files: ["a.html", "b.pdf"] });
  assert.deepEqual(readCommand(["compare", "a", "b"]), { name: "compare", files: ["a", "b"] });
  assert.deepEqual(readCommand(["diff", "a", "b"]), { name: "diff", files: ["a", "b"] });
  assert.deepEqual(readCommand(["diff", "a", "b", "c"]), { name: "diff", files: ["a", "b", "c"] });
  const wrong = ["", "compare", "compare a", "compare a b c", "diff", "diff a", "diff a b c d"];
  for (const line of wrong) assert.equal(readCommand(line.split(" ").filter(Boolean)), undefined, line);
});

test("other arguments print how it is used, with the exit code 2", async () => {
  const { code, lines, errors } = await run("compare");
  assert.deepEqual([code, lines, errors.length], [2, [], 1]);
  assert.match(
    errors.join(),
    /^usage: tillbook-verify FILE…\n {7}tillbook-verify compare FILE OTHER\n {7}tillbook-verify diff OLD NEW \[PAGE\.html\]\nFILE is a report, .*, run make verify\.$/,
  );
});

test("a report that is right is said to be so line by line, with who made it", async () => {
  await write("a.html", makeReport());
  const { code, lines, errors } = await run("a.html");
  assert.deepEqual([code, errors], [0, []]);
  assert.deepEqual(lines, [
    ...right.map((line) => `a.html: ok: ${line}`),
    "a.html: signature: none, so nothing says who sent it",
    "a.html: made by commit c1, working tree clean",
  ]);
});

test("every file is checked, also behind one that is wrong or can't be read, and the exit code is 1", async () => {
  await write("bad.html", Buffer.from("<p>\u001b[31mhello</p>"));
  await write("good.html", makeReport());
  const { code, lines, errors } = await run("missing.html", "bad.html", "good.html");
  assert.equal(code, 1);
  assert.deepEqual(errors, ["cannot read missing.html: ENOENT: no such file or directory, open 'missing.html'"]);
  assert.deepEqual(lines.slice(0, 3), [
    "bad.html: signature: none, so nothing says who sent it",
    "bad.html: WRONG: expected the checksum of a Tillbook report, found none",
    "bad.html: WRONG: expected provenance in the report, found none",
  ]);
  assert.equal(lines.length, 3 + right.length + 2);
  assert.equal((await run("bad.html", "good.html")).code, 1);
});

test("a report can't steer the terminal", async () => {
  const html = makeReport(page, undefined, { origin: { ...origin, commit: "\u001b[31mred" } });
  await write("a.html", html);
  const { lines } = await run("a.html");
  assert.ok(lines.join().includes("[31mred"));
  assert.ok(!lines.join().includes("\u001b"));
});

test("a signature beside a report is checked, and one of other bytes is wrong", async () => {
  const html = makeReport();
  await write("a.html", html);
  await write("a.html.p7s", await makeSignature(html, erika, time));
  const { code, lines } = await run("a.html");
  assert.equal(code, 0);
  const signature = lines.filter((line) => line.includes("signature: "));
  assert.equal(signature[0], "a.html: signature: the signature beside it covers the whole file");
  assert.match(signature[1] ?? "", /^a\.html: signature: signed by CN=Erika, /);
  assert.match(signature[2] ?? "", /^a\.html: signature: NOT TRUSTED by itself/);
  await write("a.html.p7s", await makeSignature(Buffer.from("other"), erika, time));
  const other = await run("a.html");
  assert.equal(other.code, 1);
  assert.match(other.lines.join("\n"), /^a\.html: WRONG: a\.html\.p7s: the signature is not of these bytes/m);
  assert.doesNotMatch(other.lines.join("\n"), /signature: /);
});

test("a signed PDF is checked as the report that was signed", async () => {
  await write("a.pdf", await signPdf(await makePdf(["a", "b"]), erika, time));
  const { code, lines } = await run("a.pdf");
  assert.equal(code, 0, lines.join("\n"));
  assert.equal(lines[0], "a.pdf: ok: 2 pages unchanged");
  assert.match(
    lines.join("\n"),
    /a\.pdf: signature: the signature covers the whole file.*\na\.pdf: signature: signed by/,
  );
});

test("two reports of the same content are the same, with what made them as a note", async () => {
  await write("a.html", makeReport());
  await write("b.html", makeReport(page, undefined, { origin: { ...origin, commit: "c2" } }));
  const { code, lines } = await run("compare", "a.html", "b.html");
  assert.equal(code, 0);
  assert.deepEqual(lines.slice(-2), [
    "a.html: ok: same content as b.html, by their provenance",
    "a.html: note: the program: commit is c1 here, c2 there",
  ]);
  assert.equal((await run("compare", "a.html", "missing.html")).code, 1);
});

test("two reports that differ are told with the reason, or that it is unknown, and the exit code is 1", async () => {
  await write("a.html", makeReport());
  await write("b.html", makeReport(page.replace("strongest", "weakest")));
  const { code, lines } = await run("compare", "a.html", "b.html");
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(-2), [
    "a.html: DIFFERS from b.html: html: line 2 of the text differs",
    "a.html: why: unknown, no setting, input or version in the reports differs",
  ]);
  await write("b.html", makeReport(page, undefined, { manifests: { ...manifests, generate: { rows: 9 } } }));
  await write(
    "c.html",
    makeReport(page.replace("strongest", "weakest"), undefined, { origin: { ...origin, commit: "c2" } }),
  );
  const known = await run("compare", "a.html", "c.html");
  assert.equal(known.lines.at(-1), "a.html: why: the program: commit is c1 here, c2 there");
});

test("the page of differences is written, and the exit code says whether there are any, or that they can't be compared", async () => {
  const table = (sales: number): string =>
    `<section id="stores"><h2>Stores</h2><table id="table-stores"><tr><th>Store</th><th>Sales</th></tr><tr><th>Nord</th><td>${sales}</td></tr></table></section><p>The end`;
  const [old, same, later] = [1200, 1200, 1300].map((sales) => makeReport(page.replace("<p>The end", table(sales))));
  await write("old.html", old!);
  await write("same.html", same!);
  await write("later.html", later!);
  const equal = await run("diff", "old.html", "same.html", "page.html");
  assert.deepEqual([equal.code, equal.errors, equal.lines.length], [0, [], 2]);
  const differs = await run("diff", "old.html", "later.html", "page.html");
  assert.deepEqual([differs.code, differs.errors], [1, []]);
  assert.deepEqual(
    differs.lines.slice(0, -1).map((line) => line.replaceAll("\u00a0", " ")),
    ["1 number differs, in 1 section.", "  Stores: 1"],
  );
  assert.match(differs.lines.at(-1) ?? "", /page\.html$/);
  assert.match(await readFile(join(folder, "page.html"), "utf8"), /1,?300/);
  const changes = { origin: { ...origin, commit: "c2" } };
  await write("other.html", makeReport(page.replace("<p>The end", table(1300)), undefined, changes));
  const told = await run("diff", "old.html", "other.html", "page.html");
  assert.equal(told.lines[2], "Why: a different version of the program");
  const missing = await run("diff", "old.html", "missing.html", "page.html");
  assert.equal(missing.code, 2);
  assert.match(missing.errors.join("\n"), /cannot read missing\.html: ENOENT/);
  await write(
    "later.html",
    Buffer.from(later!).map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
  );
  const changed = await run("diff", "old.html", "later.html", "page.html");
  assert.equal(changed.code, 2);
  assert.match(changed.errors.join("\n"), /later\.html: the file was changed: its SHA-256 differs/);
});
