import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after, beforeEach } from "node:test";
import { findRoot } from "./paths.js";

const home = realpathSync(mkdtempSync(join(tmpdir(), "bundle-")));
after(() => rmSync(home, { recursive: true }));
let root = "";

const stage = `
import { Worker } from "node:worker_threads";
import { name } from "./name.js";
console.log(name(), import.meta.dirname, import.meta.url.endsWith("/spark/hello.stage.ts"), new Error().stack);
new Worker(new URL("./far-thread.ts", import.meta.url)).on("message", (text) => console.log(text));
`;

beforeEach(() => {
  root = mkdtempSync(join(home, "checkout-"));
  symlinkSync(join(findRoot(), "node_modules"), join(root, "node_modules"));
  cpSync(import.meta.dirname, join(root, "libs/pipeline/src"), { recursive: true });
  write("package.json", '{ "type": "module" }');
  write("spark/project.json", "{}");
  write("spark/hello.stage.ts", stage);
  write("spark/name.ts", 'export const name = (): string => "one";');
  const thread = 'import { parentPort } from "node:worker_threads";\nimport { name } from "./name.js";\n';
  write("spark/far-thread.ts", `${thread}parentPort!.postMessage(\`\${name()} from a thread\`);`);
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function run(...options: string[]) {
  const args = [...options, "--import", "./libs/pipeline/src/tsx.mjs", "spark/hello.stage.ts"];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return { stdout, stderr, status, isBundled: /at .*\.cache.stages/.test(stdout) };
}

const bundles = (): string[] => readdirSync(join(root, ".cache/stages"));

test("a stage and its threads run from a bundle, in which they name their sources", () => {
  const { stdout, stderr, isBundled } = run();
  assert.equal(stderr, "");
  assert.ok(isBundled, stdout);
  assert.ok(stdout.startsWith(`one ${join(root, "spark")} true `), stdout);
  assert.match(stdout, /^one from a thread$/m);
  assert.equal(bundles().length, 1);
  write("tills/columns.json", "{}");
  run();
  assert.equal(bundles().length, 1);
});

test("a source that was changed is bundled again, also where its size and time stay", () => {
  run();
  const { atime, mtime } = statSync(join(root, "spark/name.ts"));
  write("spark/name.ts", 'export const name = (): string => "two";');
  utimesSync(join(root, "spark/name.ts"), atime, mtime);
  const { stdout, isBundled } = run();
  assert.ok(isBundled);
  assert.match(stdout, /^two from a thread$/m);
  assert.equal(bundles().length, 2);
});

test("where .cache is a link, packages are those of the checkout, once", () => {
  mkdirSync(join(`${root}-kept`, ".cache"), { recursive: true });
  symlinkSync(join(`${root}-kept`, ".cache"), join(root, ".cache"));
  rmSync(join(root, "node_modules"));
  mkdirSync(join(root, "node_modules"));
  for (const name of ["esbuild", "@esbuild", "tsx"])
    symlinkSync(join(findRoot(), "node_modules", name), join(root, "node_modules", name));
  const once = '"once"';
  write("node_modules/once/package.json", '{ "name": "once", "type": "module", "exports": "./once.js" }');
  write("node_modules/once/once.js", 'console.log("loaded"); export const made = {};');
  write(
    "spark/name.ts",
    `import { made } from ${once}; export const name = (): string => Object.keys(made).join() + "one";`,
  );
  write("spark/other.stage.ts", 'import { name } from "./name.js"; name();');
  write("spark/hello.stage.ts", `import { made } from ${once}; console.log(made);${stage}`);
  const { stdout, stderr, isBundled } = run();
  assert.ok(isBundled, stdout + stderr);
  assert.equal(stdout.match(/^loaded$/gm)?.length, 2, "by the stage and by its thread");
});

test("bundles that nothing began with for a day are removed with the next one", () => {
  run();
  const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of bundles()) utimesSync(join(root, ".cache/stages", name), old, old);
  write("spark/name.ts", 'export const name = (): string => "three";');
  run();
  assert.equal(bundles().length, 1);
});

test("the sources are run where they can't be bundled, and in a debugger", () => {
  write(".cache", "a file");
  const { stdout, isBundled } = run();
  assert.match(stdout, /^one from a thread$/m);
  assert.ok(!isBundled);
  rmSync(join(root, ".cache"));
  assert.ok(!run("--inspect=127.0.0.1:0").isBundled);
  rmSync(join(root, "spark/project.json"));
  const outside = run();
  assert.match(outside.stdout, /^one from a thread$/m);
  assert.ok(!outside.isBundled);
});

test("a mistake in a source is told by its own name and line", () => {
  write("spark/name.ts", "export const name = (): string => ;");
  const { stderr, status } = run();
  assert.equal(status, 1);
  assert.match(stderr, /spark.name\.ts:1/);
});
