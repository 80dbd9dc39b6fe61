import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseDotEnv, pickStageEnvironment, pickToolEnvironment, readEnvironment } from "./environment.js";
import { findRoot } from "./paths.js";

test(".env is read, and a variable of the shell wins over it, an empty one too", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-environment-"));
  try {
    const shell = { PATH: "/bin", SALES_SEED: "" };
    assert.deepEqual(readEnvironment(folder, shell), shell);
    writeFileSync(join(folder, ".env"), "MYSQL_PASSWORD='pa$HOME'\nPATH=none\nSALES_SEED=7\n# SALES_ROWS=1\n");
    assert.deepEqual(readEnvironment(folder, shell), { ...shell, MYSQL_PASSWORD: "pa$HOME" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a $ in .env is allowed in single quotes, and refused elsewhere, without the value", () => {
  assert.deepEqual(parseDotEnv("export MYSQL_PASSWORD = '$a$b\\$'\n"), { MYSQL_PASSWORD: "$a$b\\$" });
  for (const value of ["s3$cret", '"s3$cret"', "`s3$cret`"])
    assert.throws(() => parseDotEnv(`MYSQL_USER='$'\nMYSQL_PASSWORD=${value}\n`), {
      code: "SETTING_INVALID",
      message: "MYSQL_PASSWORD in .env has a $ outside single quotes, which docker compose would replace",
      hint: "write MYSQL_PASSWORD='…' with single quotes, or set it in the shell",
    });
});

test("a stage sees every setting, and nothing else of the shell that a tool of ours would read", () => {
  const names = [...readFileSync(join(findRoot(), ".env.example"), "utf8").matchAll(/^#?([A-Z_]+)=/gm)].map(String);
  assert.ok(names.length > 20);
  const settings = names.filter((name) => !/^#?(SPARK_CONTAINER_MEMORY|JUPYTER_PORT)/.test(name));
  const env = Object.fromEntries(settings.map((name) => [name.replace(/^#|=.*$/g, ""), "x"]));
  const picked = pickStageEnvironment({ ...env, ...strange });
  for (const name of Object.keys(env)) assert.equal(picked[name], "x", name);
  for (const name of Object.keys(strange)) assert.ok(!(name in picked), name);
});

const strange = Object.fromEntries(
  `SPARK_HOME SPARK_CONF_DIR SPARK_LOCAL_DIRS SPARK_SUBMIT_OPTS SPARK_USER PYSPARK_PYTHON HADOOP_CONF_DIR HADOOP_HOME JAVA_HOME
   JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS CLASSPATH PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV NODE_OPTIONS NODE_PATH
   NODE_ENV GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME JUPYTER_CONFIG_DIR JUPYTER_PATH
   IPYTHONDIR MPLBACKEND NX_DRY_RUN NX_SKIP_NX_CACHE NX_BASE MYSQL_HOME MYSQL_UNIX_PORT MYSQL_PWD DEBUG PWDEBUG
   TSX_TSCONFIG_PATH LANG LANGUAGE LC_TIME LC_NUMERIC FONTCONFIG_PATH ENV BASH_ENV`
    .split(/\s+/)
    .map((name) => [name, "strange"]),
);

test("a program that isn't ours sees no setting, neither an empty SPARK_REMOTE nor a password", () => {
  const env = {
    PATH: "/bin",
    HOME: "/home/a",
    TMPDIR: "/tmp/a",
    SPARK_REMOTE: "",
    MYSQL_PASSWORD: "s3cret",
    ...strange,
  };
  assert.deepEqual(Object.keys(pickToolEnvironment(env)).sort(), [
    "HOME",
    "LC_ALL",
    "NO_PROXY",
    "PATH",
    "TMPDIR",
    "no_proxy",
  ]);
});

test("file names are UTF-8 whatever the language of the shell, and no proxy is asked for this machine", () => {
  const env = pickToolEnvironment({
    LC_ALL: "C",
    http_proxy: "http://proxy:3128",
    HTTPS_PROXY: "http://proxy:3128",
    no_proxy: "db, 127.0.0.1",
  });
  const inherited = execFileSync("locale", ["charmap"], { env: env as Record<string, string>, encoding: "utf8" });
  assert.equal(inherited, "UTF-8\n");
  assert.equal(env["http_proxy"], "http://proxy:3128");
  assert.equal(env["HTTPS_PROXY"], "http://proxy:3128");
  assert.equal(env["no_proxy"], "db,127.0.0.1,localhost,::1");
  assert.equal(env["NO_PROXY"], env["no_proxy"]);
});
