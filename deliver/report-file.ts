import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { isChecksumValid, listLines, type Provenance, parseProvenance, readHtmlProvenance } from "@tillbook/provenance";
import { type Cover, readCover } from "./cover.js";

/** Where a report is, absolute, and how it is made. */
export interface ReportFiles {
  html: string;
  pdf: string;
  /** The signed PDF, if the report was signed; only that of the chain can be. */
  signed?: string;
  /** e.g. "make report" */
  command: string;
}

/** A report, as a mail needs it: what its cover says, and its PDF. */
export interface Report extends Cover {
  /** As REPORT_PERIOD is written; "all" for all the data. */
  periodName: string;
  /** First and last day, ISO dates. */
  first: string;
  last: string;
  /** Undefined for the report of the chain. */
  store: string | undefined;
  /** SHA-256 of what its reader sees; how it was made is left out, since another version may make the same report. */
  content: string;
  /** The PDF to attach, absolute: the signed one where there is one. */
  pdf: string;
}

/**
 * Reads a report and checks it: HTML and PDF are whole, of each other, and of the store.
 * @param store  whose report it must be; undefined for that of the chain
 * @throws TillbookError REPORT_MISSING where a file is missing, changed, or of something else
 */
export async function readReport(files: ReportFiles, store: string | undefined, root: string): Promise<Report> {
  const refuse = (file: string, expected: string, got: string): TillbookError =>
    new TillbookError("REPORT_MISSING", `expected ${expected} in ${relative(root, file)}, got ${got}`, files.command);
  const read = async (file: string): Promise<Buffer> => {
    if (!existsSync(file)) throw refuse(file, `the report of ${store ?? "the chain"}`, "no such file");
    const bytes = await readFile(file);
    if (isChecksumValid(bytes) !== true) throw refuse(file, "a report as it was made", "one whose checksum is wrong");
    return bytes;
  };
  const html = String(await read(files.html));
  const provenance = readHtmlProvenance(html);
  if (provenance === undefined) throw refuse(files.html, "a report with its provenance", "none");
  const pdf = await read(files.pdf);
  if (readAttached(pdf)?.lines.join() !== provenance.lines.join())
    throw refuse(files.pdf, `the PDF of ${relative(root, files.html)}`, "that of another report");
  const about = readAbout(provenance);
  if (about.store !== store)
    throw refuse(files.html, nameWhose(store), about.store === undefined ? "the chain's" : nameWhose(about.store));
  const signed = files.signed !== undefined && existsSync(files.signed) ? files.signed : undefined;
  // a signature is appended, see signPdf
  if (signed !== undefined && !(await readFile(signed)).subarray(0, pdf.length).equals(pdf))
    throw refuse(signed, `${relative(root, files.pdf)} with a signature`, "another PDF");
  return {
    ...readCover(html),
    ...about,
    content: hashContent(html, provenance),
    pdf: signed ?? files.pdf,
  };
}

function nameWhose(store: string | undefined): string {
  return store === undefined ? "the report of the chain" : `the report of ${JSON.stringify(store)}`;
}

/** What the manifests inside a report say of its scope. */
function readAbout({ manifests }: Provenance): Pick<Report, "periodName" | "first" | "last" | "store"> {
  const { import: imported = {}, plot = {} } = manifests;
  const { name = "all", first, last } = (plot["period"] ?? {}) as { name?: string; first?: string; last?: string };
  return {
    periodName: name,
    first: String(first ?? imported["first_day"]),
    last: String(last ?? imported["last_day"]),
    store: plot["store"] as string | undefined,
  };
}

/** Reads the provenance that is attached to a PDF, which is not compressed. */
function readAttached(pdf: Buffer): Provenance | undefined {
  const start = pdf.indexOf('{"checksum":"tillbook-sha256:');
  const end = pdf.indexOf("endstream", start);
  return start < 0 || end < 0 ? undefined : parseProvenance(pdf.toString("utf8", start, end));
}

/** Hashes the lines before the last section, and what the charts draw. */
function hashContent(html: string, { charts }: Provenance): string {
  const lines = listLines(`${html.slice(0, html.indexOf('<section id="origin"'))}</body>`);
  return sha256(JSON.stringify([lines, Object.entries(charts).map(([name, { data }]) => [name, data])]));
}
