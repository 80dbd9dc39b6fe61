import { locales } from "@tillbook/charts";
import { findChoice, runStage, TillbookError } from "@tillbook/pipeline";
import { connectMysql } from "@tillbook/services";
import { listChecks } from "./checks.js";
import { readContext } from "./context.js";
import { rerunNotebooks } from "./rerun-notebooks.js";

/** Differences of one kind that are told one by one. */
const mostTold = 10;

await runStage("verify", async ({ settings, paths, log, signal }) => {
  const { numbers } = findChoice("REPORT_LOCALE", settings.report.locale, locales);
  const checks = [...listChecks(numbers), rerunNotebooks];
  const connection = await connectMysql(settings.mysql, paths);
  const all: string[] = [];
  try {
    const context = await readContext(settings, paths, connection);
    for (const check of checks) {
      signal.throwIfAborted();
      const problems: string[] = [];
      const good = await check(context, problems);
      if (problems.length === 0) log(`ok: ${good}`);
      for (const problem of problems.slice(0, mostTold)) log(`WRONG: ${problem}`);
      if (problems.length > mostTold) log(`WRONG: and ${problems.length - mostTold} more of this kind`);
      all.push(...problems);
    }
  } finally {
    await connection.end();
  }
  const [first] = all;
  if (first === undefined) return `${checks.length} checks, all is as the report says`;
  throw new TillbookError(
    "VERIFY_FAILED",
    `expected everything as the report says, got ${all.length} differences, the first: ${first}`,
    "make report after rm -rf build makes it again from the data",
  );
});
