import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findPaths, formatCents, TillbookError } from "@tillbook/pipeline";
import { draftColumnsFile, findChoice, formatQuestion, inspectWithAnswers } from "./answers.js";
import { inspectFiles } from "./inspect.js";
import { formatInspection } from "./inspect-text.js";
import { OpenQuestion, type Question } from "./questions.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-inspect-"));
after(() => rm(folder, { recursive: true }));
const cases = join(findPaths().root, "libs/dataset/till-files");

/** Writes files into a folder of their own, and returns it. */
async function write(files: Record<string, string>): Promise<string> {
  const source = await mkdtemp(join(folder, "files-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(source, name), text);
  return source;
}

test("what is in the files is shown as import would read it", async () => {
  const rows = Array.from({ length: 1200 }, (_, i) => `0${1 + (i % 3)}.03.2026 9:05;Köln;Butter ${i % 7};1.002,50;x`);
  const source = await write({
    "a.csv": `Datum;Supermarkt;Artikelnummer;Umsatz;Bon\n${rows.join("\n")}\n`,
    "b.csv": "Datum;Supermarkt;Artikelnummer;Umsatz;Bon\n28.02.2026 18:30;東京;Tea;-3,20;y\n",
    "c.csv": "sold_on,sold_at,store,article,amount\n2026-03-01,09:05,Ulm,Tea,1.00\n2026-03-32,09:05,Ulm,Tea,1.00\n",
    "notes.md": "",
  });
  assert.deepEqual(
    formatInspection(await inspectFiles(source, ""), 80),
    `
not read      notes.md

2 files       a.csv, b.csv
read as       semicolon, DD.MM.YYYY with the time, decimal comma, utf-8, no
              cashiers
columns       sold_on and sold_at from "Datum", store from "Supermarkt", article
              from "Artikelnummer", amount from "Umsatz"; none for cashier
no column of  "Bon"
first rows    sold_on     sold_at  store  article    amount
              2026-03-01  09:05    Köln   Butter 0  1002.50
              2026-03-02  09:05    Köln   Butter 1  1002.50
              2026-03-03  09:05    Köln   Butter 2  1002.50

file          c.csv
read as       comma, YYYY-MM-DD, decimal point, utf-8, no cashiers
columns       sold_on, sold_at, store, article, amount; none for cashier
first rows    sold_on     sold_at  store  article  amount
              2026-03-01  09:05    Ulm    Tea        1.00

file        rows  first day   last day    stores           EUR
a.csv      1,200  2026-03-01  2026-03-03       1  1,203,000.00
b.csv          1  2026-02-28  2026-02-28       1         -3.20
c.csv          1  2026-03-01  2026-03-01       1          1.00
all files  1,202  2026-02-28  2026-03-03       3  1,202,997.80

month     rows           EUR
2026-02      1         -3.20
2026-03  1,201  1,203,001.00

invalid       c.csv: 1 row
              c.csv:3: sold_on must be a real date, 1000-01-01 or later, got
              "2026-03-32"
`
      .slice(1, -1)
      .split("\n"),
  );
});

test("many files and months are summed up, and long names shortened, so that no line is longer than the terminal", async () => {
  const long = "Supermarkt am Marktplatz in Rothenburg ob der Tauber gegenüber der Kirche 🛒";
  const files = Array.from({ length: 30 }, (_, i) => {
    const month = `${2023 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
    return [`${month}.csv`, `sold_on,sold_at,store,article,amount\n${month}-05,09:05,${long},${long},1.00\n`] as const;
  });
  const months = Array.from({ length: 15 }, (_, i) => `20${10 + i}-07-01,09:05,${long},Tea,1.00\n`).join("");
  const source = await write({
    ...Object.fromEntries(files),
    "old.csv": `sold_on,sold_at,store,article,amount\n${months}`,
  });
  const lines = formatInspection(await inspectFiles(source, ""), 80);
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
  assert.match(lines.join("\n"), /^31 files +2023-01\.csv, .*\n? *.* and 25 more$/m);
  assert.match(lines.join("\n"), /^11 more +25 /m);
  assert.match(lines.join("\n"), /^before +7 +7\.00$/m);
});

const question: Question = {
  file: "a.csv",
  problem: "sold_on may have the day or the month first",
  example: "03/01/2026",
  choices: [
    { label: "3 January 2026", settings: { date: "DD/MM/YYYY" } },
    { label: "1 March 2026", settings: { date: "MM/DD/YYYY" } },
  ],
};

test("a question says what each answer means, and the draft of columns.json has them as comments", () => {
  assert.deepEqual(formatQuestion(question), [
    "a.csv: sold_on may have the day or the month first.",
    'What does "03/01/2026" mean?',
    '  1)  3 January 2026   {"date":"DD/MM/YYYY"}',
    '  2)  1 March 2026     {"date":"MM/DD/YYYY"}',
  ]);
  assert.equal(findChoice(question, " 2 "), question.choices[1]);
  for (const answer of ["", "0", "3", "x", "1.5"]) assert.equal(findChoice(question, answer), undefined, answer);
  assert.equal(
    draftColumnsFile(question),
    `{
  // a.csv: sold_on may have the day or the month first, e.g. "03/01/2026"
  // "date": "DD/MM/YYYY"   // 3 January 2026
  // "date": "MM/DD/YYYY"   // 1 March 2026
}
`,
  );
});

test("an answer is written into columns.json, and leaves its other settings", async () => {
  const rows = "01/02/2026,09:05,A,B,1.234\n";
  const source = await write({
    "a.csv": `sold_on,sold_at,Laden,article,amount\n${rows}`,
    "columns.json": '{"columns":{"Laden":"store"}}',
  });
  const asked: string[] = [];
  const inspection = await inspectWithAnswers(
    source,
    "",
    async ({ example, choices }) => {
      asked.push(example);
      return choices[1];
    },
    () => {},
  );
  assert.deepEqual(asked, ["01/02/2026", "1.234"]);
  assert.deepEqual(JSON.parse(await readFile(join(source, "columns.json"), "utf8")), {
    columns: { Laden: "store" },
    date: "MM/DD/YYYY",
    decimal: ",",
  });
  assert.deepEqual(inspection.files[0]?.first, [
    { sold_on: "2026-01-02", sold_at: "09:05", store: "A", article: "B", amount: "1234" },
  ]);
});

test("nobody to ask: the question is the failure", async () => {
  const source = await write({ "a.csv": "sold_on,sold_at,store,article,amount\n01/02/2026,09:05,A,B,1.00\n" });
  const ask = async () => undefined;
  await assert.rejects(inspectWithAnswers(source, "", ask, assert.fail), OpenQuestion);
});

test("each answer to a question about a till's file ends in a reading or in another refusal, and one of them is right", async () => {
  let questions = 0;
  for (const name of (await readdir(cases)).sort()) {
    const expected = JSON.parse(await readFile(join(cases, name, "case.json"), "utf8"));
    const first = await inspectFiles(join(cases, name, "files"), "").catch((error) => error);
    if (!(first instanceof OpenQuestion)) continue;
    questions++;
    const sums: string[] = [];
    for (const i of first.question.choices.keys()) {
      const source = await mkdtemp(join(folder, "case-"));
      await cp(join(cases, name, "files"), source, { recursive: true });
      let asked = 0;
      const ask = async ({ choices }: Question) => {
        assert.ok(++asked < 6, `${name}: no answer ends the questions`);
        return choices[Math.min(i, choices.length - 1)];
      };
      try {
        const { files } = await inspectWithAnswers(source, "", ask, () => {});
        if (files.every(({ rejected }) => rejected === 0))
          sums.push(formatCents(files.reduce((sum, { cents }) => sum + cents, 0n)));
      } catch (error) {
        assert.ok(error instanceof TillbookError, `${name}: ${(error as Error).stack}`);
      }
    }
    const isAmountAsked = ["decimal", "unit"].some((key) => key in (first.question.choices[0]?.settings ?? {}));
    if (sums.length > 0 && isAmountAsked && expected.amount !== undefined && expected.amount !== "0.00")
      assert.ok(sums.includes(Number(expected.amount).toFixed(2)), `${name}: expected ${expected.amount}, got ${sums}`);
  }
  assert.ok(questions > 5);
});
