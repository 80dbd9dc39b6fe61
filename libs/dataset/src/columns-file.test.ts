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

function refuses(text: string, message: string): void {
  assert.throws(() => parseColumnsFile(text), {
    code: "CSV_INVALID",
    message: `columns.json: ${message}`,
    hint: "fix it, then run `make import`; docs/your-own-data.md lists its keys",
  });
}
