import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dialect } from "./dialect.js";
import { BlockReader, type InvalidRow } from "./read-block.js";
import { addMalformed } from "./read-file.js";
import { type Cut, RecordCutter } from "./record-cutter.js";

const columns = ["sold_on", "sold_at", "store", "article", "amount", "cashier"] as const;
const ours: Dialect = {
  encoding: "utf-8",
  delimiter: ",",
  date: "YYYY-MM-DD",
  decimal: ".",
  trim: false,
  width: columns.length,
  fields: columns.map((column, at) => ({ column, at })),
};

const header = columns.join(",");
const row = "2025-01-02,09:41:07,Köln,Butter 250 g,12.50,Ada Blum";

test("a time that names its zone is read together with its date, which may change", () => {
  const dialect: Dialect = {
    ...ours,
    hasZones: true,
    timezone: "Europe/Berlin",
  };
  const text = "2026-03-01,23:30:00Z,Köln,Butter,1.50,Ada\n2026-07-01 00:00:00,9:05 AM +01:00,Köln,Butter,1.50,Ada\n";
  const { bytes, rows } = new BlockReader(dialect).read({ bytes: Buffer.from(text), line: 2, mostInvalid: 9 });
  assert.equal(rows, 2);
  assert.match(Buffer.from(bytes).toString(), /^2026-03-02,00:30:00,.*\n2026-07-01,10:05:00,/);
});

test("a plain file passes as it is, counted to the cent", () => {
  const rows = `${row}\n${row.replace("12.50", "-3.20")}\n`;
  assert.deepEqual(read(`${header}\n${rows}`), { out: rows, rows: 2, cents: 930n, said: [], invalid: [] });
});

test("times without seconds, short amounts and a missing last line break are valid", () => {
  const rows = ["7.5", "7", "-3.20", "0"].map((amount) => `2025-01-02,09:05,Köln,Butter,${amount},Ada`).join("\n");
  assert.deepEqual(read(`${header}\n${rows}`), { out: `${rows}\n`, rows: 4, cents: 1130n, said: [], invalid: [] });
});

test("CRLF, blank lines and a byte order mark carry no data", () => {
  const { out, rows, cents } = read(`\uFEFF${header}\r\n${row}\r\n\r\n${row}\r\n`);
  const quoted = '2025-01-02,09:41:07,"Köln","Butter 250 g",12.50,"Ada Blum"\n';
  assert.deepEqual({ out, rows, cents }, { out: quoted + quoted, rows: 2, cents: 2500n });
});

test("quoted fields may hold commas, quotes and line breaks, and NULL is a name like any other", () => {
  const fields = (name: string): string => `2025-01-02,09:05,${name},NULL,1,Ada\n`;
  const { out } = read(`${header}\n${fields('"Halle, ""Saale"""')}${fields('"a\nb"')}`);
  const expected = (name: string): string => `2025-01-02,09:05,${name},"NULL",1,"Ada"\n`;
  assert.equal(out, expected('"Halle, ""Saale"""') + expected('"a\nb"'));
});

test("NULL is a name like any other in a file without quotes, too", () => {
  const { out } = read(`${header}\n${row.replace("Köln", "NULL")}\n`);
  assert.match(out, /,"NULL",/);
});

test("it does not matter where the bytes are cut", () => {
  const text = `${header}\n${row}\n"2025-01-02",09:05,"a\n,""b",Käse,1,Ada\n${row}\n`;
  const whole = read(text, 1000);
  assert.equal(whole.rows, 3);
  for (let size = 1; size < 80; size++) {
    const { rows, cents } = read(text, size);
    assert.deepEqual({ rows, cents }, { rows: whole.rows, cents: whole.cents });
  }
});

test("an amount with three decimals stops with file, line, column and value", () => {
  fails([row, row.replace("12.50", "12.505")], 's.csv:3: amount must have at most 2 decimals, got "12.505"');
});

