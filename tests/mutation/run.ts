// Changes the sources in small ways (Stryker), and shows which changes no unit test of the same package notices.
// FILES='a.ts libs/charts': these; ALL=1: everything; by default what differs from BASE (origin/main). TESTS: only these tests.
// SAMPLE=60: so many for each package, the same ones every time for the same SEED (13).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";
import { commonTokens } from "@stryker-mutator/api/plugin";
import { Stryker } from "@stryker-mutator/core";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { findPaths } from "@tillbook/pipeline";
import { startEmbeddedSpark } from "@tillbook/services";
import { createInjector } from "typed-inject";
import { endProcesses } from "../checkout.js";
import { formatKey, logTexts } from "./plugin.js";
import { listSqlMutants, runSqlMutants } from "./sql.js";

const require = createRequire(import.meta.url);
const { FILES, TESTS, ALL, BASE = "origin/main", SAMPLE, SEED = "13" } = process.env;
const git = (...args: string[]): string[] => execFileSync("git", args).toString().split("\n").filter(Boolean);
const list = (...paths: string[]): string[] =>
  git("ls-files", "--cached", "--others", "--exclude-standard", "--", ...paths).filter((file) => existsSync(file));
const packages = git("ls-files", "--", "*package.json")
  .map((file) => dirname(file))
  .filter((folder) => folder !== ".");
packages.push("cli");

// stages run only as processes of their own, in the e2e tests; tests and what they share is no product
const isMutated = (file: string): boolean =>
  /^(libs|spark|report|verify|cli)\/.*\.ts$/.test(file) &&
  !/(\.test|\.stage|\.d|-thread)\.ts$|\/(test|fixtures)[/-]|\/kernel-speed\.ts$/.test(file);
const findPackage = (file: string): string => packages.find((folder) => file.startsWith(`${folder}/`)) ?? "";

// where tests put their servers' files; a test file that was ended at its first failure leaves the servers
const temporary = mkdtempSync(join(tmpdir(), "tbm-"));
process.env["TMPDIR"] = temporary;
process.on("exit", () => {
  for (const folder of [temporary, join(process.cwd(), "build/mutation/sandbox")]) endProcesses(folder);
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
});

const chosenFiles = chooseFiles();
const files = chosenFiles.filter(isMutated);
const queries = chosenFiles.filter((file) => /^spark\/.*\.sql$/.test(file));
const isSlow = (test: string): boolean => /\.(slow|long)\.test\.ts$/.test(test);
const needsSpark =
  (queries.length > 0 || files.some((file) => file.startsWith("spark/"))) && findTests("spark").some(isSlow);
// one for all test files, since to start it takes longer than most of them do
const spark = needsSpark
  ? await startEmbeddedSpark({
      paths: { ...findPaths(), data: join(process.cwd(), "build/mutation/data") },
      memory: "2g",
    })
  : undefined;
if (spark) process.env["TILLBOOK_TEST_SPARK"] = spark.remote;
const lines: string[] = [];
for (const folder of new Set(files.map(findPackage))) {
  lines.push(
    await runPackage(
      folder,
      files.filter((file) => findPackage(file) === folder),
    ),
  );
}
if (queries.length > 0) lines.push(runQueries(queries));
await spark?.stop();
console.log(["package | mutants | killed | timeout | survived | not reached | score", ...lines].join("\n"));

function chooseFiles(): string[] {
  if (ALL) return list(".");
  if (FILES) return list(...FILES.split(/\s+/));
  const base = git("merge-base", "HEAD", BASE)[0] ?? BASE;
  return [...git("diff", "--name-only", "--diff-filter=d", base), ...git("ls-files", "--others", "--exclude-standard")];
}

/** Finds the unit tests of a package, which stand in its folder. */
function findTests(folder: string): string[] {
  if (TESTS) return TESTS.split(/\s+/);
  const all = list(`${folder}/*.test.ts`);
  return all.filter((file) => !/\.(e2e|cluster)\.test\.ts$|\/fuzz(\.long)?\.test\.ts$/.test(file));
}

