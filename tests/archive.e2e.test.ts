import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { listLines, readHtmlProvenance } from "@tillbook/provenance";
import { type Checkout, copyCheckout, sharedSpark } from "./checkout.js";

// A report of January is archived, the file of January is corrected, and the next report says so.

let checkout: Checkout;
let data: string;
before(() => {
  checkout = copyCheckout({ ...sharedSpark, SALES_CSV: "own", REPORT_PERIOD: "2026-01" });
  data = join(checkout.root, "own");
  mkdirSync(data);
  writeMonth("2026-01", "833759.01");
  writeMonth("2026-02", "100.00");
});
after(() => checkout?.remove());

/** Writes a file with a sale on each day of a month; that of the second has the amount, all others 1.00. */
function writeMonth(month: string, amount: string, more: string[] = []): void {
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  const rows = Array.from({ length: days }, (_, i) => {
    const day = `${month}-${String(i + 1).padStart(2, "0")}`;
    return `${day},10:00:00,${i % 2 === 0 ? "Köln" : "Ulm"},Tea,${i === 1 ? amount : "1.00"},Ada`;
  });
  const lines = ["sold_on,sold_at,store,article,amount,cashier", ...rows, ...more];
  writeFileSync(join(data, `${month}.csv`), `${lines.join("\n")}\n`);
}

const read = (file: string): string => readFileSync(join(checkout.root, file), "utf8");
const report = "build/report/tillbook.html";

async function make(target: string, env: Record<string, string> = {}): Promise<string> {
  const { code, output } = await checkout.make(target, env);
  assert.equal(code, 0, output);
  return output;
}

function diff(...files: string[]) {
  const options = { cwd: checkout.root, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync("npx", ["--no", "tillbook-verify", "diff", ...files], options);
  return { status, stdout: stdout.replaceAll("\u00a0", " "), stderr };
}

/** The folder of the only archived report. */
function findArchived(): string {
  const [folder, ...others] = readdirSync(join(checkout.root, "build/archive/2026-01"));
  assert.deepEqual(others, []);
  return `build/archive/2026-01/${folder}`;
}

test("a report is archived by period and date, once, and has the same bytes when it is made beside it", async () => {
  await make("report");
  const made = sha256(read(report));
  assert.equal(readHtmlProvenance(read(report))?.supersedes, undefined);
  assert.match(
    await make("archive"),
    /archive +done in .*: build\/archive\/2026-01\/2026-02-28-[0-9a-f]{8}, the report of 2026-01/,
  );
  assert.match(await make("archive"), /archive +done in .*: unchanged: build\/archive\/2026-01\/2026-02-28-/);
  assert.equal(sha256(read(`${findArchived()}/tillbook.html`)), made);
  await make("report");
  assert.equal(sha256(read(report)), made);
});

test("the next report says that January was restated, why, and what it supersedes; verify agrees", async () => {
  writeMonth("2026-01", "841002.10", [
    "2026-01-31,11:00:00,Köln,Rum,0.00,Ada",
    "2026-01-31,12:00:00,Köln,Rum,0.00,Ada",
  ]);
  await make("report");
  const lines = listLines(read(report)).map((line) => line.replaceAll("\u00a0", " "));
  const sentence = "January 2026 was €833,789.01, is now €841,032.10: 1 file corrected, 2 more rows.";
  assert.ok(lines.includes(sentence), lines.slice(0, 60).join("\n"));
  assert.ok(lines.includes("2026-01.csv\tcorrected\t31\t33\t833,789.01\t841,032.10"));
  const [receipt, ...others] = readHtmlProvenance(read(report))?.supersedes ?? [];
  assert.deepEqual(others, []);
  assert.equal(receipt?.last_day, "2026-02-28");
  assert.equal(receipt?.checksums["tillbook.html"]?.slice(0, 8), findArchived().slice(-8));
  assert.ok(lines.some((line) => line.includes(String(receipt?.checksums["tillbook.pdf"]))));
  const output = await make("verify");
  assert.match(output, /ok: 1 month has the sum of its sales/);
  assert.match(
    output,
    /ok: the report that it supersedes is in the archive, .* its old numbers are those of 2026-01\/2026-02-28-/,
  );
});

test("a German report says it in German, from the same archive", async () => {
  const english = read(report);
  await make("report", { REPORT_LOCALE: "de" });
  const lines = listLines(read(report)).map((line) => line.replaceAll("\u00a0", " "));
  const sentence = "Januar 2026: bisher 833.789,01 €, jetzt 841.032,10 €: 1 Datei berichtigt, 2 Zeilen mehr.";
  assert.ok(lines.includes(sentence), lines.slice(0, 60).join("\n"));
  const { status, stdout } = diff(`${findArchived()}/tillbook.html`, report);
  assert.equal(status, 1);
  assert.match(stdout, /^Warum: 1 Datei berichtigt, 2 Zeilen mehr$/m);
  await make("report");
  assert.equal(read(report), english);
});

test("the page of differences names file and rows, from HTML and from PDF alike; equal reports are said to be", () => {
  const old = findArchived();
  for (const [a, b] of [
    ["html", "pdf"],
    ["pdf", "html"],
  ] as const) {
    const { status, stdout, stderr } = diff(`${old}/tillbook.${a}`, `build/report/tillbook.${b}`);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^\d+ numbers differ, in \d sections\.$/m);
    const lines = listLines(read("build/diff/diff.html"));
    assert.ok(lines.includes("2026-01.csv\tcorrected\t31\t33\t833,789.01\t841,032.10"));
    assert.ok(lines.includes("January 2026\t833,789.01\t841,032.10\t+7,243.09\t31\t33"));
  }
  const same = diff(`${old}/tillbook.html`, `${old}/tillbook.pdf`, "same.html");
  assert.deepEqual(
    [same.status, same.stdout.split("\n")[0]],
    [0, "Nothing has changed: every number is the same in both reports."],
  );
  assert.match(read("same.html"), /Nothing has changed/);
});

test("what can't be compared is refused with the reason, and exit code 2", () => {
  const old = `${findArchived()}/tillbook.html`;
  writeFileSync(join(checkout.root, "damaged.html"), read(old).replace("833,789.01", "833,789.02"));
  writeFileSync(join(checkout.root, "other.html"), "<p>other</p>");
  for (const [file, message] of [
    ["damaged.html", /damaged\.html: (line \d+ was changed|the file was changed)/],
    ["other.html", /expected a report of Tillbook, found no provenance in it/],
    ["missing.html", /cannot read missing\.html/],
  ] as const) {
    const { status, stderr } = diff(old, file);
    assert.equal(status, 2, file);
    assert.match(stderr, message);
  }
});
