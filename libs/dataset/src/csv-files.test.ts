import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findCsvFiles } from "./csv-files.js";
import { findSource } from "./source.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-files-"));
after(() => rm(folder, { recursive: true }));
for (const name of [
  "köln/a.csv",
  "köln/b.CSV.gz",
  "ulm/a.csv",
  "ulm/notes.docx",
  "ulm/columns.json",
  "ulm/old/c.csv",
]) {
  await mkdir(join(folder, name, ".."), { recursive: true });
  await writeFile(join(folder, name), name);
}

test("a folder gives its files and those of its subfolders, packed ones too, and names what else is in it", async () => {
  assert.deepEqual(await list("köln"), { names: ["a.csv", "b.CSV.gz"], ignored: [] });
  assert.deepEqual(await list("ulm"), { names: ["a.csv", "old/c.csv"], ignored: ["notes.docx"] });
});

test("files that systems and office programs leave are named, not read", async () => {
  const left = ["._a.csv", "~$a.csv", ".DS_Store", "Thumbs.db", ".~lock.a.csv#", ".git/b.csv", "receipt.pdf"];
  const data = ["a.tsv", "b.TAB", "c.Dat", "d.txt", "e.XLSX", "f.xlsm", "g.csv.zst", "h.xls"];
  await write("mac", Object.fromEntries([...left, ...data].map((name) => [name, "a,b\n1,2\n"])));
  const { names, ignored } = await list("mac");
  assert.deepEqual(names, data);
  assert.deepEqual(ignored, [".DS_Store", "._a.csv", ".git", ".~lock.a.csv#", "Thumbs.db", "receipt.pdf", "~$a.csv"]);
});

test("a text without a table is named, not read, unless it is all there is", async () => {
  const readme = "Exports of the till, by Ada.\nAsk her on 2026-03-01 or 2026-03-02.\n";
  await write("prose", {
    "a.csv": "",
    "README.txt": readme,
    "about.txt": "Dear Ada,\nthe exports",
    "b.txt": "a;b\n1;2\n",
  });
  assert.deepEqual(await list("prose"), {
    names: ["a.csv", "b.txt"],
    ignored: ["README.txt (text without a table)", "about.txt (text without a table)"],
  });
  await write("fixed", { "a.csv": "", "sales.txt": "01.03.2026 Butter 12,50\n02.03.2026 Milk 1,00\n" });
  assert.deepEqual((await list("fixed")).names, ["a.csv", "sales.txt"]);
  await write("alone", { "about.txt": "Dear Ada" });
  assert.deepEqual((await list("alone")).names, ["about.txt"]);
});

test("only regular files are opened: pipes, sockets and broken links are named", { timeout: 10_000 }, async () => {
  await write("odd", { "a.csv": "", "sub/b.csv": "" });
  const path = (name: string): string => join(folder, "odd", name);
  execFileSync("mkfifo", [path("pipe.csv")]);
  const server = createServer().listen(path("socket.csv"));
  await once(server, "listening");
  await symlink("/nowhere", path("dangling.csv"));
  await symlink("loop.csv", path("loop.csv"));
  await symlink("..", path("sub/up"));
  await symlink("/dev/zero", path("zero.csv"));
  try {
    assert.deepEqual(await list("odd"), {
      names: ["a.csv", "sub/b.csv"],
      ignored: [
        "dangling.csv (a link to nothing)",
        "loop.csv (ELOOP)",
        "pipe.csv (no regular file)",
        "socket.csv (no regular file)",
        "sub/up (a link to a folder that is read)",
        "zero.csv (no regular file)",
      ],
    });
    await assert.rejects(list("odd/pipe.csv"), { code: "CSV_MISSING", message: /pipe\.csv, which is a pipe/ });
    await assert.rejects(list("odd/zero.csv"), { code: "CSV_MISSING" });
    await assert.rejects(list("odd/loop.csv"), { code: "CSV_MISSING" });
  } finally {
    server.close();
  }
});

test("a file that may not be read is an error, a folder is named", { skip: process.getuid?.() === 0 }, async () => {
  await write("closed", { "a.csv": "", "sub/b.csv": "" });
  await chmod(join(folder, "closed/sub"), 0);
  try {
    assert.deepEqual(await list("closed"), {
      names: ["a.csv"],
      ignored: ["sub (a folder that cannot be read: EACCES)"],
    });
    await chmod(join(folder, "closed/a.csv"), 0);
    await assert.rejects(list("closed"), { code: "CSV_MISSING", message: /^cannot read a\.csv/ });
  } finally {
    await chmod(join(folder, "closed/sub"), 0o700);
  }
});

test("names with line breaks, quotes and the signs of globs are names", async () => {
  await write("names", { "a\nb.csv": "", "*.csv": "", 'it\'s "x".csv': "", "[1].csv": "", "-rf.csv": "" });
  assert.deepEqual((await list("names")).names, ["*.csv", "-rf.csv", "[1].csv", "a\\nb.csv", 'it\'s "x".csv']);
  assert.deepEqual((await list("names/[1].csv")).names, ["[1].csv"]);
});

test("one file is itself, whatever its name", async () => {
  assert.deepEqual(await list("ulm/notes.docx"), { names: ["notes.docx"], ignored: [] });
});

test("a glob gives what it matches, with the folders in which the files differ", async () => {
  assert.deepEqual(await list("{köln,ulm}/a.csv"), { names: ["köln/a.csv", "ulm/a.csv"], ignored: [] });
  assert.deepEqual(await list("ulm/**/*.csv"), { names: ["a.csv", "old/c.csv"], ignored: [] });
});

test("where nothing is found, the error names the place, what else is there, and the next step", async () => {
  await assert.rejects(list("nowhere"), { code: "CSV_MISSING", message: /nowhere, found none$/, hint: "do that" });
  await assert.rejects(list("*/x.csv"), { code: "CSV_MISSING" });
  await write("pdf", { "receipt.pdf": "" });
  await assert.rejects(list("pdf"), { code: "CSV_MISSING", message: /pdf, found none; not read: receipt\.pdf$/ });
});

test("SALES_CSV is relative to the checkout, and may not be the folder of the generated files", () => {
  const paths = { root: "/checkout", csv: "/checkout/build/csv" };
  assert.equal(findSource(undefined, paths), "/checkout/build/csv");
  assert.equal(findSource("tills/*.csv", paths), "/checkout/tills/*.csv");
  assert.equal(findSource("/tills", paths), "/tills");
  assert.throws(() => findSource("build/csv", paths), { code: "SETTING_INVALID" });
  assert.throws(() => findSource("build/csv/sales-01.csv", paths), { code: "SETTING_INVALID" });
});

async function write(name: string, files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, name, file, ".."), { recursive: true });
    await writeFile(join(folder, name, file), text);
  }
}

async function list(source: string): Promise<{ names: string[]; ignored: string[] }> {
  const { files, ignored } = await findCsvFiles(join(folder, source), "do that");
  return { names: files.map(({ name }) => name), ignored };
}
