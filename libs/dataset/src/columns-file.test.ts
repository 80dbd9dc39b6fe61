import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { parseColumnsFile, readColumnsFiles } from "./columns-file.js";
import { columnsKeys } from "./columns-spec.js";
import { columnNames } from "./schema.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-columns-"));
after(() => rm(folder, { recursive: true }));

test("every key is read as it is", () => {
  const spec = {
    columns: { Filiale: "store", Preis: "amount" },
    date: "DD.MM.YY",
    decimal: ",",
    delimiter: ";",
    encoding: "windows-1252",
    trim: true,
  };
  assert.deepEqual(parseColumnsFile(JSON.stringify(spec)), spec);
  assert.deepEqual(parseColumnsFile("{}"), {});
  assert.deepEqual(parseColumnsFile('{ "delimiter": "\\t", "decimal": ".", "trim": false }'), {
    delimiter: "\t",
    decimal: ".",
    trim: false,
  });
});

test("an unknown key is refused with the nearest known one, or with all of them", () => {
  refuses('{ "dezimal": "," }', 'unknown key "dezimal", did you mean "decimal"?');
  refuses('{ "delimeter": "," }', 'unknown key "delimeter", did you mean "delimiter"?');
  refuses('{ "files": { "a.csv": { "dezimal": "," } } }', 'unknown key "files.a.csv.dezimal", did you mean "decimal"?');
  refuses(
    '{ "spreadsheet": 1 }',
    `unknown key "spreadsheet", expected ${["files", ...Object.keys(columnsKeys)]
      .filter((key) => key !== "$schema")
      .sort()
      .join(", ")}`,
  );
});

test("a value is refused with its key, what was expected and what was got", () => {
  const date = "a format such as DD.MM.YYYY, MM/DD/YYYY or DD.MM.YY";
  const delimiter = 'one character such as ";" or "\\t"';
  refuses(
    '{ "columns": { "Filiale": "shop" } }',
    `columns.Filiale must be one of ${columnNames.join(", ")}, or null for a column that is not read, got "shop"`,
  );
  refuses('{ "columns": 3 }', "columns must be an object of header names, got 3");
  refuses('{ "date": "tomorrow" }', `date must be ${date}, got "tomorrow"`);
  refuses('{ "date": 1 }', `date must be ${date}, got 1`);
  refuses('{ "decimal": "." , "trim": "yes" }', 'trim must be true or false, got "yes"');
  refuses('{ "decimal": "" }', 'decimal must be "." or ",", got ""');
  refuses('{ "delimiter": 1 }', `delimiter must be ${delimiter}, got 1`);
  refuses('{ "delimiter": ";;" }', `delimiter must be ${delimiter}, got ";;"`);
  refuses('{ "delimiter": "a" }', `delimiter must be ${delimiter}, got "a"`);
  refuses('{ "delimiter": "\\"" }', `delimiter must be ${delimiter}, got "\\""`);
  refuses('{ "delimiter": "§" }', `delimiter must be ${delimiter}, got "§"`);
  const encoding = "an encoding such as utf-8, utf-16le, windows-1252, windows-1250, cp850, macroman or shift_jis";
  refuses('{ "encoding": "latin9000" }', `encoding must be ${encoding}, got "latin9000"`);
  refuses('{ "encoding": "base64" }', `encoding must be ${encoding}, got "base64"`);
  refuses('{ "header": 0 }', "header must be the number of a line, from 1, got 0");
  refuses('{ "skip": 1.5 }', "skip must be a number of lines, got 1.5");
  refuses('{ "comment": "" }', 'comment must be a text such as "#", got ""');
  refuses('{ "totals": "none" }', 'totals must be "sales" or "left out", got "none"');
});

test("encodings and delimiters go by several names", () => {
  assert.deepEqual(parseColumnsFile('{ "encoding": "UTF-8", "delimiter": "Semicolon" }'), {
    encoding: "utf-8",
    delimiter: ";",
  });
  assert.deepEqual(parseColumnsFile('{ "encoding": "latin1", "delimiter": "tab" }'), {
    encoding: "windows-1252",
    delimiter: "\t",
  });
  assert.deepEqual(parseColumnsFile('{ "encoding": "Shift_JIS" }'), { encoding: "shift_jis" });
});

test("a byte order mark, comments, trailing commas, case, and columns without their key are forgiven", () => {
  const spec = { columns: { Filiale: "store" }, date: "DD.MM.YYYY" };
  assert.deepEqual(parseColumnsFile(`\uFEFF${JSON.stringify(spec)}`), spec);
  assert.deepEqual(
    parseColumnsFile('{ // the old till\n "columns": { "Filiale": "store", }, /* day */ "date": "dd.mm.yyyy", }'),
    spec,
  );
  assert.deepEqual(parseColumnsFile('{ "COLUMNS": { "Filiale": "Store" }, "Date": "TT.MM.JJJJ" }'), spec);
  assert.deepEqual(parseColumnsFile('{ "Filiale": "store", "date": "DD.MM.YYYY" }'), spec);
  assert.deepEqual(
    parseColumnsFile('{ "date": "sold_on" }'),
    { columns: { date: "sold_on" } },
    "a column with the name of a key",
  );
  assert.deepEqual(parseColumnsFile('{ "encoding": "UTF-8" }'), { encoding: "utf-8" });
  assert.deepEqual(parseColumnsFile(" \n"), {});
  assert.deepEqual(parseColumnsFile('{ "columns": { "a": null, "b": "", "c": "not read" } }').columns, {
    a: null,
    b: "",
    c: "not read",
  });
});

