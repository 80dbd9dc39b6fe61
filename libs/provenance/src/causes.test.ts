import assert from "node:assert/strict";
import { test } from "node:test";
import { listCauses } from "./causes.js";
import type { Provenance } from "./provenance.js";

const file = (name: string, sha256: string, rows: number, more: Record<string, unknown> = {}) => ({
  ...{ name, sha256, rows, amount_cents: String(rows * 100) },
  ...more,
});

function make(files: unknown[], more: Partial<Provenance> = {}, manifests: Provenance["manifests"] = {}): Provenance {
  return {
    checksum: "",
    format: 1,
    language: "en",
    origin: { commit: "c1", tree: "clean", lockfiles: {}, versions: { Chromium: "1" } },
    manifests: { import: { files }, aggregate: { queries: "q" }, ...manifests },
    lines: [],
    colors: {},
    charts: {},
    ...more,
  };
}

test("files are corrected, added or removed by name; one that only has another name is no cause", () => {
  const was = make([file("a.csv", "1", 10), file("b.csv", "2", 5), file("c.csv", "3", 7), file("d.csv", "4", 1)]);
  const is = make([file("a.csv", "9", 12), file("c2.csv", "3", 7), file("d.csv", "4", 1), file("e.csv", "5", 4)]);
  const { files } = listCauses(was, is);
  const short = (kind: keyof typeof files) => files[kind].map(({ name, rows, cents }) => [name, ...rows, ...cents]);
  assert.deepEqual(short("corrected"), [["a.csv", 10, 12, 1000n, 1200n]]);
  assert.deepEqual(short("added"), [["e.csv", 0, 4, 0n, 400n]]);
  assert.deepEqual(short("removed"), [["b.csv", 5, 0, 500n, 0n]]);
  assert.deepEqual(short("reread"), []);
});

test("the same file read in another way is a cause, with what differs", () => {
  const was = make([file("a.csv", "1", 10, { amounts: "net", rejected: 1 })]);
  const is = make([file("a.csv", "1", 10, { amounts: "gross" })]);
  assert.deepEqual(listCauses(was, is).files.reread[0]?.reading, [{ path: "amounts", here: "net", there: "gross" }]);
  // what was left out is no way of reading
  const leftOut = { rejected: 2, left_out: [{ reason: "x", rows: 1 }], closings: { count: 1, amount_cents: "1" } };
  const again = make([file("a.csv", "1", 10, { amounts: "net", ...leftOut })]);
  assert.deepEqual(listCauses(was, again).files.reread, []);
  const fewer = make([file("a.csv", "1", 9, { amounts: "net" })]);
  assert.deepEqual(listCauses(was, fewer).files.reread[0]?.rows, [10, 9]);
});

test("the same file with other sums is a cause", () => {
  const was = make([file("a.csv", "1", 10), file("b.csv", "2", 5)]);
  const is = make([file("a.csv", "1", 10, { amount_cents: "-7" }), file("b.csv", "2", 5)]);
  assert.deepEqual(listCauses(was, is).files.reread, [
    { name: "a.csv", rows: [10, 10], cents: [1000n, -7n], reading: [] },
  ]);
});

test("a renamed file counts as new where the old one is still there", () => {
  const was = make([file("a.csv", "1", 10)]);
  const is = make([file("a.csv", "1", 10), file("copy.csv", "1", 10)]);
  assert.deepEqual(
    listCauses(was, is).files.added.map(({ name }) => name),
    ["copy.csv"],
  );
  assert.deepEqual(
    listCauses(is, was).files.removed.map(({ name }) => name),
    ["copy.csv"],
  );
});

test("a store's report names no files, and tells by a hash whether they are others", () => {
  const store = (sha256: string) => make({ count: 1, sha256 } as never);
  assert.equal(listCauses(store("1"), store("2")).hasOtherFiles, true);
  const { hasOtherFiles, files } = listCauses(store("1"), store("1"));
  assert.equal(hasOtherFiles, false);
  assert.deepEqual(Object.values(files).flat(), []);
  const chain = make([file("a.csv", "1", 10)]);
  const names = (causes: ReturnType<typeof listCauses>) =>
    Object.entries(causes.files).flatMap(([kind, list]) => list.map(({ name }) => `${kind} ${name}`));
  assert.deepEqual(names(listCauses(store("1"), chain)), ["added a.csv"]);
  assert.deepEqual(names(listCauses(chain, store("1"))), ["removed a.csv"]);
  assert.equal(listCauses(chain, chain).hasOtherFiles, false);
});

