import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addProvenance, checksumPlaceholder, type Provenance, type Receipt, writeChecksum } from "@tillbook/provenance";
import {
  type ArchivedReport,
  findSuperseded,
  listSuperseded,
  nameReportFolder,
  nameSubjectFolder,
  readArchive,
  readSubject,
} from "./archive.js";

const origin = { commit: "c1", tree: "clean", lockfiles: {}, versions: {} } as const;
const months = { "2026-01": { sales: 1, amount_cents: "100" } };
const manifests = (more: { import?: object; plot?: object } = {}): Provenance["manifests"] => ({
  import: { files: [], last_day: "2026-02-28", table_fingerprint: "1:1.00:1", ...more.import },
  aggregate: { wrote: { monthly_sales: "1:1.00:1" } },
  plot: { months, period: { name: "2026-01", first: "2026-01-01", last: "2026-01-31" }, ...more.plot },
});

let archive: string;
before(async () => {
  archive = await mkdtemp(join(tmpdir(), "tillbook-archive-"));
});
after(() => rm(archive, { recursive: true, force: true }));

async function write(
  folder: string,
  some = manifests(),
  damage = (page: Uint8Array): Uint8Array => page,
): Promise<void> {
  const html = addProvenance(
    `<html lang="en"><head><meta content="${checksumPlaceholder}"></head><body><p>x</p></body></html>`,
    { origin, manifests: some, colors: {} },
  );
  await mkdir(join(archive, folder), { recursive: true });
  await writeFile(join(archive, folder, "tillbook.html"), damage(writeChecksum(Buffer.from(html))));
}

test("a report is kept below its period, and below its store; two stores never share a folder", () => {
  assert.equal(nameSubjectFolder({ period: "all", store: undefined }), "all");
  assert.equal(nameSubjectFolder({ period: "2026-02-01/2026-02-14", store: undefined }), "2026-02-01--2026-02-14");
  const names = ["Köln", "Koln", "köln", "../x", "/", "", "店", ".", "a".repeat(300)].map((store) =>
    nameSubjectFolder({ period: "2026-01", store }),
  );
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^2026-01\/stores\/[a-z0-9-]{1,40}-[0-9a-f]{6}$/);
  assert.equal(names[0]?.replace(/-[0-9a-f]{6}$/, ""), "2026-01/stores/koln");
  const checksums = { "tillbook.html": "0123456789", "tillbook.pdf": "x" };
  assert.equal(nameReportFolder({ last_day: "2026-02-28", commit: "", checksums }), "2026-02-28-01234567");
  assert.equal(nameReportFolder({ last_day: null, commit: "", checksums }), "empty-01234567");
});

test("a report without a period is about all the data", () => {
  assert.deepEqual(readSubject({ manifests: {} }), { period: "all", store: undefined });
  assert.deepEqual(readSubject({ manifests: manifests({ plot: { store: "Köln" } }) }), {
    period: "2026-01",
    store: "Köln",
  });
});

test("reports of the period are read; what is damaged, older or of something else is named and left out", async () => {
  await write("2026-01/2026-02-28-aaaaaaaa");
  await write("2026-01/2026-02-28-bbbbbbbb", manifests(), (page) => {
    page[page.indexOf(120)] = 121;
    return page;
  });
  await write("2026-01/2026-02-28-cccccccc", manifests({ plot: { months: undefined } }));
  await write("2026-01/2026-02-28-dddddddd", manifests({ plot: { period: { name: "2026-02" } } }));
  await write("2026-01/stores/koln-1a2b3c/2026-02-28-eeeeeeee", manifests({ plot: { store: "Köln" } }));
  await mkdir(join(archive, "2026-01/.part-1"));
  await writeFile(join(archive, "2026-01/note.html"), "mine");
  await mkdir(join(archive, "2026-01/2026-02-28-ffffffff"));
  await writeFile(join(archive, "2026-01/2026-02-28-ffffffff/other.html"), "<p>other</p>");
  const problems: string[] = [];
  const reports = await readArchive(archive, { period: "2026-01", store: undefined }, (problem) =>
    problems.push(problem),
  );
  assert.deepEqual(
    reports.map(({ folder }) => folder),
    ["2026-01/2026-02-28-aaaaaaaa"],
  );
  assert.match(String(reports[0]?.receipt.checksums["tillbook.html"]), /^[0-9a-f]{64}$/);
  assert.deepEqual(problems, [
    "2026-01/2026-02-28-bbbbbbbb/tillbook.html is damaged: its SHA-256 differs from the checksum in it; it is not compared",
    "2026-01/2026-02-28-cccccccc was made by a version of Tillbook that kept no sums of months; it is not compared",
    "2026-01/2026-02-28-dddddddd is a report of 2026-02, not of 2026-01",
    "2026-01/2026-02-28-ffffffff/other.html is no report: it has no provenance",
  ]);
  const none = () => assert.fail("no problem expected");
  assert.deepEqual(await readArchive(archive, { period: "2025", store: undefined }, none), []);
  assert.deepEqual(await readArchive(join(archive, "missing"), { period: "2026-01", store: undefined }, none), []);
  assert.deepEqual(await readArchive(undefined, { period: "2026-01", store: undefined }, none), []);
});

