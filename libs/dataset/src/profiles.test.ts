import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import fc from "fast-check";
import { findTable } from "./find-table.js";
import { findProfile, listProfiles, refuseSecondReports } from "./profiles.js";

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

test("two reports of one system are refused, unless columns.json names the profile of both", () => {
  const of = (file: string, isNamed: boolean, names: string): Parameters<typeof refuseSecondReports>[0][number] => ({
    file,
    isNamed,
    header: findTable(file, names, {}),
  });
  const items = "Date,Receipt number,Receipt type,Item,Quantity,Gross sales,Discounts,Net sales";
  const receipts = "Date,Receipt number,Receipt type,Gross sales,Net sales,Total collected";
  assert.throws(() => refuseSecondReports([of("i.csv", false, items), of("x/r.csv", true, receipts)]), {
    code: "CSV_INVALID",
    message:
      "x/r.csv: expected one report of Loyverse, got Loyverse receipts beside Loyverse receipts by item in i.csv, which would count the same sales twice",
    hint: /\{"files":\{"r\.csv":\{"read":false\}\}\}/,
  });
  refuseSecondReports([of("i.csv", true, items), of("r.csv", true, receipts)]);
  refuseSecondReports([of("i.csv", false, items), of("j.csv", false, items), of("k.csv", false, "sold_on,amount")]);
});

test("of a profile's names for one column, the first that a file has counts", () => {
  const names = "Order Id,Order #,Sent Date,Menu Item,Gross Price,Discount,Net Price,Qty,Void?";
  const dayAt = (header: string): number | undefined =>
    findTable("a.csv", header, {}).fields.find(({ column }) => column === "sold_on")?.at;
  assert.equal(dayAt(names), 2);
  assert.equal(dayAt(`${names},Order Date`), 9);
});

test("whoever names the amount has answered what a profile asks of columns that must be 0", () => {
  const names = "Date,Time,Gross Sales,Net Sales,Tax,Partial Refunds,Total Collected,Source";
  assert.equal(findTable("a.csv", names, {}).layout?.zero?.length, 1);
  assert.equal(findTable("a.csv", names, { columns: { "Net Sales": "amount" } }).layout?.zero, undefined);
  const sum = { amount: { sum: ["Net Sales", "Partial Refunds"] } };
  assert.equal(findTable("a.csv", names, sum).layout?.zero, undefined);
});

test("a profile is known by its names in any order, case and spelling, among other columns", () => {
  const known = listProfiles().filter(({ header }) => header.length > 0);
  const spell = fc.constantFrom<(name: string) => string>(
    (name) => name,
    (name) => name.toUpperCase(),
    (name) => ` ${name.replaceAll(" ", "_")} `,
    (name) => name.normalize("NFD"),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...known).chain((profile) => {
        const names = [...new Set([...profile.header, ...Object.keys(profile.settings.columns ?? {}), "xyz"])];
        return fc.tuple(fc.constant(profile), fc.shuffledSubarray(names, { minLength: names.length }));
      }),
      spell,
      ([profile, names], spelled) => findProfile(names.map(spelled))?.name === profile.name,
    ),
  );
});

test("a file that only looks like a system's, without its amount, has no profile", () => {
  const names = ["Date", "Time", "Receipt number", "Name", "Quantity"];
  assert.equal(findProfile([...names, "Final price (GBP)"])?.name, "Zettle raw data");
  assert.equal(findProfile([...names, "Total"]), undefined);
  assert.equal(findTable("a.csv", [...names, "Total"].join(","), {}).fields.length, 5);
});
