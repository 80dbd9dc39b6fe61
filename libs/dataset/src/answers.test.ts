import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";
import { addAnswer, draftColumnsFile, findChoice, formatQuestion, inspectWithAnswers, type Person } from "./answers.js";
import { parseColumnsFile } from "./columns-file.js";
import { findQuestion } from "./inspect.js";
import { createPerson, nobody } from "./person.js";
import type { Question } from "./questions.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-answers-"));
after(() => rm(folder, { recursive: true }));

const question: Question = {
  files: ["a.csv"],
  line: 1,
  problem: 'sold_on may have the day or the month first, e.g. "03/01/2026"',
  ask: 'What does "03/01/2026" mean?',
  choices: [
    { label: "3 January 2026", settings: { date: "DD/MM/YYYY" } },
    { label: "1 March 2026", settings: { date: "MM/DD/YYYY" } },
  ],
};
const [january, march] = question.choices as [Question["choices"][0], Question["choices"][0]];

async function write(files: Record<string, string>): Promise<{ source: string; sourceHint: string; rejects: "stop" }> {
  const source = await mkdtemp(join(folder, "files-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(source, name, ".."), { recursive: true });
    await writeFile(join(source, name), text);
  }
  return { source, sourceHint: "", rejects: "stop" };
}

/** Answers each question by a number, and allows or refuses changes. */
function answer(numbers: number[], isAllowed = true): Person & { heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    ask: async ({ ask, choices }) => {
      heard.push(ask);
      return choices[(numbers.shift() ?? 0) - 1];
    },
    confirm: async (_, difference) => {
      heard.push(...difference);
      return isAllowed;
    },
    onWritten: () => heard.push("written"),
  };
}

test("a question says what each answer means, and is answered by its number", () => {
  assert.deepEqual(formatQuestion(question), [
    'a.csv:1: sold_on may have the day or the month first, e.g. "03/01/2026"',
    'What does "03/01/2026" mean?',
    '  1)  3 January 2026   {"date":"DD/MM/YYYY"}',
    '  2)  1 March 2026     {"date":"MM/DD/YYYY"}',
  ]);
  assert.equal(findChoice(question, " 2 "), march);
  for (const text of ["", "0", "3", "x", "1.5"]) assert.equal(findChoice(question, text), undefined, text);
});

test("where any value is possible, one that columns.json accepts is an answer, too", () => {
  const choices = [{ label: "Berlin", settings: { timezone: "Europe/Berlin" } }];
  const open: Question = { ...question, choices, isOpenEnded: true };
  assert.deepEqual(findChoice(open, "Asia/Tokyo"), { label: "Asia/Tokyo", settings: { timezone: "Asia/Tokyo" } });
  assert.equal(findChoice(open, "Mars/Base"), undefined);
});

test("where other columns are possible, the name of one is an answer, too, for the files in question", () => {
  const choices = [{ label: "Net", settings: { files: { "a*.csv": { columns: { Net: "amount" } } } } }];
  const open: Question = { ...question, choices, columns: ["Net", "Gross", "Store"] };
  assert.deepEqual(findChoice(open, "Gross"), {
    label: "Gross",
    settings: { files: { "a*.csv": { columns: { Gross: "amount" } } } },
  });
  assert.equal(findChoice(open, "Tax"), undefined);
});

test("the draft of a columns.json decides nothing until a line is chosen", () => {
  const draft = draftColumnsFile(question);
  assert.equal(
    draft,
    `{
  // a.csv:1: sold_on may have the day or the month first, e.g. "03/01/2026"
  // Remove the // in front of the one that is right:
  // "date":"DD/MM/YYYY" // 3 January 2026
  // "date":"MM/DD/YYYY" // 1 March 2026
}
`,
  );
  assert.deepEqual(parseColumnsFile(draft), {});
  assert.deepEqual(parseColumnsFile(draft.replace('// "date":"MM', '"date":"MM')), { date: "MM/DD/YYYY" });
});