test("an amount that is not a number stops", () => {
  fails([row.replace("12.50", "1,5".replace(",", ";"))], 's.csv:2: amount must be a number such as 12.50, got "1;5"');
});

test("an amount that is too large stops", () => {
  fails(
    [row.replace("12.50", "12345678901.00")],
    's.csv:2: amount must have at most 10 digits before the point, got "12345678901.00"',
  );
});

test("a 31st of April stops", () => {
  fails([row.replace("01-02", "04-31")], 's.csv:2: sold_on must be a real date, 1000-01-01 or later, got "2025-04-31"');
});

test("a German date stops", () => {
  fails(
    [row.replace("2025-01-02", "02.01.2025")],
    's.csv:2: sold_on must be a date such as 2025-01-31, got "02.01.2025"',
  );
});

test("the hour 25 stops", () => {
  fails(
    [row.replace("09:41:07", "25:00:00")],
    's.csv:2: sold_at must be a time of day such as 09:05 or 09:05:59, got "25:00:00"',
  );
});

test("a missing field stops", () => {
  fails([row, row, "2025-01-02,09:05,Köln"], "s.csv:4: expected 6 fields, got 3");
});

test("a field too many stops", () => {
  fails([`${row},x`], "s.csv:2: expected 6 fields, got 7");
});

test("an empty name stops", () => {
  fails([row.replace("Köln", "")], 's.csv:2: store must not be empty, got ""');
});

test("a name of 101 characters stops, one of 100 does not", () => {
  const long = "ä".repeat(100);
  assert.equal(read(`${header}\n${row.replace("Köln", long)}\n`).rows, 1);
  fails([row.replace("Köln", `${long}x`)], `s.csv:2: store must have at most 100 characters, got "${long}…"`);
});

test("a name with a space at its end stops, since MySQL would take it for the name without", () => {
  fails([row.replace("Köln", "Köln ")], 's.csv:2: store must not begin or end with a space, got "Köln "');
});

test("a quote within a bare field stops at its line", () => {
  fails(
    [row, row.replace("Butter", '5" Butter'), row.replace("Butter", '6" Butter'), row],
    /^s\.csv:3: expected quotes/,
  );
});

test("a quote that is never closed stops at its line", () => {
  fails(
    [row, row.replace("Butter", '"Butter'), row],
    "s.csv:3: expected a closing quote, got none to the end of the file, or for 64 KB",
  );
});

test("a quote that is never closed in a long file stops at its line too", () => {
  fails([row, row.replace("Butter", '"Butter'), ...Array(20_000).fill(row)], /^s\.csv:3: .*closing quote/);
});

test("after a quoted line break, lines are still counted as an editor counts them", () => {
  fails(['2025-01-02,09:05,"a\nb",Käse,1,Ada', row, row.replace("12.50", "x")], /^s\.csv:5: amount must be a number/);
});

test("an invalid value behind a quoted line break names the line that its row begins in", () => {
  fails([row, '2025-01-02,09:05,"a\nb",Käse,x,Ada'], /^s\.csv:3: amount must be a number/);
});

test("bytes that are not UTF-8 stop at their line", () => {
  const bytes = Buffer.concat([Buffer.from(`${header}\n${row}\n`), Buffer.from(`${row}\n`, "latin1")]);
  assert.deepEqual(readBytes(bytes, 1000).said, ['s.csv:3: store must be readable as utf-8, got "K\uFFFDln"']);
});

test("rows behind a malformed line are read, and each invalid row has its line and text", () => {
  const { rows, invalid } = read(
    [header, row, row.replace("Butter", '"Butter'), row, row.replace("12.50", "x"), row, ""].join("\n"),
  );
  assert.equal(rows, 3);
  assert.deepEqual(invalid, [
    { line: 3, text: row.replace("Butter", '"Butter') },
    { line: 5, text: row.replace("12.50", "x") },
  ]);
});

