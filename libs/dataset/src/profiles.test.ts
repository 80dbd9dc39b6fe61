import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { findTable } from "./find-table.js";
import { findProfile, listProfiles } from "./profiles.js";

const cases = join(findRoot(), "libs/dataset/till-files");
/** The first lines of the made-up exports, one or more for each system. */
const exports = readdirSync(cases)
  .filter((name) => name.startsWith("sys-"))
  .flatMap((name) => readdirSync(join(cases, name, "files")).map((file) => join(cases, name, "files", file)))
  .filter((file) => /\.csv$/.test(file))
  .map((file) => readFileSync(file, "utf8"));

test("each profile knows an export of its system", () => {
  const lines = exports.flatMap((text) => text.split("\n").slice(0, 3));
  const headers = lines.map((line) => line.split(/[,;]/).map((name) => name.replaceAll('"', "")));
  const known = new Set(headers.map((names) => findProfile(names)?.name));
  const own = listProfiles().filter(({ header }) => header.length > 0);
  assert.deepEqual(
    own.map(({ name }) => name).filter((name) => !known.has(name)),
    [],
  );
});

test("names of profiles are unique, and docs/your-own-data.md lists them", () => {
  const names = listProfiles().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const page = readFileSync(join(findRoot(), "docs", "your-own-data.md"), "utf8");
  assert.deepEqual(
    names.filter((name) => !page.includes(name)),
    [],
  );
});

test("of two profiles that fit, the one that knows more names is used", () => {
  const names = "Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Total collected,Description".split(
    ",",
  );
  assert.equal(findProfile(names)?.name, "Loyverse receipts");
  assert.equal(findProfile([...names, "Item", "Quantity"])?.name, "Loyverse receipts by item");
  assert.equal(findProfile(["a"]), undefined);
});

test("columns.json overrides a profile; what that says of the amount holds for its own column only", () => {
  const header = "Invoice ID,Branch,City,Product line,Unit price,Tax 5%,Total,Date,Time,cogs";
  const { amounts, profile, settings } = findTable("a.csv", header, {});
  assert.deepEqual([amounts, profile, settings.rounding], ["gross", "Kaggle supermarket sales", "half-up"]);
  const own = findTable("a.csv", header, { columns: { cogs: "amount" } });
  assert.equal(own.amounts, undefined);
  assert.deepEqual(
    own.fields.find(({ column }) => column === "amount"),
    { column: "amount", at: 9 },
  );
  assert.deepEqual(
    own.fields.find(({ column }) => column === "store"),
    { column: "store", at: 1 },
  );
  assert.throws(() => findTable("a.csv", header, { profile: "Kagle" }), /no profile has the name "Kagle"/);
  assert.equal(findTable("a.csv", "Date,Total,Item", { profile: "none" }).profile, undefined);
});
