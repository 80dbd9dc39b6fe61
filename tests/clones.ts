import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { hashArtefacts, listDifferences } from "./artefacts.js";

// `make test-reproducible`: two clones of this checkout's commit, in folders of different depth, at different times and in
// different time zones and languages, and where this is root by different users, must make the same bytes. Where faketime is
// installed, the second one's Node sees another day as well.

const source = findRoot();
const rows = process.env["SALES_ROWS"] ?? "20000";
const home = mkdtempSync(join(tmpdir(), "tillbook-clones-"));
const isRoot = process.getuid?.() === 0;
/** Debian's and most systems' `nobody`, who owns nothing else. */
const stranger = 65534;

try {
  const first = makeClone(join(home, "one"), undefined);
  const second = makeClone(join(home, "two", "a folder", "deeper"), isRoot ? stranger : undefined);
  const plain = { TZ: "Pacific/Auckland", LANG: "C", LC_ALL: "C", HOME: home, USER: "one" };
  await makeReport(first, plain, undefined);
  const expected = await hashArtefacts(first);
  const other = {
    TZ: "America/Los_Angeles",
    LANG: "de_DE.UTF-8",
    LC_ALL: "C.UTF-8",
    HOME: join(second, ".."),
    USER: "two",
    ...findFakeTime(),
  };
  await makeReport(second, other, isRoot ? stranger : undefined);
  const got = await hashArtefacts(second);
  const differences = listDifferences(expected, got);
  for (const [file, hash] of expected) console.log(`${hash}  ${file}`);
  for (const difference of differences) console.log(`clones    ${difference}`);
  console.log(
    `clones    ${expected.size - differences.length} of ${expected.size} files have the same bytes; users ${isRoot ? `0 and ${stranger}` : "the same"}, clock ${"LD_PRELOAD" in other ? "of Node 400 days later" : "as it was"}`,
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
  for (const tools of [".venv", ".cache"]) symlinkSync(join(source, tools), join(folder, tools));
  execFileSync("git", ["-C", folder, "config", "core.excludesFile", "/dev/null"]);
  execFileSync("sh", ["-c", `printf '/.venv\\n/.cache\\n' >> .git/info/exclude`], { cwd: folder });
  if (owner !== undefined) {
    execFileSync("chown", ["-R", `${owner}:${owner}`, home === folder ? folder : join(home, "two")]);
    execFileSync("chmod", ["a+rx", home]);
  }
  return folder;
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
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/run.ts", "pdf"], {
    cwd: folder,
    env: { ...clean, SALES_ROWS: rows, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`expected a report in ${folder}, got exit code ${code}`);
}

/** Shifts the clock of Node, by libfaketime; Java and Chromium wait by other clocks than those that it knows. */
function findFakeTime(): Record<string, string> {
  const library = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"].find((file) => existsSync(file));
  return library === undefined
    ? {}
    : {
        LD_PRELOAD: library,
        FAKETIME: "+400d",
        DONT_FAKE_MONOTONIC: "1",
        FAKETIME_SKIP_CMDS: "java,chromium,mariadbd",
      };
}
