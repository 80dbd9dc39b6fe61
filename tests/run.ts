// Runs test files, two at a time: `all`, or `quick`, or those whose path holds one of the arguments, e.g. `charts/ verify.e2e`.
// What a file needs is in its name: *.slow.test.ts a server, a kernel or a browser; *.e2e.test.ts a copied checkout;
// *.cluster.test.ts a Spark cluster (never run from here). `quick` is all others, but for those that start a server or a kernel all the same.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { findPaths } from "@tillbook/pipeline";
import { startEmbeddedSpark } from "@tillbook/services";

const wanted = process.argv.slice(2);
const kinds = [/\.e2e\.test\.ts$/, /\.slow\.test\.ts$/, /\.test\.ts$/];
const starts =
  /\b(startTest(Database|Server)|startEmbeddedSpark|joinEmbeddedMysql|openKernels|executeNotebooks|plotNotebooks)\(/;
const kindOf = (file: string): number => {
  const kind = kinds.findIndex((pattern) => pattern.test(file));
  return kind === 2 && starts.test(readFileSync(file, "utf8")) ? 1 : kind;
};

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts"]).toString();
const files = listed
  .split("\n")
  .filter((file) => existsSync(file) && !/\.cluster\.test\.ts$|^docker\/test\//.test(file) && isWanted(file))
  // what takes longest first, so that nothing long is left for one core at the end
  .sort((a, b) => kindOf(a) - kindOf(b) || statSync(b).size - statSync(a).size);
if (files.length === 0) throw new Error(`expected a part of a test file's path, got ${wanted.join(" ")}`);

// what e2e files share, see checkout.ts: the report that they start from, made by the first of them, and a Spark server
const shared = mkdtempSync(join(tmpdir(), "tillbook-built-"));
process.on("exit", () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.env["TILLBOOK_TEST_BUILT"] = shared;
const hasRuns = files.some((file) => kindOf(file) === 0);
const spark = hasRuns
  ? await startEmbeddedSpark({ paths: { ...findPaths(), data: shared }, memory: "2g", isShort: true })
  : undefined;
if (spark) process.env["TILLBOOK_TEST_SPARK"] = spark.remote;

run({ files, concurrency: 2 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout)
  .on("unpipe", () => void spark?.stop());

function isWanted(file: string): boolean {
  if (wanted[0] === "all") return true;
  if (wanted[0] === "quick") return kindOf(file) === 2;
  return wanted.some((part) => file.includes(part));
}
