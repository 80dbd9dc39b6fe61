// Runs test files: `quick`, `slow`, `long` or `e2e`, or those whose path holds one of the arguments, e.g. `charts/ verify.e2e`; but for
// those whose path holds an argument behind an exclamation mark, e.g. `e2e !pipeline.e2e`.
// What a file needs is in its name: *.slow.test.ts a server, a kernel, a browser or Nx; *.long.test.ts so, and takes half a minute or
// is of what few changes touch, e.g. a series of random changes, or servers of one's own; *.e2e.test.ts a copied checkout;
// *.cluster.test.ts a Spark cluster (never run from here). `quick` is all others; those of a folder share one process, since
// to load the modules takes longer than most tests do.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { findPaths } from "@tillbook/pipeline";
import { startEmbeddedSpark } from "@tillbook/services";

const wanted = process.argv.slice(2);
// what takes longest first, so that nothing long is left for one core at the end
const kinds = ["e2e", "long", "slow", "quick"] as const;
const kindOf = (file: string): (typeof kinds)[number] =>
  kinds.find((kind) => file.endsWith(`.${kind}.test.ts`)) ?? "quick";
/** The size of the file, or more than any for one that takes minutes though it is small. */
const guessTime = (file: string): number => (file.endsWith("report.slow.test.ts") ? 1e6 : statSync(file).size);
const isWanted = (file: string): boolean =>
  wanted.some((part) => part === kindOf(file) || file.includes(part)) &&
  !wanted.some((part) => part.startsWith("!") && file.includes(part.slice(1)));

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts"]).toString();
const files = listed
  .split("\n")
  .filter((file) => existsSync(file) && !/\.cluster\.test\.ts$|^docker\/test\//.test(file) && isWanted(file))
  .sort((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || guessTime(b) - guessTime(a));
if (files.length === 0) throw new Error(`expected a part of a test file's path, got ${wanted.join(" ")}`);

// what e2e files share, see checkout.ts: the report that they start from, made by the first of them, and a Spark server
const shared = mkdtempSync(join(tmpdir(), "tillbook-built-"));
process.on("exit", () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.env["TILLBOOK_TEST_BUILT"] = shared;
const hasRuns = files.some((file) => kindOf(file) === "e2e");
const spark = hasRuns
  ? await startEmbeddedSpark({ paths: { ...findPaths(), data: shared }, memory: "2g", isShort: true })
  : undefined;
if (spark) process.env["TILLBOOK_TEST_SPARK"] = spark.remote;

const alone = files.filter((file) => kindOf(file) !== "quick");
const together = Map.groupBy(
  files.filter((file) => kindOf(file) === "quick"),
  (file) => file.match(/^(libs\/)?[^/]+/)?.[0] ?? "",
);
run({
  files: [...alone, ...[...together].map(([folder, members]) => writeGroup(folder, members))],
  concurrency: availableParallelism() + 1,
})
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout)
  .on("unpipe", () => void spark?.stop());

/** Writes a test file that runs others, each as a suite, so that its hooks are its own. Returns its path. */
function writeGroup(folder: string, members: readonly string[]): string {
  const suites = members.map((file) => {
    const module = JSON.stringify(resolve(file));
    return `suite(${JSON.stringify(file)}, async () => void (await import(${module})));\n`;
  });
  const path = join(shared, `${folder.replaceAll("/", "-")}.test.mjs`);
  writeFileSync(path, `import { suite } from "node:test";\n${suites.join("")}`);
  return path;
}
