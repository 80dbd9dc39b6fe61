import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFigures, type Notebook, type Output, readEvidence, readSource } from "@tillbook/notebook";
import { findTypedNumbers } from "@tillbook/notebook/typed-numbers";
import type { RowDataPacket } from "mysql2/promise";
import { compareChartFiles } from "./chart-files.js";
import { checkOutput, type OutputCheck } from "./check-output.js";
import { describeDigits, quoteText } from "./digits.js";
import { addNames, blankKnown, type KnownTexts, listKnownTexts } from "./known-texts.js";
import { listPeriodTexts } from "./period-texts.js";
import { readSource as readRows, type SourceRows } from "./sources.js";
import type { Check, VerifyContext } from "./verify.js";

/**
 * Computes every number in the outputs of the notebooks again, from what its evidence says and the second path gives, and lists
 * all digits that no evidence, name from the data or day of it explains, as not checked.
 */
export const checkNumbers: Check = async (context, findings) => {
  const { connection, secondPath, messages, paths } = context;
  const known = await readKnownTexts(context);
  const sources = new Map<string, Promise<SourceRows>>();
  const read = (sql: string): Promise<SourceRows> => {
    const rows = sources.get(sql) ?? readRows(connection, sql, secondPath, context.seen);
    sources.set(sql, rows);
    return rows;
  };
  let count = 0;
  const notChecked = new Set<string>();
  for (const file of (await readdir(paths.notebooks)).filter((name) => name.endsWith(".ipynb")).sort()) {
    const notebook = await readNotebook(join(paths.notebooks, file)).catch((error) => {
      findings.push(`cannot read build/notebooks/${file}: ${error.message}`);
      return undefined;
    });
    if (notebook === undefined) continue;
    for (const [i, cell] of notebook.cells.entries()) {
      const place = `build/notebooks/${file}, cell ${i + 1}: `;
      // by the rule of make check, by which Top 10 and 80/20 are names; dates must be those of the data
      const typed = cell.cell_type === "markdown" ? findTypedNumbers(blankKnown(readSource(cell), known), false) : [];
      const digits = typed.map(({ text }) => text);
      if (digits.length > 0) notChecked.add(place + describeDigits(digits, readSource(cell)));
      for (const output of cell.outputs ?? []) {
        const checked = await checkWithSources(output);
        count += checked.count;
        findings.push(...new Set(checked.wrong.map((text) => place + text)));
        for (const text of checked.notChecked) notChecked.add(place + text);
      }
    }
    for (const figure of listFigures(notebook)) await compareChartFiles(paths, figure, findings);
  }
  context.notChecked.push(...notChecked);
  const rest = notChecked.size === 0 ? "" : `; ${notChecked.size} places with numbers were not checked`;
  return `${count} numbers in the notebooks are what MySQL computes for them${rest}`;

  async function checkWithSources(output: Output): Promise<OutputCheck> {
    try {
      const evidence = readEvidence(output) ?? { sources: [], numbers: [] };
      const given: SourceRows[] = [];
      // One after the other: each has a transaction of the one connection.
      for (const sql of evidence.sources) given.push(await read(sql));
      const names = given.flatMap((source) => source.names);
      const checked = checkOutput(
        output,
        evidence,
        given.map(({ rows }) => rows),
        addNames(known, names),
        messages,
      );
      const problems = given.flatMap(({ problem }, i) =>
        problem === undefined ? [] : [`the query ${quoteText(evidence.sources[i]!)}: ${problem}`],
      );
      const doubts = given.flatMap((source, i) =>
        source.notChecked === undefined ? [] : [`the query ${quoteText(evidence.sources[i]!)}: ${source.notChecked}`],
      );
      return { ...checked, wrong: [...problems, ...checked.wrong], notChecked: [...doubts, ...checked.notChecked] };
    } catch (error) {
      return {
        count: 0,
        wrong: [`cannot read how its numbers were computed: ${(error as Error).message}`],
        notChecked: [],
      };
    }
  }
};

async function readNotebook(file: string): Promise<Notebook> {
  return JSON.parse(await readFile(file, "utf8"));
}

/**
 * Reads the names in the data that have digits, of a store's report those of that store, and the texts that the import notes of its
 * files.
 */
async function readKnownTexts({ connection, manifests, messages, seen }: VerifyContext): Promise<KnownTexts> {
  const { files, first_day, last_day } = manifests.import;
  const { store } = seen.report;
  const [of, values] = store === undefined ? ["", []] : ["where store = ?", [store, store, store]];
  const [rows] = await connection.query<RowDataPacket[]>(
    `select article as name, null as store from sales ${of} group by article
     union all select store, null from sales ${of} group by store
     union all select cashier, store from sales ${of} group by store, cashier`,
    values,
  );
  const { inMoney, currency } = messages.numbers;
  const { nameStore, nameArticle, nameCashier, salesPerCashier } = messages;
  const names = rows.flatMap(({ name, store }) =>
    store === null
      ? [name, inMoney(name, currency.symbol), nameStore(name), nameArticle(name)]
      : [name, nameCashier(name), salesPerCashier.inStore(nameCashier(name), nameStore(store))],
  );
  const noted = files.flatMap(({ profile = "", timezone = "", left_out = [] }) => [
    ...[profile, timezone],
    ...left_out.flatMap(({ reason }) => [reason, messages.sentences.leftOutReason(reason)]),
  ]);
  return listKnownTexts([...names, ...noted, ...listPeriodTexts(seen.report, messages)], first_day, last_day, messages);
}
