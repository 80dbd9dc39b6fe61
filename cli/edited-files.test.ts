import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readSettings } from "@tillbook/pipeline";
import { makeTestRoot } from "../libs/services/src/test-mysql.js";
import { adviseRestart, describeEdits, pickNext } from "./edited-files.js";
import { historyFile } from "./edits.js";

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `a${i}.ts`);

test("edited files are named, many are counted, and a commit is told from edits", () => {
  assert.equal(describeEdits(["a.ts"]), "a.ts edited");
  assert.equal(describeEdits(["a.ts", "b.ts"]), "a.ts, b.ts edited");
  assert.equal(describeEdits(many(19)), `${many(19).join(", ")} edited`);
  assert.equal(describeEdits(many(20)), "20 files edited");
  assert.equal(describeEdits([historyFile]), "git has another commit, 0 files edited");
  assert.equal(describeEdits([historyFile, "a.ts"]), "git has another commit, 1 file edited");
  assert.equal(describeEdits([historyFile, ...many(30)]), "git has another commit, 30 files edited");
});

test("the next rebuild is for the edited files, after a failure for those of the failed one, too", () => {
  assert.deepEqual(pickNext("all", ["a.ts"], false), ["a.ts"]);
  assert.deepEqual(pickNext(["b.ts"], ["a.ts"], false), ["a.ts"]);
  assert.deepEqual(pickNext(["b.ts", "c.ts"], ["a.ts", "b.ts"], true), ["b.ts", "c.ts", "a.ts"]);
  assert.equal(pickNext("all", ["a.ts"], true), "all");
});

test("another commit and another .env rebuild all", () => {
  for (const file of [historyFile, ".env"]) assert.equal(pickNext(["b.ts"], ["a.ts", file], false), "all", file);
  assert.deepEqual(pickNext(["b.ts"], [".env.example", "cli/.env"], false), [".env.example", "cli/.env"]);
});

test("a restart is advised where a list of packages was edited, and which", async () => {
  const settings = readSettings({});
  const advise = (...edited: string[]) => adviseRestart(edited, settings, "/nowhere", {});
  for (const file of ["package-lock.json", "requirements.txt", "requirements-spark.txt", ".nvmrc"])
    assert.equal(advise("a.ts", file), `restart make watch to fetch what ${file} names`);
  for (const file of ["package.json", "libs/package-lock.json", "requirements.in", "requirements.txt.md", "x.nvmrc"])
    assert.equal(advise(file), undefined, file);
});

test("a restart is advised where .env names another MySQL or Spark, and not for what a rebuild reads itself", async () => {
  const { root } = await makeTestRoot("tillbook-edited-");
  const started = readSettings({ SPARK_MEMORY: "2g", REPORT_PAPER: "a4" }, root);
  const advise = async (text: string, edited = ".env", shell = {}): Promise<string | undefined> => {
    await writeFile(join(root, ".env"), text);
    return adviseRestart([edited], started, root, shell);
  };
  const advice = "restart make watch to use the new settings of MySQL or Spark in .env";
  assert.equal(await advise("SPARK_MEMORY=2g\nREPORT_PAPER=letter\n"), undefined);
  for (const line of ["SPARK_MEMORY=3g", "MYSQL_HOST=db", "MYSQL_PASSWORD=x"]) assert.equal(await advise(line), advice);
  assert.equal(await advise("SPARK_MEMORY=3g", "a.ts"), undefined);
  // what the shell says comes before .env
  assert.equal(await advise("SPARK_MEMORY=3g", ".env", { SPARK_MEMORY: "2g" }), undefined);
  assert.equal(await advise("SPARK_MEMORY=3g", ".env", { SPARK_MEMORY: "4g" }), advice);
  for (const line of ["SPARK_MEMORY=none", "MYSQL_PASSWORD=a$b"]) assert.equal(await advise(line), undefined, line);
  await rm(root, { recursive: true });
});
