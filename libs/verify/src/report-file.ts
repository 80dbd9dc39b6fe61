import { readPdf } from "./pdf-record.js";
import { checkReceipts } from "./receipts.js";
import { hashCharts, hashLine, listLines, type ReportRecord, readHtmlRecord } from "./record.js";
import { isSealIntact } from "./seal.js";

/** What a check of a report found out. */
export interface Findings {
  record: ReportRecord | undefined;
  /** What was checked and is right, e.g. "12 pages are as they were printed". */
  good: string[];
  /** What is wrong, the most telling first. */
  problems: string[];
}

/** Checks a report, HTML or PDF, by nothing but itself: is it as it was when it was made, and do its numbers add up? */
export async function checkReportFile(bytes: Uint8Array): Promise<Findings> {
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
  const { record, problems, good } = isPdf ? await checkPdf(bytes) : checkHtml(Buffer.from(bytes).toString());
  const isIntact = isSealIntact(bytes);
  if (isIntact === undefined) problems.push("expected the seal of a Tillbook report, found none");
  if (isIntact === false) problems.push("its bytes are not those that were sealed when it was made");
  if (isIntact) good.push("its bytes are those that were sealed when it was made");
  if (record === undefined) return { record, good, problems: [...problems, "expected a record in it, found none"] };
  const broken = checkReceipts(record.receipts);
  if (broken.length === 0) good.push("the receipts in it agree with each other to the cent");
  return { record, good, problems: [...problems, ...broken] };
}

function checkHtml(html: string): Findings {
  const record = readHtmlRecord(html);
  if (record === undefined) return { record, good: [], problems: [] };
  const start = html.indexOf('<script type="application/json" id="record">');
  const lines = compareLines(
    record.lines,
    listLines(html.slice(0, start) + html.slice(html.indexOf("</body>", start))),
  );
  const charts = compareCharts(record, hashCharts(html, record.colors));
  const sums = checkTables(html);
  const good = [
    ...(lines.length === 0 ? [`${record.lines.length} lines of text are as they were written`] : []),
    ...(charts.length === 0 ? [`${Object.keys(record.charts).length} charts are as they were drawn`] : []),
    ...(sums.problems.length === 0 ? [`${sums.count} sums in tables are those of their columns and rows`] : []),
  ];
  return { record, good, problems: [...lines, ...charts, ...sums.problems] };
}

/** Names the first line that was not written so, or the place where one is missing. */
function compareLines(expected: readonly string[], lines: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(expected.length, lines.length) }).findIndex(
    (_, i) => hashLine(lines[i] ?? "") !== expected[i],
  );
  if (at < 0) return [];
  const line = lines[at];
  if (line === undefined) return [`${expected.length - at} lines are missing at its end`];
  const isMissing = hashLine(line) === expected[at + 1];
  if (isMissing) return [`a line is missing before ${quote(line)}`];
  return [`line ${at + 1} is not as it was written: ${quote(line)}`];
}

function compareCharts({ charts, receipts }: ReportRecord, found: ReportRecord["charts"]): string[] {
  const files = (receipts["plot"]?.["charts"] ?? {}) as Record<string, string>;
  const plotted = Object.keys(files).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);
  const unknown = plotted.filter((name) => charts[name] === undefined).map((name) => `the chart ${name} is missing`);
  const differing = Object.entries(charts).flatMap(([name, expected]) => {
    const got = found[name];
    if (got === undefined) return [`the chart ${name} is missing`];
    const fromPlot = files[`${name}.json`];
    return [
      ...(got.data === expected.data ? [] : [`the data of the chart ${name} are not those that it was drawn from`]),
      ...(fromPlot === undefined || fromPlot === expected.data
        ? []
        : [`the data of the chart ${name} are not those that its notebook made`]),
      ...(got.picture === expected.picture ? [] : [`the picture of the chart ${name} is not as it was drawn`]),
    ];
  });
  return [...unknown, ...differing];
}

/** Adds up each column and row of the tables that has a sum. */
function checkTables(html: string): { count: number; problems: string[] } {
  let count = 0;
  const problems: string[] = [];
  for (const [, id = "", body = ""] of html.matchAll(
    /<details class="data" id="data-([a-z0-9-]+)">([\s\S]*?)<\/table>/g,
  )) {
    const rows = [...body.matchAll(/<tr( class="sum")?>([\s\S]*?)<\/tr>/g)].map(([, isSum, cells = ""]) => ({
      isSum: isSum !== undefined,
      cells: [...cells.matchAll(/<t[hd][^>]*class="([^"]*)"[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(
        ([, names = "", text = ""]) => ({
          isSum: /\bsum\b/.test(names),
          value: readNumber(text),
        }),
      ),
    }));
    const [head, ...lines] = rows;
    const sum = head?.cells.findIndex((cell) => cell.isSum) ?? -1;
    if (sum > 0) {
      for (const { cells } of lines) {
        const total = add(cells.slice(1).filter((_, i) => i + 1 !== sum));
        const expected = cells[sum]?.value;
        if (expected === undefined || total === undefined) continue;
        count++;
        if (total !== expected)
          problems.push(`data of ${id}: a row adds up to ${total}, its sum says ${expected} (cents)`);
      }
    }
    const last = lines.find((line) => line.isSum);
    for (const [c, cell] of (last?.cells ?? []).entries()) {
      if (c === 0 || cell.value === undefined) continue;
      const total = add(lines.filter((line) => !line.isSum).map((line) => line.cells[c] ?? { value: undefined }));
      if (total === undefined) continue;
      count++;
      if (total !== cell.value)
        problems.push(`data of ${id}: column ${c + 1} adds up to ${total}, its sum says ${cell.value} (cents)`);
    }
  }
  return { count, problems };
}

/** Reads an exact number of any language: its digits, where it has two decimals or none; undefined for anything else. */
function readNumber(text: string): bigint | undefined {
  const plain = text.replace(/<[^>]*>|[\s\u00a0]/g, "");
  if (!/^[-−]?\d[\d.,’']*$/.test(plain)) return undefined;
  const digits = BigInt(plain.replace(/\D/g, ""));
  return /^[-−]/.test(plain) ? -digits : digits;
}

function add(cells: readonly { value: bigint | undefined }[]): bigint | undefined {
  return cells.reduce<bigint | undefined>(
    (sum, { value }) => (sum === undefined || value === undefined ? undefined : sum + value),
    0n,
  );
}

async function checkPdf(pdf: Uint8Array): Promise<Findings> {
  try {
    const { record, pages } = await readPdf(pdf);
    const changed = (record?.pages ?? []).flatMap((hash, i) => (hash === pages[i] ? [] : [i + 1]));
    if (record !== undefined && record.pages?.length !== pages.length)
      changed.push(Math.min(record.pages?.length ?? 0, pages.length) + 1);
    const problems = [...new Set(changed)].map((page) => `page ${page} is not as it was printed`);
    const good =
      record !== undefined && problems.length === 0 ? [`${pages.length} pages are as they were printed`] : [];
    return { record, good, problems };
  } catch (error) {
    return { record: undefined, good: [], problems: [`expected a PDF that can be read: ${(error as Error).message}`] };
  }
}

function quote(line: string): string {
  const text = line.replaceAll("\t", " | ");
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
