import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { hashArtefacts, listDifferences } from "./artefacts.js";
import { type Checkout, copyCheckout } from "./checkout.js";

// `make test-environments`: the report in shells and folders that are odd but real must have the bytes that it has in an ordinary
// one; then a set-up with the real npm, interrupted and damaged. Prints a line for each case.

/** Variables for tools of ours that would stop them, or change what they make; a proxy that nothing may ask comes on top. */
const strange: Record<string, string> = {
  ...{
    SPARK_REMOTE: "",
    SPARK_HOME: "/none",
    SPARK_CONF_DIR: "/none",
    SPARK_LOCAL_DIRS: "/none",
    SPARK_SUBMIT_OPTS: "-X",
  },
  ...{
    PYSPARK_PYTHON: "/none",
    HADOOP_CONF_DIR: "/none",
    HADOOP_HOME: "/none",
    CLASSPATH: "/none",
    JAVA_HOME: "/none",
  },
  ...{ JAVA_TOOL_OPTIONS: "-Xmx16m", _JAVA_OPTIONS: "-Xmx16m", JDK_JAVA_OPTIONS: "-Xmx16m" },
  ...{ PYTHONPATH: "/none", PYTHONHOME: "/none", PYTHONSTARTUP: "/none", VIRTUAL_ENV: "/none", MPLBACKEND: "none" },
  ...{ NODE_OPTIONS: "--no-such-option", NODE_PATH: "/none", NODE_ENV: "production", TSX_TSCONFIG_PATH: "/none" },
  ...{ JUPYTER_CONFIG_DIR: "/none", JUPYTER_PATH: "/none", JUPYTER_PLATFORM_DIRS: "1", IPYTHONDIR: "/none" },
  ...{ NX_DRY_RUN: "true", NX_SKIP_NX_CACHE: "true", NX_DAEMON: "true", NX_VERBOSE_LOGGING: "true" },
  ...{ GIT_DIR: join(findRoot(), ".git"), GIT_WORK_TREE: findRoot(), GIT_INDEX_FILE: "/none" },
  ...{ XDG_CONFIG_HOME: "/none", XDG_DATA_HOME: "/none", XDG_CACHE_HOME: "/none", MYSQL_HOME: "/none", MYSQL_PWD: "x" },
  ...{ FONTCONFIG_PATH: "/none", DEBUG: "*", PWDEBUG: "1", CDPATH: "/", LANG: "de_DE", LC_ALL: "C", no_proxy: "" },
};

const home = mkdtempSync(join(tmpdir(), "tillbook-environments-"));
const checkouts: Checkout[] = [];
try {
  const [plain, shell, odd] = [copy("plain"), copy("shell"), copy("Über 'b' \"q\" $HOME & (x); [y]")];
  await expectReport(plain, {});
  const expected = await hashArtefacts(plain.root);
  const compare = async (name: string, checkout: Checkout): Promise<void> =>
    report(name, listDifferences(expected, await hashArtefacts(checkout.root)));

  const proxy = await startProxy();
  await expectReport(shell, { ...strange, http_proxy: proxy.url, https_proxy: proxy.url, all_proxy: proxy.url }, 1024);
  await compare("variables for every tool, a proxy without no_proxy, 1024 open files", shell);
  report("requests to the proxy", proxy.asked());
  proxy.close();

  await expectReport(odd, { LC_ALL: "C" });
  await compare("a path with blanks, quotes, $ and an umlaut, where the language is C", odd);

  await checkSetUp(plain);
} finally {
  for (const checkout of checkouts) checkout.remove();
  rmSync(home, { recursive: true, force: true });
}

function copy(name: string): Checkout {
  const checkout = copyCheckout({}, join(home, name));
  checkouts.push(checkout);
  return checkout;
}

/** Prints a case; anything in the list is a failure. */
function report(name: string, wrong: readonly string[]): void {
  console.log(
    `environments ${wrong.length === 0 ? "ok  " : "FAIL"} ${name}${wrong.map((line) => `\n  ${line}`).join("")}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

/** Starts make in a shell that has little more than these variables, and may open only so many files. */
function startMake(root: string, target: string, env: Record<string, string>, openFiles = 4096) {
  const { PATH = "", HOME = "" } = process.env;
  const command = `ulimit -n ${openFiles}; exec make ${target}`;
  const inherited = Object.entries(process.env).filter(([name]) => /^(PIP_|npm_config_|NODE_EXTRA_CA|SSL_)/.test(name));
  const child = spawn("bash", ["-c", command], {
    cwd: root,
    detached: true,
    env: { ...Object.fromEntries(inherited), PATH, HOME, SALES_ROWS: "20000", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, output })) };
}

async function expectReport({ root }: Checkout, env: Record<string, string>, openFiles?: number): Promise<void> {
  const { code, output } = await startMake(root, "report", env, openFiles).ended;
  if (code !== 0) throw new Error(`expected a report in ${root}, got exit code ${code}:\n${output}`);
}

/** A proxy that refuses all, and writes down what it was asked. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", (data) => {
        asked.push(data.toString("latin1").split("\r\n")[0] ?? "");
        socket.destroy();
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked: () => asked, close: () => server.close() };
}

/** Interrupts npm in the middle, damages what it installed, and expects the next make to mend both. */
async function checkSetUp({ root, leftovers }: Checkout): Promise<void> {
  const nx = join(root, "node_modules/nx/package.json");
  rmSync(join(root, "node_modules"), { recursive: true });
  const { child, ended } = startMake(root, "setup", { NODE_ENV: "production", npm_config_omit: "dev" });
  while (!existsSync(join(root, "node_modules"))) await sleep(100);
  process.kill(-Number(child.pid), "SIGINT");
  const { code } = await ended;
  report("Ctrl-C while npm installs", [...(code === 2 ? [] : [`exit code ${code}`]), ...(await leftovers())]);

  const both = [1, 2].map(() => startMake(root, "setup", { NODE_ENV: "production", npm_config_omit: "dev" }).ended);
  const runs = await Promise.all(both);
  const waited = runs.filter(({ output }) => output.includes("waiting for another set-up")).length;
  const failed = runs.filter((run) => run.code !== 0).map(({ output }) => output);
  report("two set-ups at once, with NODE_ENV=production", [...failed, ...(waited === 1 ? [] : [`${waited} waited`])]);

  rmSync(nx);
  const healed = await startMake(root, "report", {}).ended;
  report("a report after a package was removed", healed.code === 0 ? [] : [healed.output]);
}
