import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { runStage, TillbookError } from "@tillbook/pipeline";
import { makeReceipt, nameReportFolder, nameSubject, nameSubjectFolder, readReport, readSubject } from "./archive.js";

await runStage("archive", async ({ settings, paths }) => {
  const problems: string[] = [];
  const { provenance, checksums } = await readReport(paths.report, (problem) => problems.push(problem));
  const files = ["tillbook.html", "tillbook.pdf"];
  const [problem = files.every((name) => name in checksums) ? undefined : "there is no HTML and PDF"] = problems;
  if (provenance === undefined || problem !== undefined) {
    const message = `expected a whole report in build/report, but ${problem}`;
    throw new TillbookError("SETUP_MISSING", message, "make report, then make archive");
  }
  const { archive } = settings.report;
  const subject = readSubject(provenance);
  const home = join(archive, nameSubjectFolder(subject));
  const folder = join(home, nameReportFolder(makeReceipt(provenance, checksums)));
  const shown = relative(paths.root, folder);
  if (existsSync(folder)) return `unchanged: ${shown}`;
  await mkdir(home, { recursive: true });
  const part = await mkdtemp(join(home, ".part-"));
  try {
    for (const name of files) await copyFile(join(paths.report, name), join(part, name));
    // a signature covers the bytes that it was made for, which are those of this report
    if (existsSync(join(paths.build, "signed")))
      await cp(join(paths.build, "signed"), join(part, "signed"), { recursive: true });
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return `${shown}, the report of ${nameSubject(subject)}`;
});
