import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions } from "playwright";
import { openBench, waitForCharts } from "./bench.js";

/** Lists the rules that a report breaks, each with the first place; by default those of WCAG 2.2 AA and good practice. */
export async function listViolations(
  name: string,
  options: BrowserContextOptions,
  rules?: string[],
  hash?: string,
): Promise<string[]> {
  const bench = await openBench();
  const { page, close } = await bench.open(name, options, hash);
  await waitForCharts(page);
  await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const axe = new AxeBuilder({ page });
  const { violations, passes } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  assert.ok(passes.length + violations.length >= (rules?.length ?? 30));
  await close();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0]?.html.slice(0, 300)}`);
}