async function runPackage(folder: string, own: string[]): Promise<string> {
  const keys = await listMutants(own);
  const chosen = SAMPLE ? pickSample(keys, Number(SAMPLE)) : keys;
  const out = join("build/mutation", folder.replaceAll("/", "-"));
  mkdirSync(out, { recursive: true });
  process.env["TILLBOOK_MUTANTS"] = join(process.cwd(), out, "mutants.json");
  writeFileSync(process.env["TILLBOOK_MUTANTS"], JSON.stringify(chosen));
  const results = await new Stryker({
    mutate: own,
    checkers: SAMPLE ? ["sample"] : [],
    checkerNodeArgs: ["--import", "@tillbook/pipeline/tsx"],
    ignorers: ["log-texts"],
    plugins: [require.resolve("@stryker-mutator/tap-runner"), join(import.meta.dirname, "plugin.ts")],
    testRunner: "quick-first",
    testRunnerNodeArgs: ["--import", "@tillbook/pipeline/tsx"],
    tap: {
      testFiles: findTests(folder),
      nodeArgs: [
        ...["-r", join(import.meta.dirname, "leftovers.cjs"), "-r", join(import.meta.dirname, "coverage.cjs")],
        "-r",
        "{{hookFile}}",
        "--import",
        "@tillbook/pipeline/tsx",
        "--test-reporter=tap",
        "{{testFile}}",
      ],
      forceBail: true,
    },
    coverageAnalysis: "perTest",
    concurrency: 1,
    timeoutMS: 60_000,
    timeoutFactor: 3,
    dryRunTimeoutMinutes: 20,
    tempDirName: "build/mutation/sandbox",
    ignorePatterns: ["/build", "/.cache", "/.venv", "/.data", "/.nx", "**/*.e2e.test.ts"],
    buildCommand: `bash ${join(import.meta.dirname, "sandbox.sh")}`,
    symlinkNodeModules: false,
    disableTypeChecks: "{libs,spark,report,verify,cli}/**/*.ts",
    tsconfigFile: "none.json",
    reporters: ["clear-text", "html", "json"],
    htmlReporter: { fileName: join(out, "report.html") },
    jsonReporter: { fileName: join(out, "report.json") },
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false, reportScoreTable: false },
    allowConsoleColors: false,
  } as never).runMutationTest();
  const isChosen = (result: MutantResult): boolean => chosen.includes(formatKey(result, 1));
  return summarise(folder, results.filter(isChosen));
}

/** Lists the keys of all mutants of some files, without those of log texts. */
async function listMutants(own: string[]): Promise<string[]> {
  const quiet = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const instrumenter = createInjector()
    .provideValue(commonTokens.logger, quiet as never)
    .provideValue(commonTokens.getLogger, (() => quiet) as never)
    .provideValue(commonTokens.options, {} as never)
    .injectFunction(createInstrumenter);
  const sources = own.map((name) => ({
    name: join(process.cwd(), name),
    mutate: true,
    content: readFileSync(name, "utf8"),
  }));
  const options = { ignorers: [logTexts], plugins: null, excludedMutations: [] };
  const { mutants } = await instrumenter.instrument(sources as never, options as never);
  return mutants
    .filter(({ status }) => status === undefined)
    .map(({ fileName, location, replacement }) => formatKey({ fileName, location, replacement: String(replacement) }));
}

function runQueries(own: string[]): string {
  const mutants = own.flatMap(listSqlMutants);
  const keys = mutants.map(({ key }) => key);
  const chosen = new Set(SAMPLE ? pickSample(keys, Number(SAMPLE)) : keys);
  const sample = mutants.filter(({ key }) => chosen.has(key));
  // what tells most goes first
  const rank = (test: string): number => Number(test !== "spark/sql.slow.test.ts");
  const tests = findTests("spark").toSorted((a, b) => rank(a) - rank(b));
  const { killed } = runSqlMutants(sample, tests);
  return ["spark/*.sql", sample.length, killed, 0, sample.length - killed, 0, percent(killed, sample.length)].join(
    " | ",
  );
}

function pickSample(keys: string[], count: number): string[] {
  const hash = (key: string): string => createHash("sha256").update(`${SEED} ${key}`).digest("hex");
  return [...keys].sort((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, count);
}

function summarise(folder: string, results: MutantResult[]): string {
  const counts = ["Killed", "Timeout", "Survived", "NoCoverage"].map(
    (status) => results.filter((result) => result.status === status).length,
  );
  const [killed = 0, timeout = 0] = counts;
  const all = counts.reduce((sum, count) => sum + count, 0);
  return [folder, all, ...counts, percent(killed + timeout, all)].join(" | ");
}

function percent(part: number, all: number): string {
  return `${Math.round((100 * part) / all)} %`;
}
