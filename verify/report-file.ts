import {
  hashCharts,
  hashLine,
  hashSums,
  isChecksumValid,
  listLines,
  listTables,
  type Provenance,
  readHtmlProvenance,
  readPdf,
} from "@tillbook/provenance";
import { checkManifests } from "./manifests.js";

/** What checking a report found. */
export interface ReportCheck {
  provenance: Provenance | undefined;
  /** What is right, e.g. "12 pages unchanged". */
  good: string[];
  /** What is wrong, the most specific first. */
  findings: string[];
}

/** Checks a report, HTML or PDF, without anything else: is it unchanged since it was made, and do its sums add up? */
export async function checkReportFile(bytes: Uint8Array): Promise<ReportCheck> {
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
  const { provenance, findings, good } = isPdf ? await checkPdf(bytes) : checkHtml(Buffer.from(bytes).toString());
  const isIntact = isChecksumValid(bytes);
  if (isIntact === undefined) findings.push("expected the checksum of a Tillbook report, found none");
  if (isIntact === false) findings.push("the file was changed: its SHA-256 differs from the checksum in it");
  if (isIntact) good.push("its SHA-256 is the checksum in it");
  if (provenance === undefined)
    return { provenance, good, findings: [...findings, "expected provenance in the report, found none"] };
  const broken = checkManifests(provenance.manifests);
  if (broken.length === 0) good.push("the manifests in it agree with each other to the cent");
  return { provenance, good, findings: [...findings, ...broken] };
}

function checkHtml(html: string): ReportCheck {
  const provenance = readHtmlProvenance(html);
  if (provenance === undefined) return { provenance, good: [], findings: [] };
  const start = html.indexOf('<script type="application/json" id="provenance">');
  const lines = compareLines(
    provenance.lines,
    listLines(html.slice(0, start) + html.slice(html.indexOf("</body>", start))),
  );
  const charts = compareCharts(provenance, hashCharts(html, provenance.colors));
  const sums = checkTables(html);
  const tables = compareTables(provenance, html.slice(0, start));
  const drill = hashSums(html).sums === provenance.sums ? [] : ["the sums by store and month were changed"];
  const good = [
    ...(lines.length === 0 ? [`${formatCount(provenance.lines.length, "line")} of text unchanged`] : []),
    ...(charts.length === 0 ? [`${formatCount(Object.keys(provenance.charts).length, "chart")} unchanged`] : []),
    ...(sums.findings.length === 0 ? [`${formatCount(sums.count, "sum")} in tables checked`] : []),
  ];
  return { provenance, good, findings: [...lines, ...charts, ...drill, ...sums.findings, ...tables] };
}

/** Compares the tables in the provenance, which `make diff` reads, with those of the page. */
function compareTables({ tables }: Provenance, html: string): string[] {
  if (tables === undefined || JSON.stringify(tables) === JSON.stringify(listTables(html))) return [];
  return ["the tables in the provenance differ from those in the page"];
}

/** Names the first line that was changed, or the place where one is missing. */
function compareLines(expected: readonly string[], lines: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(expected.length, lines.length) }).findIndex(
    (_, i) => hashLine(lines[i] ?? "") !== expected[i],
  );
  if (at < 0) return [];
  const line = lines[at];
  if (line === undefined) return [`${formatCount(expected.length - at, "line")} missing at the end`];
  const isMissing = hashLine(line) === expected[at + 1];
  if (isMissing) return [`a line is missing before ${quote(line)}`];
  return [`line ${at + 1} was changed: ${quote(line)}`];
}

function compareCharts({ charts, manifests }: Provenance, found: Provenance["charts"]): string[] {
  const files = (manifests["plot"]?.["charts"] ?? {}) as Record<string, string>;
  const plotted = Object.keys(files).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);
  const missing = plotted.filter((name) => charts[name] === undefined).map((name) => `the chart ${name} is missing`);
  const differing = Object.entries(charts).flatMap(([name, expected]) => {
    const got = found[name];
    if (got === undefined) return [`the chart ${name} is missing`];
    const fromPlot = files[`${name}.json`];
    return [
      ...(got.data === expected.data ? [] : [`the data of the chart ${name} were changed`]),
      ...(fromPlot === undefined || fromPlot === expected.data
        ? []
        : [`the data of the chart ${name} differ from the manifest of plot`]),
      ...(got.picture === expected.picture ? [] : [`the picture of the chart ${name} was changed`]),
    ];
  });
  return [...missing, ...differing];
}

/** Adds up each row and column of the tables that has a sum. */
function checkTables(html: string): { count: number; findings: string[] } {
  let count = 0;
  const findings: string[] = [];
  for (const [, id = "", body = ""] of html.matchAll(
    /<details class="data" id="data-([a-z0-9-]+)">([\s\S]*?)<\/table>/g,
  )) {
    const rows = [...body.matchAll(/<tr(?: class="([^"]*)")?>([\s\S]*?)<\/tr>/g)].map(([, kinds = "", cells = ""]) => ({
      isSum: /\bsum\b/.test(kinds),
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
      for (const [r, { cells }] of lines.entries()) {
        const total = add(cells.slice(1).filter((_, i) => i + 1 !== sum));
        const expected = cells[sum]?.value;
        if (expected === undefined || total === undefined) continue;
        count++;
        if (total !== expected)
          findings.push(`table of ${id}, row ${r + 1}: expected the sum ${total} (in cents), got ${expected}`);
      }
    }
    const last = lines.find((line) => line.isSum);
    for (const [c, cell] of (last?.cells ?? []).entries()) {
      if (cell.value === undefined) continue;
      const total = add(lines.filter((line) => !line.isSum).map((line) => line.cells[c] ?? { value: undefined }));
      if (total === undefined) continue;
      count++;
      if (total !== cell.value)
        findings.push(`table of ${id}, column ${c + 1}: expected the sum ${total} (in cents), got ${cell.value}`);
    }
  }
  return { count, findings };
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

async function checkPdf(pdf: Uint8Array): Promise<ReportCheck> {
  try {
    const { provenance, pages } = await readPdf(pdf);
    const changed = (provenance?.pages ?? []).flatMap((hash, i) => (hash === pages[i] ? [] : [i + 1]));
    if (provenance !== undefined && provenance.pages?.length !== pages.length)
      changed.push(Math.min(provenance.pages?.length ?? 0, pages.length) + 1);
    const findings = [...new Set(changed)].map((page) => `page ${page} was changed`);
    const good =
      provenance !== undefined && findings.length === 0 ? [`${formatCount(pages.length, "page")} unchanged`] : [];
    return { provenance, good, findings };
  } catch (error) {
    return {
      provenance: undefined,
      good: [],
      findings: [`cannot read the PDF: ${(error as Error).message}`],
    };
  }
}

function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function quote(line: string): string {
  const text = line.replaceAll("\t", " | ");
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
