import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { askAboutDays, findLineOfDay, findOddDays } from "./days.js";
import { closeFindings, findDialect } from "./dialect.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-days-"));
after(() => rm(folder, { recursive: true }));

const today = dayOf("2026-03-31");

test("days before 2000, and in the future, stand out; tomorrow may be today elsewhere", () => {
  assert.deepEqual(find({ "1999-12-31": 1, "2026-03-01": 1 }), { days: ["1999-12-31"], reason: "before 2000" });
  assert.deepEqual(find({ "2026-04-02": 5, "2062-03-01": 5 }), {
    days: ["2026-04-02", "2062-03-01"],
    reason: "in the future",
  });
  assert.equal(find({ "2000-01-01": 1, "2026-04-01": 999 })?.reason, "far away from all others");
  assert.equal(find({ "2026-03-01": 1, "2026-04-01": 1 }), undefined);
});

test("a few rows far away from all others stand out, a season or another year does not", () => {
  assert.deepEqual(find({ "2016-03-01": 1, "2026-03-01": 100 })?.days, ["2016-03-01"]);
  assert.equal(find({ "2025-03-01": 40, "2026-03-01": 100 }), undefined);
  assert.equal(find({ "2025-12-31": 1, "2026-03-01": 100 }), undefined);
  // Two years of sales, and a day half a year before.
  const years = Object.fromEntries(Array.from({ length: 24 }, (_, i) => [isoDay(dayOf("2024-03-01") + i * 30), 100]));
  assert.equal(find({ "2023-09-01": 1, ...years }), undefined);
  assert.deepEqual(find({ "2020-09-01": 1, ...years })?.days, ["2020-09-01"]);
});

test("the question names the rows, and the settings that leave them out and take them", () => {
  const files = [new Map([[dayOf("2062-03-01"), 2]]), new Map([[dayOf("2026-03-01"), 9]])];
  const error = askAboutDays({ days: [dayOf("2062-03-01")], reason: "in the future" }, files, {
    file: "a.csv",
    line: 3,
  });
  assert.equal(error.message, "a.csv:3: 2 rows are in the future: 2062-03-01");
  assert.equal(
    error.hint,
    'correct the files; or set it in a columns.json beside the file: {"days":{"from":"2026-03-01","to":"2026-03-01"}} (leave them out) or {"days":{"from":"2026-03-01","to":"2062-03-01"}} (take them); `make inspect` asks and writes it',
  );
});

test("the line of such a row is found, also behind line breaks in quotes", async () => {
  const path = join(folder, "a.csv");
  const rows = Array.from({ length: 5000 }, () => '01.03.2026;09:05;"K\nL";1;1,00');
  rows[4000] = "01.03.2062;09:05;K;1;1,00";
  await writeFile(path, `Datum;Uhrzeit;Supermarkt;Artikelnummer;Umsatz\n${rows.join("\n")}\n`);
  const [dialect] = closeFindings([await findDialect({ name: "a.csv", path }, {})]);
  assert.ok(dialect);
  assert.equal(await findLineOfDay({ path, dialect }, new Set([dayOf("2062-03-01")])), 2 + 2 * 4000);
  assert.equal(await findLineOfDay({ path, dialect }, new Set([dayOf("2026-03-01")])), 2);
});

function find(rows: Record<string, number>): { days: string[]; reason: string } | undefined {
  const found = findOddDays([new Map(Object.entries(rows).map(([day, count]) => [dayOf(day), count]))], today);
  return found && { ...found, days: found.days.map(isoDay) };
}

function dayOf(date: string): number {
  return Date.parse(date) / 86_400_000;
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