test("rules of rows, amounts and names are refused with an example", () => {
  refuses('{ "rows": { "Status": 3 } }', /^columns\.json: rows\.Status must be an object such as .*, got 3$/);
  refuses('{ "amount": { "qty": "a" } }', /^columns\.json: unknown key "amount\.qty"/);
  refuses('{ "amount": "a" }', /^columns\.json: amount must be an object such as .*, got "a"$/);
  refuses(
    '{ "name": "{shop}.csv" }',
    /^columns\.json: name must be a pattern such as \{store\}-\*\.csv, got "\{shop\}\.csv"$/,
  );
  refuses('{ "currency": "EURO" }', /^columns\.json: currency must be .*, got "EURO"$/);
});

test("what is not an object is refused", () => {
  refuses("[]", "expected an object, got []");
  refuses("null", "expected an object, got null");
  refuses('"store"', 'expected an object, got "store"');
});

test("what is not JSON is refused with the parser's reason", () => {
  assert.throws(() => parseColumnsFile("{ date: 1 }"), {
    code: "CSV_INVALID",
    message: "columns.json: expected JSON, got InvalidSymbol in line 1, column 3: { date: 1 }",
  });
});

test("each folder has its own columns.json, and each one counts in the fingerprint", async () => {
  for (const name of ["a", "b"]) await mkdir(join(folder, name));
  const text = '{ "trim": true }';
  await writeFile(join(folder, "a", "columns.json"), text);
  const files = ["a/1.csv", "a/2.csv", "b/1.csv"].map((name) => ({ path: join(folder, name) }));
  const { hashes, find } = await readColumnsFiles(files);
  assert.deepEqual(files.map(find), [{ trim: true }, { trim: true }, {}]);
  assert.deepEqual(hashes, [`${sha256(text)}  columns.json\n`]);
});

test("a folder without a columns.json has that of the nearest one above it, up to the folder that was asked for", async () => {
  const root = await mkdtemp(join(tmpdir(), "tillbook-columns-"));
  try {
    await mkdir(join(root, "in/2026/march"), { recursive: true });
    await writeFile(join(root, "columns.json"), '{"trim": true}');
    await writeFile(join(root, "in/columns.json"), '{"decimal": ","}');
    const path = join(root, "in/2026/march/a.csv");
    const { hashes, find } = await readColumnsFiles([{ path }], join(root, "in"));
    assert.deepEqual(find({ path }), { decimal: "," });
    assert.match(hashes.join(), /^\w{64} {2}columns\.json\n$/);
    assert.deepEqual((await readColumnsFiles([{ path }])).find({ path }), {});
    assert.deepEqual((await readColumnsFiles([{ path }], join(root, "in/2026"))).find({ path }), {});
  } finally {
    await rm(root, { recursive: true });
  }
});

test("a columns.json that cannot be read is no missing one", async () => {
  await mkdir(join(folder, "c", "columns.json"), { recursive: true });
  await assert.rejects(readColumnsFiles([{ path: join(folder, "c", "1.csv") }]), { code: "EISDIR" });
});

test("it is found in any case, with .txt behind, and read with curly quotes, which is noted; two are refused", async () => {
  for (const [name, text] of [
    ["Columns.JSON", '{ "trim": true }'],
    ["columns.json.txt", "{ “trim”: true }"],
  ] as const) {
    const own = await mkdtemp(join(folder, "name-"));
    await writeFile(join(own, name), text);
    const { find, notes } = await readColumnsFiles([{ path: join(own, "1.csv") }]);
    assert.deepEqual(find({ path: join(own, "1.csv") }), { trim: true });
    assert.equal(notes.length, text.includes("“") ? 1 : 0);
    await writeFile(join(own, "columns.json"), "{}");
    await assert.rejects(readColumnsFiles([{ path: join(own, "1.csv") }]), /expected one file, got .* and /);
  }
});

test("settings of some files are laid over the others, by a pattern of their names", async () => {
  const own = await mkdtemp(join(folder, "files-"));
  const spec = {
    columns: { a: "store" },
    files: { "till-2*.csv": { columns: { b: "article" }, trim: true }, "x?.csv": { read: false } },
  };
  await writeFile(join(own, "columns.json"), JSON.stringify(spec));
  const names = ["till-1.csv", "TILL-23.csv", "x1.csv"];
  const { find } = await readColumnsFiles(names.map((name) => ({ path: join(own, name) })));
  assert.deepEqual(
    names.map((name) => find({ path: join(own, name) })),
    [
      { columns: { a: "store" } },
      { columns: { a: "store", b: "article" }, trim: true },
      { columns: { a: "store" }, read: false },
    ],
  );
});

function refuses(text: string, message: string | RegExp): void {
  assert.throws(() => parseColumnsFile(text), {
    code: "CSV_INVALID",
    message: typeof message === "string" ? `columns.json: ${message}` : message,
    hint: "fix it, then run `make import`; docs/your-own-data.md lists its keys",
  });
}
