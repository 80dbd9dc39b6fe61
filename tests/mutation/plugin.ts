import { readFileSync } from "node:fs";
import type { Mutant } from "@stryker-mutator/api/core";
import {
  commonTokens,
  declareFactoryPlugin,
  declareValuePlugin,
  type Injector,
  type PluginContext,
  PluginKind,
} from "@stryker-mutator/api/plugin";
import { createTapTestRunnerFactory, type TapTestRunner } from "@stryker-mutator/tap-runner";

/** The part of Babel's node paths that is looked at here. */
interface NodePath {
  node: { type: string; callee?: { name?: string; property?: { name?: string } } };
  parentPath: NodePath | null;
}

/** Names a mutant so that it is found again in another run over the same sources; results count lines from 1, mutants from 0. */
export function formatKey(mutant: Pick<Mutant, "fileName" | "location"> & { replacement?: string }, first = 0): string {
  const file = mutant.fileName.replace(/^.*\/sandbox-[^/]*\//, "").replace(`${process.cwd()}/`, "");
  const [start, end] = [mutant.location.start, mutant.location.end].map(
    ({ line, column }) => `${line - first}:${column - first}`,
  );
  return `${file}:${start}-${end} ${mutant.replacement}`;
}

/** Leaves out what only changes a line of the log, which no test should pin. */
const logTexts = {
  shouldIgnore(path: NodePath): string | undefined {
    const isText = path.node.type === "StringLiteral" || path.node.type === "TemplateLiteral";
    return isText && isInLogCall(path.parentPath) ? "text of a log line" : undefined;
  },
};

function isInLogCall(path: NodePath | null): boolean {
  if (path === null) return false;
  const { type, callee } = path.node;
  if (type === "CallExpression" && (callee?.name === "log" || callee?.property?.name === "log")) return true;
  return isInLogCall(path.parentPath);
}

/** Lets only the mutants of the sample run, whose keys are in the file TILLBOOK_MUTANTS. */
const sample = {
  async init(): Promise<void> {},
  async check(mutants: Mutant[]) {
    const keys = new Set<string>(JSON.parse(readFileSync(String(process.env["TILLBOOK_MUTANTS"]), "utf8")));
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        keys.has(formatKey(mutant)) ? { status: "passed" } : { status: "compileError", reason: "not in the sample" },
      ]),
    );
  },
  async group(mutants: Mutant[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  },
};

const createTapRunner = createTapTestRunnerFactory();

/** Runs test files by TAP, those without a server first: most mutants are killed by them, in a second. */
function createQuickFirstRunner(injector: Injector<PluginContext>): TapTestRunner {
  const runner = createTapRunner(injector);
  const init = runner.init.bind(runner);
  const isSlow = (file: string): number => Number(/\.(slow|long)\.test\.ts$/.test(file));
  runner.init = async () => {
    await init();
    (runner as unknown as { testFiles: string[] }).testFiles.sort((a, b) => isSlow(a) - isSlow(b));
  };
  return runner;
}
createQuickFirstRunner.inject = [commonTokens.injector] as ["$injector"];

export { logTexts };
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "log-texts", logTexts as never),
  declareFactoryPlugin(PluginKind.TestRunner, "quick-first", createQuickFirstRunner),
  declareValuePlugin(PluginKind.Checker, "sample", sample as never),
];
