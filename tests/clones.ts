import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { hashArtefacts, listDifferences } from "./artefacts.js";

// `make test-reproducible`: two clones of this checkout's commit, in folders of different depth, at different times and in
// different time zones and languages, and where this is root by different users, must make the same bytes. Where faketime is
// installed, the second one's Node sees another day as well.

const source = findRoot();
const rows = process.env["SALES_ROWS"] ?? "20000";
// not in the folder for temporary files, which the other user can't enter
const home = mkdtempSync("/tmp/tillbook-clones-");
const python = findPython(65534);
/** Debian's and most systems' `nobody`, who owns nothing else; none where this isn't root, or set-up's files are closed to others. */
const otherUser = python === undefined ? undefined : 65534;

try {
  const first = makeClone(join(home, "one"), undefined);
  const second = makeClone(join(home, "two", "a folder", "deeper"), otherUser);
  const plain = { TZ: "Pacific/Auckland", LANG: "C", LC_ALL: "C", HOME: home, USER: "one" };
  await makeReport(first, plain, undefined);
  const expected = await hashArtefacts(first);
  const other = {
    TZ: "America/Los_Angeles",
    LANG: "de_DE.UTF-8",
    LC_ALL: "C.UTF-8",
    HOME: join(second, ".."),
    USER: "two",
  };
  const fakeTime = findFakeTime();
  await makeReport(second, { ...other, ...fakeTime }, otherUser);
  const got = await hashArtefacts(second);
  const differences = listDifferences(expected, got);
  for (const [file, hash] of expected) console.log(`${hash}  ${file}`);
  for (const difference of differences) console.log(`clones    ${difference}`);
  console.log(
    `clones    ${expected.size - differences.length} of ${expected.size} files have the same bytes; users ${otherUser === undefined ? "the same" : `0 and ${otherUser}`}, clock ${fakeTime ? "of Node 400 days later" : "as it was"}`,
  );
  if (differences.length > 0) process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Clones the commit, with what set-up fetched: the packages copied, since their places count, the tools linked. */
function makeClone(folder: string, owner: number | undefined): string {
  mkdirSync(folder, { recursive: true });
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", source, folder]);
  for (const modules of findModules())
    cpSync(join(source, modules), join(folder, modules), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(source, ".cache"), join(folder, ".cache"));
  if (python === undefined) symlinkSync(join(source, ".venv"), join(folder, ".venv"));
  else linkVenv(join(folder, ".venv"), python);
  execFileSync("git", ["-C", folder, "config", "core.excludesFile", "/dev/null"]);
  execFileSync("sh", ["-c", `printf '/.venv\\n/.cache\\n' >> .git/info/exclude`], { cwd: folder });
  if (owner !== undefined) {
    execFileSync("chown", ["-R", `${owner}:${owner}`, join(home, "two")]);
    execFileSync("chmod", ["a+rx", home]);
  }
  return folder;
}

/** Links what is in set-up's `.venv`, with a Python that the clone's user can run: set-up's may be in the home of another. */
function linkVenv(folder: string, python: string): void {
  const venv = join(source, ".venv");
  mkdirSync(join(folder, "bin"), { recursive: true });
  for (const name of readdirSync(venv).filter((name) => name !== "bin" && name !== "pyvenv.cfg"))
    symlinkSync(join(venv, name), join(folder, name));
  symlinkSync(python, join(folder, "bin", "python"));
  writeFileSync(join(folder, "pyvenv.cfg"), `home = ${dirname(python)}\n`);
}

/** Finds a Python of set-up's version that `uid` can run, and from which it can read what set-up fetched. */
function findPython(uid: number): string | undefined {
  if (process.getuid?.() !== 0) {
    console.log("clones    not root: both clones are made by the same user");
    return undefined;
  }
  const own = realpathSync(join(source, ".venv", "bin", "python"));
  const folders = [".venv/lib", ".cache"].map((name) => join(source, name));
  for (const candidate of [own, join("/usr/bin", basename(own)), join("/usr/local/bin", basename(own))])
    try {
      execFileSync(candidate, ["-c", "import os, sys; [os.listdir(name) for name in sys.argv[1:]]", ...folders], {
        uid,
        gid: uid,
        cwd: "/",
        stdio: "ignore",
      });
      return candidate;
    } catch {
      // the next one
    }
  console.log(`clones    user ${uid} can't reach ${basename(own)} or ${source}: both clones are made by the same user`);
  return undefined;
}

function findModules(): string[] {
  const parts = [
    ".",
    ...readdirSync(join(source, "libs")).map((name) => join("libs", name)),
    "spark",
    "notebooks",
    "report",
  ];
  return parts.map((part) => join(part, "node_modules")).filter((modules) => existsSync(join(source, modules)));
}

/** Runs the stages as `make report` does, without its set-up, as that would write into the folders that are linked. */
async function makeReport(folder: string, env: Record<string, string>, uid: number | undefined): Promise<void> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(SALES_|MYSQL_|SPARK_|TILLBOOK_|REPORT_|NX_|MAKE|MFLAGS|SOURCE_DATE_EPOCH|NODE_)/.test(name),
    ),
  );
  const child = spawn(process.execPath, ["--import", "@tillbook/pipeline/tsx", "cli/run.ts", "pdf"], {
    cwd: folder,
    env: { ...clean, TMPDIR: "/tmp", SALES_ROWS: rows, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`expected a report in ${folder}, got exit code ${code}`);
}

/** Shifts the clock of Node, by libfaketime; Java waits by other clocks than those that it knows, Chromium crashes with it. */
function findFakeTime(): Record<string, string> | undefined {
  const library = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"].find((file) => existsSync(file));
  if (library === undefined) return undefined;
  return {
    LD_PRELOAD: library,
    FAKETIME: "+400d",
    DONT_FAKE_MONOTONIC: "1",
    FAKETIME_SKIP_CMDS: "java,mariadbd",
    TILLBOOK_CHROMIUM: writeChromiumWithout("LD_PRELOAD"),
  };
}

/** Writes a program that starts the pinned Chromium, which the first clone unpacked, without a variable. */
function writeChromiumWithout(variable: string): string {
  const folder = join(source, ".cache", "chromium");
  const [version = ""] = readdirSync(folder);
  const wrapper = join(home, "chromium");
  const fonts = `FONTCONFIG_FILE='${join(folder, version, "fonts", "fonts.conf")}'`;
  const chromium = `'${join(folder, version, "chromium")}'`;
  writeFileSync(wrapper, `#!/bin/sh\nunset ${variable}\n${fonts} exec ${chromium} "$@"\n`, { mode: 0o755 });
  return wrapper;
}