function fails(rows: readonly string[], message: string | RegExp): void {
  const { said } = read(`${header}\n${rows.join("\n")}\n`);
  if (typeof message === "string") assert.equal(said[0], message);
  else assert.match(said[0] ?? "", message);
}

function read(text: string, pieceBytes = 100_000) {
  return readBytes(Buffer.from(text), pieceBytes);
}

/** Reads as `readFile` does, with the bytes cut into pieces of a size. */
function readBytes(bytes: Buffer, pieceBytes: number) {
  const [cutter, reader] = [new RecordCutter(ours), new BlockReader(ours)];
  const total = { out: "", rows: 0, cents: 0n };
  const invalid: InvalidRow[] = [];
  const take = (cut: Cut): void => {
    const block = addMalformed(reader.read({ ...cut, mostInvalid: 20 }), cut, ours, 20);
    total.out += Buffer.from(block.bytes).toString();
    total.rows += block.rows;
    total.cents += BigInt(block.amountCents);
    invalid.push(...block.invalid);
  };
  for (let at = 0; at < bytes.length; at += pieceBytes) take(cutter.push(bytes.subarray(at, at + pieceBytes)));
  take(cutter.end());
  const said = invalid.map(({ line, expected, got }) => `s.csv:${line}: ${expected}, got ${got}`);
  return { ...total, said, invalid: invalid.map(({ line, text }) => ({ line, text })) };
}

test("a receipt, quantity or category that can't be read or is missing is left empty, and no row is lost for it", () => {
  const names = ["sold_on", "amount", "receipt", "quantity", "category"] as const;
  const dialect: Dialect = {
    ...ours,
    delimiter: ";",
    decimal: ",",
    width: names.length,
    fields: names.map((column, at) => ({ column, at })),
  };
  const ends = [
    ["1,00; 17 ;1.200;Tea", '"17",1200,"Tea"'],
    ["-1,00;17;-0,250;", '"17",-0.25,""'],
    ["1,00;;;", '"",NULL,""'],
    ["1,00", '"",NULL,""'],
    ["1,00;17;2 kg;Tea", '"17",NULL,"Tea"'],
    ["1,00;17;0,1234;Tea", '"17",NULL,"Tea"'],
    [`1,00;${"9".repeat(101)};1;Tea`, '"",1,"Tea"'],
  ];
  const text = ends.map(([end]) => `2026-03-01;${end}\n`).join("");
  const read = new BlockReader(dialect).read({ bytes: Buffer.from(text), line: 2, mostInvalid: 9 });
  const lines = Buffer.from(read.bytes).toString().trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(",").slice(2).join()),
    ends.map(([, out]) => out),
  );
  assert.deepEqual([read.rows, read.unread, read.invalid], [7, 3, []]);
});

test("amounts of dinars have three decimals, all of them thousandths; yen have none", () => {
  const read = (currency: string, amounts: string[]) =>
    new BlockReader({ ...ours, currency }).read({
      bytes: Buffer.from(amounts.map((amount) => `2026-03-01,09:05,Nord,Brot,${amount},7\n`).join("")),
      line: 2,
      mostInvalid: 9,
    });
  const dinars = read("KWD", ["1.234", "7.5", "-3", "1.2345"]);
  assert.equal(dinars.amountCents, 1_234 + 7_500 - 3_000);
  assert.deepEqual(
    Buffer.from(dinars.bytes)
      .toString()
      .match(/-?\d\.\d+/g),
    ["1.234", "7.500", "-3.000"],
  );
  assert.deepEqual(Object.keys(dinars.invalidCounts), ["amount must have at most 3 decimals"]);
  const yen = read("JPY", ["1200", "80.00", "12.5"]);
  assert.equal(yen.amountCents, 128_000);
  assert.deepEqual(Object.keys(yen.invalidCounts), ["amount must have no decimals, as JPY has none"]);
});
