import { escapeControls, findPaths } from "@tillbook/pipeline";
import { runNx } from "./nx.js";
import { runTarget } from "./run-target.js";

// `node --import @tillbook/pipeline/tsx cli/run.ts <target>` runs a target by nx, and prints at the end how long each stage took.

const target = process.argv[2] ?? "";
const log = (line: string): void => void process.stderr.write(`${target.padEnd(9)} ${escapeControls(line)}\n`);

const by = process.env["TILLBOOK_REPORTS_BY"];
process.exitCode = await runTarget(target, { paths: findPaths(), log, nx: runNx, by });
