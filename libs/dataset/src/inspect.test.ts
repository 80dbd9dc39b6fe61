import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { findPaths, formatFailure } from "@tillbook/pipeline";
import { draftColumnsFile } from "./answers.js";
import { findQuestion, type InspectOptions, inspectFiles } from "./inspect.js";
import { formatInspection } from "./inspect-text.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-inspect-"));
after(() => rm(folder, { recursive: true }));
const root = findPaths().root;
const cases = join(root, "libs/dataset/till-files");
const golden = join(root, "libs/dataset/src/inspected");

async function write(files: Record<string, string>): Promise<InspectOptions> {
  const source = await mkdtemp(join(folder, "files-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(source, name)), { recursive: true });
    await writeFile(join(source, name), text);
  }
  return { source, sourceHint: "", rejects: "stop", today: "2026-12-31", isWhole: true };
}

/** Compares what is shown of some files, in 80 columns, with a text; UPDATE_EXPECTED=1 writes it. */
async function expectText(name: string, options: InspectOptions): Promise<void> {
  const inspection = await inspectFiles(options);
  const question = findQuestion(inspection)?.question;
  const lines = [
    ...formatInspection(inspection, 80),
    ...(question === undefined ? [] : draftColumnsFile(question).split("\n")),
    ...(inspection.failures[0] === undefined ? ["ready"] : formatFailure(inspection.failures[0])),
  ];
  const text = `${lines.join("\n")}\n`;
  const path = join(golden, `${name}.txt`);
  if (process.env["UPDATE_EXPECTED"]) {
    await mkdir(golden, { recursive: true });
    await writeFile(path, text);
  }
  assert.equal(text, existsSync(path) ? await readFile(path, "utf8") : "");
  for (const line of formatInspection(inspection, 80)) assert.ok([...line].length <= 80, line);
}

async function expectCase(name: string): Promise<void> {
  const source = join(cases, name, "files");
  await expectText(name, { source, sourceHint: "", rejects: "stop", today: "2026-12-31", isWhole: true });
}

test("rows of nine columns are shown with a line a column, so that days and times can be read", async () => {
  const options = await write({
    "umsatz.csv":
      "Datum;Uhrzeit;Filiale;Bonnummer;Kassiererinnen-ID;Artikelnummer;Warengruppe;Menge;Umsatz\n" +
      "02.01.2024;08:00:05;Rheinwald Bahnhof;1;0071;10001103 Frische Wurst 750g;Wurst;2;15,16\n" +
      "31.01.2024;18:30:00;Ulm;2;0072;10000229 Regionale Knabberei 400g;Knabberei;-1;-0,71\n",
  });
  await expectText("nine-columns", options);
});

test("files in two layouts are shown as import would read them, with what is invalid", async () => {
  const rows = Array.from({ length: 1200 }, (_, i) => `0${1 + (i % 3)}.03.2026 9:05;Köln;Butter ${i};1.002,50;x`);
  const options = await write({
    "a.csv": `Datum;Supermarkt;Artikelnummer;Umsatz;Bon\n${rows.join("\n")}\n`,
    "b.csv": "Datum;Supermarkt;Artikelnummer;Umsatz;Bon\n28.02.2026 18:30;東京;Tea;-3,20;y\n",
    "c.csv": "sold_on,sold_at,store,article,amount\n2026-03-01,09:05,Ulm,Tea,1.00\n2026-03-32,09:05,Ulm,Tea,1.00\n",
    "notes.md": "",
  });
  await expectText("two-layouts", options);
});

test("a question about the order of day and month", () => expectCase("dm-onefile-conflict"));
test("a month beside its quarter", () => expectCase("f-month-in-quarter"));
test("a day in the future", () => expectCase("f-day-2062"));
test("a DSFinV-K, with what is no sale", () => expectCase("f-dsfinvk-zip"));
test("a workbook with two sheets", () => expectCase("f-xlsx-two-sheets"));
test("names that would turn a line or clear a terminal are escaped", async () => {
  const row = '2026-03-01,09:05,"\u202ellats \u200f",\u05d0,1.00\n';
  await expectText("bidi", await write({ "a.csv": `sold_on,sold_at,store,article,amount,\u202ex\n${row.trim()},1\n` }));
});

test("400 files are one group, and the rest of files and months are summed up", async () => {
  const long = "Supermarkt am Marktplatz in Rothenburg ob der Tauber gegenüber der Kirche 🛒";
  const files = Array.from({ length: 400 }, (_, i) => {
    const day = new Date(Date.UTC(2010, 0, 1) + i * 7 * 86_400_000).toISOString().slice(0, 10);
    return [`${day}.csv`, `sold_on,sold_at,store,article,amount\n${day},09:05,${long},${long},1.00\n`] as const;
  });
  const lines = formatInspection(await inspectFiles(await write(Object.fromEntries(files))), 80);
  assert.ok(lines.length < 90, `${lines.length} lines`);
  const text = lines.join("\n");
  assert.match(text, /^400 files +2010-01-01\.csv, .*\n? *.* and 394 more$/m);
  assert.match(text, /^380 more +380 /m);
  const months = [...text.matchAll(/^(before|20..-..) +(\d+) +\2\.00$/gm)].map(([, , rows]) => Number(rows));
  assert.equal(months.length, 37);
  assert.equal(
    months.reduce((a, b) => a + b),
    400,
  );
  for (const line of lines) assert.ok([...line].length <= 80, line);
});

test("invalid rows that are to be kept apart stop nothing", async () => {
  const text = "sold_on,sold_at,store,article,amount\n2026-03-01,09:05,A,B,1.00\n2026-03-01,09:05,A,B,x\n";
  const options = await write({ "a.csv": text });
  assert.equal((await inspectFiles(options)).failures.length, 1);
  const { failures, files } = await inspectFiles({ ...options, rejects: "keep" });
  assert.deepEqual([failures, files[0]?.rejected], [[], 1]);
});
