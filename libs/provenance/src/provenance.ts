import { sha256 } from "@tillbook/pipeline";
import { checksumPlaceholder } from "./checksum.js";
import { decodeEntities } from "./entities.js";
import { listTables, type ShownTable } from "./shown-tables.js";

/** What a report carries about its own making, for programs: in the HTML as JSON in a script element, in the PDF as an attached file. */
export interface Provenance {
  /** `tillbook-sha256:…` of the file that it is in. */
  checksum: string;
  /** Version of this format. */
  format: 1;
  /** BCP 47 tag of its language. */
  language: string;
  /** The program that made the report. */
  origin: Origin;
  /** The manifests of the stages before the report, as in `build/manifests`. */
  manifests: Record<string, Record<string, unknown>>;
  /** For each line of the page, the start of its SHA-256. */
  lines: string[];
  /** The theme's colours, by the colours that they replace in the notebooks' charts. */
  colors: Record<string, string>;
  /** For each chart, by its name: SHA-256 of its data as in its notebook, and of its picture. */
  charts: Record<string, { data: string; picture: string }>;
  /** SHA-256 of the sums by store and month, of which the page makes tables when a reader asks for them; absent where it has none. */
  sums?: string;
  /** The tables and key figures, for `make diff`; undefined in reports of older versions. */
  tables?: ShownTable[];
  /** The reports of the same period and store that this one replaces, the newest first; absent where there are none. */
  supersedes?: Receipt[];
  /** In a PDF: SHA-256 of the content of each page. */
  pages?: string[];
}

/** The program that made a report. */
export interface Origin {
  /** Git commit; "unknown" outside of a git checkout. */
  commit: string;
  /** Whether the working tree was the commit's. */
  tree: "clean" | "changed" | "unknown";
  /** SHA-256 of each lockfile, by its name. */
  lockfiles: Record<string, string>;
  /** Versions of the software, by its name. */
  versions: Record<string, string>;
}

/** What names an earlier report. */
export interface Receipt {
  /** Last day of the data that it was made from, ISO; null where there was none. */
  last_day: string | null;
  /** Git commit of the program that made it. */
  commit: string;
  /** The checksum in each of its files, by the file's name: 64 hexadecimal digits. */
  checksums: Record<string, string>;
}

const scriptStart = '<script type="application/json" id="provenance">';

/** Adds the provenance to a page; its checksum is to be written afterwards. */
export function addProvenance(
  html: string,
  { origin, manifests, colors, supersedes }: Pick<Provenance, "origin" | "manifests" | "colors" | "supersedes">,
): string {
  const provenance: Provenance = {
    checksum: checksumPlaceholder,
    format: 1,
    language: /<html lang="([^"]*)"/.exec(html)?.[1] ?? "",
    origin,
    manifests,
    lines: listLines(html).map(hashLine),
    colors,
    charts: hashCharts(html, colors),
    ...hashSums(html),
    tables: listTables(html),
    ...(supersedes && { supersedes }),
  };
  const json = JSON.stringify(provenance).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028");
  return html.replace("</body>", () => `${scriptStart}${json}</script>\n</body>`);
}

/** Reads the provenance of a page; undefined when it is missing or invalid. */
export function readHtmlProvenance(html: string): Provenance | undefined {
  const start = html.lastIndexOf(scriptStart);
  const end = html.indexOf("</script>", start);
  return start < 0 ? undefined : parseProvenance(html.slice(start + scriptStart.length, end));
}

/** Parses provenance; undefined when it is invalid. */
export function parseProvenance(json: string): Provenance | undefined {
  try {
    const provenance = JSON.parse(json);
    return provenance?.format === 1 && Array.isArray(provenance.lines) ? provenance : undefined;
  } catch {
    return undefined;
  }
}

/** Lists the text of a page, one line for each paragraph or table row, without the charts' pictures. */
export function listLines(html: string): string[] {
  const body = html.slice(html.indexOf("<body"), html.lastIndexOf("</body>"));
  return body
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/g, "")
    .replace(/\s+/g, " ")
    .replace(/<\/t[hd]>/g, "\t")
    .replace(/<(?:\/(?:p|h\d|li|tr|caption|dt|dd|div|summary|figcaption|pre|section|a|dl|table)|br)\b[^>]*>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .split("\n")
    .map((line) =>
      decodeEntities(line)
        .replace(/[ \t]*\t[ \t]*/g, "\t")
        .trim(),
    )
    .filter((line) => line !== "");
}

/** Hashes a line, as in the provenance. */
export function hashLine(line: string): string {
  return sha256(line).slice(0, 16);
}

/** Hashes the data and the pictures of a page's charts, by name; the theme's colours are replaced by the notebooks'. */
export function hashCharts(html: string, colors: Provenance["colors"]): Provenance["charts"] {
  const originals = new Map(Object.entries(colors).map(([original, color]) => [color, original]));
  const figures = html.matchAll(
    / id="figure-([a-z0-9-]+)" role="group"[\s\S]*?<div class="chart">([\s\S]*?)<script type="application\/json">([\s\S]*?)<\/script>/g,
  );
  return Object.fromEntries(
    [...figures].map(([, name = "", picture = "", data = ""]) => [
      name,
      { data: hashChart(data, originals), picture: sha256(picture) },
    ]),
  );
}

/** Hashes the sums by store and month of a page. */
export function hashSums(html: string): Pick<Provenance, "sums"> {
  const [, sums] = /<script type="application\/json" id="drill-sums">([\s\S]*?)<\/script>/.exec(html) ?? [];
  return sums === undefined ? {} : { sums: sha256(sums) };
}

/** The hash of the chart's file in `build/charts`; if the text is not JSON, the hash of the text. */
function hashChart(json: string, originals: ReadonlyMap<string, string>): string {
  const restore = (_: string, value: unknown): unknown =>
    typeof value === "string" ? (originals.get(value) ?? value) : value;
  try {
    return sha256(`${JSON.stringify(JSON.parse(json, restore), undefined, 1)}\n`);
  } catch {
    return sha256(json);
  }
}
