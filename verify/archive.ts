import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readHtmlProvenance } from "@tillbook/provenance";
import { readArchive, readSubject } from "@tillbook/report/archive";
import type { Check } from "./verify.js";

/**
 * Checks the earlier reports that the report supersedes, from which its old numbers come: each is in the archive, as it was made.
 * That the report says of them what follows from them is found when it is built again.
 */
export const checkArchive: Check = async ({ paths, archive }, findings) => {
  const html = await readFile(join(paths.report, "tillbook.html"), "utf8").catch(() => "");
  const provenance = readHtmlProvenance(html);
  if (provenance === undefined) return "there is no report that could supersede others";
  const problem = (text: string): void => void findings.push(`${archive}: ${text}`);
  const reports = await readArchive(archive, readSubject(provenance), problem);
  const found = new Set(reports.flatMap(({ receipt }) => Object.values(receipt.checksums)));
  const superseded = provenance.supersedes ?? [];
  for (const [name, checksum] of superseded.flatMap(({ checksums }) => Object.entries(checksums)))
    if (!found.has(checksum))
      problem(`expected ${name} with the checksum ${checksum}, which the report supersedes, found none`);
  if (superseded.length === 0) return "the report supersedes no other";
  const before = reports.find(
    ({ receipt }) => receipt.checksums["tillbook.html"] === superseded[0]?.checksums["tillbook.html"],
  );
  const those =
    superseded.length === 1
      ? "the report that it supersedes is in the archive, as it was made"
      : `the ${superseded.length} reports that it supersedes are in the archive, as they were made`;
  return `${those}; its old numbers are those of ${before?.folder}`;
};
