import { runStage, TillbookError } from "@tillbook/pipeline";
import { connectMysql } from "@tillbook/services";
import { checks } from "./checks.js";
import { readContext } from "./context.js";
import { rerunNotebooks } from "./rerun-notebooks.js";

/** Findings of one check that are printed one by one. */
const mostPrinted = 10;

await runStage("verify", async ({ settings, paths, log, signal }) => {
  const connection = await connectMysql(settings.mysql, paths);
  const all: string[] = [];
  try {
    const context = await readContext(settings, paths, connection, signal);
    for (const check of [...checks, rerunNotebooks]) {
      signal.throwIfAborted();
      const findings: string[] = [];
      const good = await check(context, findings);
      if (findings.length === 0) log(`ok: ${good}`);
      for (const finding of findings.slice(0, mostPrinted)) log(`WRONG: ${finding}`);
      if (findings.length > mostPrinted) log(`WRONG: and ${findings.length - mostPrinted} more of this kind`);
      all.push(...findings);
    }
  } finally {
    await connection.end();
  }
  const [first] = all;
  if (first === undefined) return `${checks.length + 1} checks passed`;
  const count = all.length === 1 ? "1 finding" : `${all.length} findings, the first`;
  throw new TillbookError(
    "VERIFY_FAILED",
    `${count}: ${first}`,
    "rm -rf build, then make report, to rebuild everything",
  );
});
