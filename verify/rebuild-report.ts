import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Paths } from "@tillbook/pipeline";
import { listLines, type Provenance, readHtmlProvenance, readPdf } from "@tillbook/provenance";
import { compareProvenance } from "./compare.js";
import { describeLines, findDifference } from "./rerun-notebooks.js";
import type { Check } from "./verify.js";

/**
 * Builds HTML and PDF once more in `again`, from the notebooks that `rerunNotebooks` ran, and compares the bytes. A report that
 * was edited is found even where its provenance, checksum and manifests were made to fit.
 */
export const rebuildReport: Check = async ({ paths, again, signal }, findings) => {
  for (const stage of ["html", "pdf"]) {
    const failure = await runStageAgain(stage, again, signal);
    if (failure === undefined) continue;
    findings.push(`the report cannot be built again: ${failure}`);
    return "";
  }
  const compared = await compareReports(again, paths, findings);
  return `HTML, PDF and ${compared} other files of the report have the same bytes when they are built again`;
};

/** Runs the program of a stage with another folder than build/; returns why it failed. It is run, not imported, as `make` does. */
async function runStageAgain(stage: string, { root, build }: Paths, signal: AbortSignal): Promise<string | undefined> {
  const args = [...process.execArgv, join("report", `${stage}.stage.ts`), build];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root, signal, killSignal: "SIGTERM" });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const { stderr = "", message } = error as Error & { stderr?: string };
    return /failed: (.*)/.exec(stderr)?.[1] ?? message;
  }
}

/**
 * Compares the report in build/ with the one that was built again, HTML first, and names the first line, page or byte that
 * differs in each file. Returns how many files there are besides the two reports.
 */
export async function compareReports(again: Paths, paths: Paths, findings: string[]): Promise<number> {
  const charts = (await readdir(again.charts)).map((name) => `charts/${name}`);
  const others = [...charts, ...["plot", "html", "pdf"].map((stage) => `manifests/${stage}.json`)];
  for (const file of ["report/tillbook.html", "report/tillbook.pdf", ...others]) {
    const expected = await readFile(join(again.build, file));
    const got = await readFile(join(paths.build, file)).catch(() => Buffer.alloc(0));
    if (got.equals(expected)) continue;
    const describe = file.endsWith(".html") ? describeHtml : file.endsWith(".pdf") ? describePdf : describeText;
    findings.push(`build/${file}${await describe(expected, got)}`);
  }
  return others.length;
}

function describeHtml(expected: Buffer, got: Buffer): string {
  const [html, other] = [expected, got].map((bytes) => bytes.toString().replace(checksum, "tillbook-sha256:"));
  const commit = describeOrigin(readHtmlProvenance(html ?? ""), readHtmlProvenance(other ?? ""));
  if (commit !== undefined) return commit;
  const [lines = [], others = []] = [html, other].map((text) => listLines(text ?? ""));
  const at = lines.findIndex((line, i) => line !== others[i]);
  const line = at < 0 && others.length > lines.length ? lines.length : at;
  if (line >= 0) {
    const [here, there] = [lines[line], others[line]].map((text) => text?.replaceAll("\t", " | "));
    return `: line ${line + 1} of the text differs from the report built again: ${describeLines(here, there)}`;
  }
  const difference = findDifference(html ?? "", other ?? "");
  if (difference !== undefined) return `:${difference}, when it is built again`;
  return ": its checksum differs from that of the report built again";
}

const checksum = /tillbook-sha256:[0-9a-f]{64}/g;

async function describePdf(expected: Buffer, got: Buffer): Promise<string> {
  const here = await readPdf(expected);
  const there = await readPdf(got).catch(() => ({ pages: [], provenance: undefined }));
  const commit = describeOrigin(here.provenance, there.provenance);
  if (commit !== undefined) return commit;
  if (here.pages.length !== there.pages.length)
    return `: expected ${here.pages.length} pages as when it is built again, got ${there.pages.length}`;
  const page = here.pages.findIndex((hash, i) => hash !== there.pages[i]);
  if (page >= 0) return `: page ${page + 1} differs from the report built again`;
  const first = here.provenance && there.provenance && compareProvenance(there.provenance, here.provenance).first;
  if (first !== undefined) return `: the provenance in it differs from that of the report built again: ${first}`;
  const at = expected.findIndex((byte, i) => byte !== got[i]);
  return `: its pages are those of the report built again, another part differs from byte ${at < 0 ? expected.length : at} on, e.g. its fonts, bookmarks or title`;
}

function describeText(expected: Buffer, got: Buffer): string {
  const isText = !expected.includes(0);
  return isText
    ? `:${findDifference(expected.toString(), got.toString())}, when it is built again`
    : " differs from the file built again";
}

/** Says that another commit made the report, which this checkout cannot build again. */
function describeOrigin(here: Provenance | undefined, there: Provenance | undefined): string | undefined {
  const name = ({ origin: { commit, tree } }: Provenance): string => `commit ${commit}, working tree ${tree}`;
  if (here === undefined || there === undefined || name(here) === name(there)) return undefined;
  return ` says that it was made by ${name(there)}, and this checkout is ${name(here)}: it can only be built again by what made it (make report makes it by this checkout)`;
}