test("what a new report takes from the archive stays when it is archived itself, and changes with an older one", async () => {
  const period = { name: "2025-12", first: "2025-12-01", last: "2025-12-31" };
  const now = manifests({ plot: { period } });
  assert.deepEqual(await listSuperseded(archive, now, assert.fail), []);
  await write("2025-12/2026-02-28-aaaaaaaa", now);
  assert.deepEqual(await listSuperseded(archive, now, assert.fail), []);
  await write(
    "2025-12/2026-01-31-bbbbbbbb",
    manifests({ import: { last_day: "2026-01-31", table_fingerprint: "0:0.00:0" }, plot: { period } }),
  );
  assert.deepEqual(
    (await listSuperseded(archive, now, assert.fail)).map(({ last_day }) => last_day),
    ["2026-01-31"],
  );
});

function archived(
  name: string,
  last: string,
  data: string,
  supersedes: string[] = [],
  files: string[] = [],
): ArchivedReport {
  const receipt: Receipt = { last_day: last, commit: "", checksums: { "tillbook.html": name } };
  const some = manifests({
    import: { last_day: last, table_fingerprint: data, files: files.map((file) => ({ name: file })) },
  });
  const receipts = supersedes.map((checksum) => ({ ...receipt, checksums: { "tillbook.html": checksum } }));
  return {
    folder: name,
    receipt,
    provenance: {
      checksum: "",
      format: 1,
      language: "en",
      origin,
      manifests: some,
      lines: [],
      colors: {},
      charts: {},
      supersedes: receipts,
    },
  };
}

function order(reports: ArchivedReport[], data: string, files: string[] = []): string[] {
  const now = manifests({ import: { table_fingerprint: data, files: files.map((name) => ({ name })) } });
  return findSuperseded(reports, now).map(({ folder }) => folder);
}

test("the report before is the one that no other supersedes, then that of the latest day, in whatever order they are read", () => {
  const reports = [
    archived("a", "2026-02-28", "1"),
    archived("b", "2026-02-28", "2", ["a"]),
    archived("c", "2026-01-31", "3"),
  ];
  assert.deepEqual(order(reports, "4"), ["b", "a", "c"]);
  assert.deepEqual(order(reports.toReversed(), "4"), ["b", "a", "c"]);
  const shrunk = [archived("a", "2026-02-28", "1"), archived("z", "2026-01-31", "2", ["a"])];
  assert.deepEqual(order(shrunk, "4"), ["z", "a"]);
});

test("a report of the same data is no change, also where the data is again as it once was", () => {
  const reports = [archived("a", "2026-02-28", "1"), archived("b", "2026-02-28", "2", ["a"])];
  assert.deepEqual(order(reports, "2"), ["a"]);
  assert.deepEqual(order(reports, "1"), ["b"]);
  assert.deepEqual(order([...reports, archived("c", "2026-02-28", "1", ["b"])], "1"), ["b"]);
  assert.deepEqual(order([archived("a", "2026-02-28", "1")], "1"), []);
});

test("of reports that nothing orders, the one with most of the present files is taken first", () => {
  const reports = [
    archived("z", "2026-02-28", "1", [], ["old.csv"]),
    archived("a", "2026-02-28", "1", [], ["jan.csv"]),
  ];
  assert.deepEqual(order(reports, "4", ["jan.csv"]), ["a", "z"]);
});

test("a report that names itself, or two that name each other, end no run, and a long archive is ordered at once", () => {
  const self = archived("a", "2026-02-28", "1", ["a", "b"]);
  assert.deepEqual(order([self, archived("b", "2026-02-28", "2", ["a"])], "4"), ["b", "a"]);
  const many = Array.from({ length: 1000 }, (_, i) =>
    archived(`r${i}`, "2026-02-28", `${i}`, i > 0 ? [`r${i - 1}`] : []),
  );
  const ordered = order(many, "x");
  assert.deepEqual(ordered.slice(0, 3), ["r999", "r998", "r997"]);
  assert.equal(ordered.length, 100);
});

test("reports in another currency are not compared", () => {
  const dollars = archived("a", "2026-02-28", "1");
  (dollars.provenance.manifests["import"] as { currency?: string }).currency = "USD";
  assert.deepEqual(order([dollars], "4"), []);
});