test("an answer has its reason beside it, and leaves other settings and comments as they are", () => {
  const text = addAnswer(undefined, question, january);
  assert.equal(
    text,
    `{
  // a.csv:1: sold_on may have the day or the month first, e.g. "03/01/2026": 3 January 2026
  "date": "DD/MM/YYYY"
}
`,
  );
  const old = '{\n  // shops\n  "columns": { "Laden": "store" },\n  "trim": true,\n}\n';
  const added = addAnswer(old, question, march);
  assert.match(added, /\/\/ shops\n {2}"columns": \{ "Laden": "store" \}/);
  assert.match(added, /\n {2}\/\/ a\.csv:1: .* 1 March 2026\n {2}"date": "MM\/DD\/YYYY"/);
  assert.deepEqual(parseColumnsFile(added), { columns: { Laden: "store" }, trim: true, date: "MM/DD/YYYY" });
  assert.equal(addAnswer(text, question, march).match(/"date"/g)?.length, 1);
  const column = { label: "Betrag", settings: { columns: { Betrag: "amount" } } };
  assert.deepEqual(parseColumnsFile(addAnswer(old, question, column)).columns, { Laden: "store", Betrag: "amount" });
  assert.throws(() => addAnswer("[1]", question, march), /is no JSON object/);
});

test("questions are asked one by one, and an existing columns.json is changed only when that is allowed", async () => {
  const rows = "sold_on,sold_at,Laden,article,amount\n01/02/2026,09:05,A,B,1.234\n";
  const files = { "a.csv": rows, "columns.json": '{\n  "columns": { "Laden": "store" }\n}\n' };
  const allowed = await write(files);
  const person = answer([2, 2]);
  const inspection = await inspectWithAnswers(allowed, person);
  assert.deepEqual(inspection.failures, []);
  assert.deepEqual(
    inspection.files[0]?.first.map(({ sold_on, amount }) => [sold_on, amount]),
    [["2026-01-02", "1234"]],
  );
  assert.deepEqual(
    person.heard.filter((line) => /mean|written|"(date|decimal)":/.test(line) && !line.includes("//")),
    ['What does "01/02/2026" mean?', '+   "date": "MM/DD/YYYY"', "written", 'What does "1.234" mean?', "written"],
  );
  const refused = await write(files);
  assert.ok(findQuestion(await inspectWithAnswers(refused, answer([2], false))));
  assert.equal(await readFile(join(refused.source, "columns.json"), "utf8"), files["columns.json"]);
});

test("an answer goes into the columns.json that counts for the file, so that no other is shadowed", async () => {
  const rows = "sold_on,sold_at,Laden,article,amount\n01/02/2026,09:05,A,B,1.00\n";
  const options = await write({ "2026/till/a.csv": rows, "columns.json": '{ "columns": { "Laden": "store" } }' });
  assert.deepEqual((await inspectWithAnswers(options, answer([1]))).failures, []);
  assert.match(await readFile(join(options.source, "columns.json"), "utf8"), /DD\/MM\/YYYY/);
});

test("a person types a number at a terminal; nonsense is asked again, and the end of the input leaves it open", async () => {
  const output = new PassThrough();
  const printed: string[] = [];
  const type = (text: string) => {
    const input = new PassThrough();
    input.end(text);
    const { signal } = new AbortController();
    return createPerson({ print: (lines) => void printed.push(...lines), signal, input, output });
  };
  assert.equal(await type("2\n").ask(question), march);
  assert.ok(printed.includes('What does "03/01/2026" mean?'));
  assert.equal(await type("\n").ask(question), undefined);
  assert.equal(await type("").ask(question), undefined);
  assert.equal(await type("y\n").confirm("columns.json", ["+ 1"]), true);
  assert.equal(await type("n\n").confirm("columns.json", ["+ 1"]), false);
  assert.equal(await type("").confirm("columns.json", ["+ 1"]), false);
});

test("nobody to ask: what can be read is shown, and the question is the failure", async () => {
  const options = await write({
    "a.csv": "sold_on,sold_at,store,article,amount\n01/02/2026,09:05,A,B,1.00\n",
    "b.csv": "sold_on,sold_at,store,article,amount,cashier\n2026-02-01,09:05,A,B,1.00,Ada\n",
  });
  const inspection = await inspectWithAnswers(options, nobody);
  assert.deepEqual(findQuestion(inspection)?.question.files, ["a.csv"]);
  assert.deepEqual(
    inspection.files.map(({ name, rows }) => [name, rows]),
    [["b.csv", 1]],
  );
});