test("a report without manifests has no causes but those of the program", () => {
  const none = { ...make([]), manifests: {} };
  const { files, ...causes } = listCauses(none, none);
  assert.deepEqual(Object.values(files).flat(), []);
  assert.deepEqual(causes, {
    hasOtherFiles: false,
    changedInDatabase: [false, false],
    settings: [],
    hasOtherQueries: false,
    versions: [],
  });
});

test("what the database had changed is told of then and of now", () => {
  const changed = make([], {}, { import: { changed_since_import: true } });
  assert.deepEqual(listCauses(changed, make([])).changedInDatabase, [true, false]);
});

test("settings, queries, the database and versions are causes where they differ", () => {
  const was = make([], {}, { generate: { settings: { seed: 1, rows: 5 } } });
  const is = make(
    [],
    { origin: { commit: "c2", tree: "clean", lockfiles: {}, versions: { Chromium: "1" } } },
    {
      generate: { settings: { seed: 2, rows: 5 } },
      aggregate: { queries: "r" },
      import: { changed_since_import: true },
    },
  );
  const causes = listCauses(was, is);
  assert.deepEqual(causes.settings, [{ path: "seed", here: 1, there: 2 }]);
  assert.equal(causes.hasOtherQueries, true);
  assert.deepEqual(causes.changedInDatabase, [false, true]);
  assert.deepEqual(causes.versions, [{ path: "commit", here: "c1", there: "c2" }]);
  const none = listCauses(was, was);
  assert.deepEqual([none.settings, none.hasOtherQueries, none.versions], [[], false, []]);
});

test("reports of own files have no settings to compare, and a damaged list of files is none", () => {
  const was = make([], {}, { generate: { settings: { seed: 1 } } });
  const { settings, files } = listCauses(was, make([{ name: "a" }, null]));
  assert.deepEqual([settings, Object.values(files).flat()], [[], []]);
  assert.deepEqual(listCauses(make([]), was).settings, []);
  const damaged = ["1.5", "x1", "1x", ""].map((amount_cents) => file("a", "1", 1, { amount_cents }));
  assert.deepEqual(listCauses(make([]), make([...damaged, file("b", "1", 1.5)])).files.added, []);
});

test("in the report of a period, a file that changed in other months is no cause, and rows are those of the period", () => {
  const plot = (print: Record<string, string>) => ({ plot: { period_files: print } });
  const [jan, feb] = ["10:10.00:7", "5:5.00:3"];
  const was = make([file("jan.csv", "1", 10), file("feb.csv", "2", 9)], {}, plot({ "jan.csv": jan, "feb.csv": feb }));
  const files = [file("jan.csv", "8", 12), file("feb.csv", "9", 19), file("mar.csv", "3", 4)];
  const { corrected, added } = listCauses(
    was,
    make(files, {}, plot({ "jan.csv": "12:13.50:8", "feb.csv": feb })),
  ).files;
  assert.deepEqual(
    corrected.map(({ name, rows, cents }) => [name, ...rows, ...cents]),
    [["jan.csv", 10, 12, 1000n, 1350n]],
  );
  assert.deepEqual(added, []);
  // a fingerprint that is none leaves its file out
  assert.deepEqual(listCauses(was, make(files, {}, plot({ "jan.csv": "12" }))).files.corrected, []);
  // rows that somebody changed in the database are no other file
  const changed = make(
    [file("jan.csv", "1", 10), file("feb.csv", "2", 9)],
    {},
    plot({ "jan.csv": "9:9.00:1", "feb.csv": feb }),
  );
  assert.deepEqual(Object.values(listCauses(was, changed).files).flat(), []);
});
