import {
  hashCharts,
  hashLine,
  isChecksumValid,
  listLines,
  type Provenance,
  readHtmlProvenance,
  readPdf,
} from "@tillbook/provenance";
import { checkManifests } from "./manifests.js";

/** What a check of a report found out. */
export interface Findings {
  provenance: Provenance | undefined;
  /** What was checked and is right, e.g. "12 pages are as they were printed". */
  good: string[];
  /** What is wrong, the most telling first. */
  problems: string[];
}

/** Checks a report, HTML or PDF, by nothing but itself: is it as it was when it was made, and do its numbers add up? */
export async function checkReportFile(bytes: Uint8Array): Promise<Findings> {
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
  const { provenance, problems, good } = isPdf ? await checkPdf(bytes) : checkHtml(Buffer.from(bytes).toString());
  const isIntact = isChecksumValid(bytes);
  if (isIntact === undefined) problems.push("expected the checksum of a Tillbook report, found none");
  if (isIntact === false) problems.push("its bytes are not those that had the checksum when it was made");
  if (isIntact) good.push("its bytes are those that had the checksum when it was made");
  if (provenance === undefined)
    return { provenance, good, problems: [...problems, "expected provenance in it, found none"] };
  const broken = checkManifests(provenance.manifests);
  if (broken.length === 0) good.push("the manifests in it agree with each other to the cent");
  return { provenance, good, problems: [...problems, ...broken] };
}

function checkHtml(html: string): Findings {
  const provenance = readHtmlProvenance(html);
  if (provenance === undefined) return { provenance, good: [], problems: [] };
  const start = html.indexOf('<script type="application/json" id="provenance">');
  const lines = compareLines(
    provenance.lines,
    listLines(html.slice(0, start) + html.slice(html.indexOf("</body>", start))),
  );
  const charts = compareCharts(provenance, hashCharts(html, provenance.colors));
  const sums = checkTables(html);
  const good = [
    ...(lines.length === 0 ? [`${provenance.lines.length} lines of text are as they were written`] : []),
    ...(charts.length === 0 ? [`${Object.keys(provenance.charts).length} charts are as they were drawn`] : []),
    ...(sums.problems.length === 0 ? [`${sums.count} sums in tables are those of their columns and rows`] : []),
  ];
  return { provenance, good, problems: [...lines, ...charts, ...sums.problems] };
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

function compareCharts({ charts, manifests }: Provenance, found: Provenance["charts"]): string[] {
  const files = (manifests["plot"]?.["charts"] ?? {}) as Record<string, string>;
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
    const { provenance, pages } = await readPdf(pdf);
    const changed = (provenance?.pages ?? []).flatMap((hash, i) => (hash === pages[i] ? [] : [i + 1]));
    if (provenance !== undefined && provenance.pages?.length !== pages.length)
      changed.push(Math.min(provenance.pages?.length ?? 0, pages.length) + 1);
    const problems = [...new Set(changed)].map((page) => `page ${page} is not as it was printed`);
    const good =
      provenance !== undefined && problems.length === 0 ? [`${pages.length} pages are as they were printed`] : [];
    return { provenance, good, problems };
  } catch (error) {
    return {
      provenance: undefined,
      good: [],
      problems: [`expected a PDF that can be read: ${(error as Error).message}`],
    };
  }
}

function quote(line: string): string {
  const text = line.replaceAll("\t", " | ");
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
