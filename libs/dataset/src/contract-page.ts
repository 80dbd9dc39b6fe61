import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { decodeBytes, readBytes } from "./csv-bytes.js";
import { detectEncoding } from "./detect-encoding.js";

/** What import prints, without its time, and its results. */
export interface Outcome {
  printed: string[];
  /** Rows of `sales`, in order, with their columns joined by `|`; none where the import failed. */
  rows?: string[];
  /** The same with SALES_REJECTS=keep, where there are invalid rows; `rejects` is build/rejects by file. */
  keep?: { printed: string[]; rows: string[]; rejects: Record<string, string[]> };
}

/** A folder of `fixtures`, and the outcome of its import. */
export interface Case {
  name: string;
  folder: string;
  outcome: Outcome;
}

const intro = `# Cases of your own sales files

Every file format that import reads, and every fault that it reports, with the command and its output (without the time that
it took). \`libs/dataset/src/contract.slow.test.ts\` imports these files into the embedded MariaDB and compares the results with this
page; with \`UPDATE_EXPECTED=1\`, it writes the page. For an introduction see [Your own sales files](your-own-data.md).

In the files, ␍ stands for CR, ⇥ for a tab, ␀ and the like for other control characters, � for invalid bytes.
`;

/** How many lines of a file are shown. */
const mostLines = 24;

/** Writes docs/your-own-data-cases.md. */
export async function renderPage(cases: readonly Case[]): Promise<string> {
  const sections = { format: "Formats", fault: "Faults" };
  const parts = [intro];
  for (const [kind, title] of Object.entries(sections)) {
    const some = cases.filter(({ name }) => name.startsWith(`${kind}-`));
    parts.push(`## ${title}\n`, ...(await Promise.all(some.map(renderCase))));
  }
  return parts.join("\n");
}

async function renderCase({ name, folder, outcome }: Case): Promise<string> {
  const { printed, rows, keep } = outcome;
  const command = `SALES_CSV=libs/dataset/src/fixtures/${name} make import`;
  const parts = [`### ${nameCase(name)}\n`];
  for (const file of await listFiles(folder)) parts.push(block(`\`${file}\``, await showFile(join(folder, file))));
  parts.push(block(`\`${command}\``, printed), ...blockOf("Rows of `sales`", rows));
  if (keep === undefined) return parts.join("\n");
  parts.push(block(`\`SALES_REJECTS=keep ${command}\``, keep.printed), ...blockOf("Rows of `sales`", keep.rows));
  for (const [file, lines] of Object.entries(keep.rejects)) parts.push(block(`\`build/rejects/${file}\``, lines));
  return parts.join("\n");
}

function blockOf(title: string, lines: readonly string[] | undefined): string[] {
  return lines === undefined || lines.length === 0 ? [] : [block(title, lines)];
}

function block(title: string, lines: readonly string[]): string {
  return `${title}:\n\n\`\`\`\n${lines.map((line) => `${makeVisible(line)}\n`).join("")}\`\`\`\n`;
}

/** E.g. `fault-store-empty` becomes `Store empty`. */
function nameCase(name: string): string {
  const words = name
    .replace(/^\w+-/, "")
    .replaceAll("-", " ")
    .replace(/utf(\d+)/, "UTF-$1")
    .replace(/\b(bom|crlf|us|iso|le|be)\b/g, (word) => word.toUpperCase())
    .replace("columns json", "columns.json")
    .replace("windows 1252", "Windows-1252");
  return (words[0] ?? "").toUpperCase() + words.slice(1);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".docx"))
    .map(({ name }) => name)
    .sort();
}

/** Shows a file as text, as far as it is readable. */
async function showFile(path: string): Promise<string[]> {
  const { encoding } = await detectEncoding({ path }).catch(() => ({ encoding: "utf-8" }));
  const pieces: Buffer[] = [];
  try {
    for await (const piece of readBytes({ path }, { encoding })) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
  }
  const lines = decodeBytes(Buffer.concat(pieces), encoding).replace(/\n$/, "").split("\n");
  const shown = lines.slice(0, mostLines).map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line));
  return [...shown, ...(lines.length > mostLines ? ["…"] : [])];
}

function makeVisible(line: string): string {
  return line.replaceAll("\t", "⇥").replace(/(?!\n)\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 32 ? String.fromCharCode(0x2400 + code) : "�";
  });
}
