import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, readManifest, runStage, TillbookError } from "@tillbook/pipeline";
import { connectReader, explainMysqlError } from "@tillbook/services";
import { checks } from "./checks.js";
import { readContext } from "./context.js";
import { checkGenerated } from "./generated.js";
import { rebuildReport } from "./rebuild-report.js";
import { rerunNotebooks } from "./rerun-notebooks.js";

/** Findings of one check that are printed one by one. */
const mostPrinted = 10;
/** Places with numbers that were not checked, which are printed one by one. */
const mostListed = 50;

await runStage("verify", async ({ settings, paths, log, signal }) => {
  const aggregated = await readManifest("aggregate", paths.manifests).catch(() => undefined);
  const connection = await connectReader(settings.mysql, paths, aggregated?.wrote);
  const all: string[] = [];
  let unchecked: readonly string[] = [];
  const everyCheck = [...checks, checkGenerated, rerunNotebooks, rebuildReport];
  await mkdir(paths.data, { recursive: true });
  const build = await mkdtemp(join(paths.data, "verify-"));
  try {
    const context = await readContext(settings, paths, findPaths(paths.root, build), connection, signal);
    for (const check of everyCheck) {
      signal.throwIfAborted();
      const findings: string[] = [];
      const good = await check(context, findings);
      if (findings.length === 0) log(`ok: ${good}`);
      for (const finding of findings.slice(0, mostPrinted)) log(`WRONG: ${finding}`);
      if (findings.length > mostPrinted) log(`WRONG: and ${findings.length - mostPrinted} more of this kind`);
      all.push(...findings);
    }
    unchecked = context.notChecked;
    for (const place of unchecked.slice(0, mostListed)) log(`not checked: ${place}`);
    if (unchecked.length > mostListed) log(`not checked: and ${unchecked.length - mostListed} more places`);
  } catch (error) {
    throw explainMysqlError(error);
  } finally {
    await rm(build, { recursive: true, force: true });
    await connection.end();
  }
  const [first] = all;
  const places = `${unchecked.length} ${unchecked.length === 1 ? "place has numbers that were" : "places have numbers that were"} not checked`;
  if (first === undefined && unchecked.length > 0 && settings.isStrict) {
    const hint =
      "format what queries give, e.g. formatMoney(sum(rows, 'revenue'), messages), or run it without STRICT=1";
    throw new TillbookError("VERIFY_FAILED", `${places}, the first: ${unchecked[0]}`, hint);
  }
  if (first === undefined) return `${everyCheck.length} checks passed${unchecked.length > 0 ? `, ${places}` : ""}`;
  const count = all.length === 1 ? "1 finding" : `${all.length} findings, the first`;
  throw new TillbookError(
    "VERIFY_FAILED",
    `${count}: ${first}`,
    "make clean, then make report, which rebuilds everything; make clean keeps build/archive",
  );
});
