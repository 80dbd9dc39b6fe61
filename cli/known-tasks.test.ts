import assert from "node:assert/strict";
import { test } from "node:test";
import { knowTasks } from "./known-tasks.js";

const [html, plot] = [["report:html"], ["notebooks:plot", "report:html"]];

test("what depends on a file is known once nx has said it; notebooks of a folder are alike, as are its styles", () => {
  const known = knowTasks();
  assert.equal(known.find(["report/report.css"]), undefined);
  known.learn(["report/report.css"], html);
  known.learn(["notebooks/1-the-data.ipynb"], plot);
  known.learn(["README.md"], []);
  assert.deepEqual(known.find(["report/report.css"]), html);
  assert.deepEqual(known.find(["report/print.css"]), html);
  assert.deepEqual(known.find(["notebooks/2-stores.ipynb", "notebooks/1-the-data.ipynb"]), plot);
  assert.deepEqual(known.find(["README.md"]), []);
  for (const other of ["libs/report.css", "drafts/1-the-data.ipynb", "CHANGELOG.md", "report/report.svg"])
    assert.equal(known.find([other]), undefined, other);
});

test("nx is asked where files differ in what depends on them, and learns nothing of them", () => {
  const known = knowTasks();
  known.learn(["a/a.sql", "a/b.sql"], plot);
  assert.equal(known.find(["a/a.sql"]), undefined);
  known.learn(["a/a.sql"], plot);
  known.learn(["a/b.sql"], html);
  assert.equal(known.find(["a/a.sql", "a/b.sql"]), undefined);
  assert.equal(known.find(["a/a.sql", "a/c.sql"]), undefined);
});

test("an edited source may change what depends on all others, but not on itself", () => {
  for (const file of ["libs/charts/src/abc.ts", "report/client.js", "cli/nx.mjs", "execute.py"]) {
    const known = knowTasks();
    known.learn([file], plot);
    known.learn(["report/report.css"], html);
    known.forget(["report/report.css"]);
    assert.deepEqual([known.find([file]), known.find(["report/report.css"])], [plot, html]);
    known.forget([file]);
    assert.deepEqual([known.find([file]), known.find(["report/report.css"])], [plot, undefined], file);
    known.forget([file, "b.ts"]);
    assert.equal(known.find([file]), undefined);
  }
});

test("after another commit or setting, nothing is known", () => {
  const known = knowTasks();
  known.learn(["report/report.css"], html);
  known.forget("all");
  assert.equal(known.find(["report/report.css"]), undefined);
});

test("an edited project.json may change what depends on itself", () => {
  const known = knowTasks();
  known.learn(["report/project.json"], html);
  known.forget(["report/project.json"]);
  assert.equal(known.find(["report/project.json"]), undefined);
});
