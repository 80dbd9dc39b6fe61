import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findRoot } from "./paths.js";
import { findChoice, readSettings } from "./settings.js";

test("without variables the defaults hold, and an empty variable counts as unset", () => {
  assert.equal(readSettings({}).data.rows, 1_000_000);
  assert.equal(readSettings({ SALES_ROWS: "" }).data.rows, 1_000_000);
  assert.equal(readSettings({ MYSQL_HOST: "" }).mysql.host, undefined);
});

test("a bad value names the variable, what was expected, and what was got", () => {
  assert.throws(() => readSettings({ SALES_ROWS: "many" }), {
    code: "SETTING_INVALID",
    message: 'SALES_ROWS must be an integer from 1 to 1000000000, got "many"',
  });
});

test("a number out of its range, a half number and a sign are refused", () => {
  assert.throws(() => readSettings({ SALES_ROWS: "0" }), /SALES_ROWS/);
  assert.throws(() => readSettings({ SALES_STORES: "1.5" }), /SALES_STORES/);
  assert.throws(() => readSettings({ MYSQL_PORT: "65536" }), /MYSQL_PORT/);
  assert.throws(() => readSettings({ SALES_SEED: "-1" }), /SALES_SEED/);
  assert.throws(() => readSettings({ NOTEBOOK_CELL_SECONDS: "0" }), /NOTEBOOK_CELL_SECONDS/);
});

test("a day that does not exist is refused", () => {
  assert.throws(() => readSettings({ SALES_START: "2025-02-29" }), /SALES_START must be a date/);
  assert.equal(readSettings({ SALES_START: "2024-02-29" }).data.start, "2024-02-29");
});

test("a choice that there is not is refused with those that there are", () => {
  assert.equal(findChoice("REPORT_LOCALE", "de", { de: 1, en: 2 }), 1);
  assert.throws(() => findChoice("REPORT_LOCALE", "toString", { de: 1, en: 2 }), {
    code: "SETTING_INVALID",
    message: 'REPORT_LOCALE must be de or en, got "toString"',
  });
});

test("a database name that would have to be quoted is refused", () => {
  assert.throws(() => readSettings({ MYSQL_DATABASE: "a`; drop" }), /MYSQL_DATABASE/);
});

test("a password and a Spark URL may be kept in files, whose last line end doesn't count", () => {
  const file = join(mkdtempSync(join(tmpdir(), "tillbook-settings-")), "secret");
  writeFileSync(file, "s3cret \n");
  const { mysql, spark } = readSettings({ MYSQL_PASSWORD_FILE: file, SPARK_REMOTE_FILE: file });
  assert.deepEqual([mysql.password, spark.remote], ["s3cret ", "s3cret "]);
  assert.throws(() => readSettings({ MYSQL_PASSWORD: "other", MYSQL_PASSWORD_FILE: file }), {
    message: `MYSQL_PASSWORD_FILE must be unset where MYSQL_PASSWORD is set, got "${file}"`,
  });
  rmSync(dirname(file), { recursive: true });
  assert.throws(() => readSettings({ MYSQL_PASSWORD_FILE: file }), {
    code: "SETTING_INVALID",
    message: `MYSQL_PASSWORD_FILE must be a file that can be read (ENOENT), got "${file}"`,
  });
});

test(".env.example lists the defaults", () => {
  const lines = readFileSync(join(findRoot(), ".env.example"), "utf8").split("\n");
  const listed = lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split("=") as [string, string]);
  assert.ok(listed.length >= 8);
  assert.deepEqual(readSettings(Object.fromEntries(listed)), readSettings({}));
});
