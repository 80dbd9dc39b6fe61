import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkbook, readSheet } from "../../libs/dataset/src/workbook.js";

/** Reads the workbook that a report's page has inside, as import reads workbooks: the rows of each sheet by its name. */
export async function readReportWorkbook(html: string): Promise<Map<string, string[][]>> {
  const [, base64] = /download="tillbook\.xlsx" href="data:[^;]+;base64,([^"]+)"/.exec(html) ?? [];
  if (base64 === undefined) throw new Error("expected a page with a workbook");
  const folder = await mkdtemp(join(tmpdir(), "tillbook-workbook-"));
  try {
    const file = join(folder, "tillbook.xlsx");
    await writeFile(file, Buffer.from(base64, "base64"));
    const workbook = await openWorkbook(file, "tillbook.xlsx");
    const sheets = new Map<string, string[][]>();
    for (const sheet of workbook.sheets) {
      const rows: string[][] = [];
      for await (const some of readSheet(workbook, sheet, "tillbook.xlsx"))
        rows.push(...some.map(({ cells }) => cells));
      sheets.set(sheet.name, rows);
    }
    return sheets;
  } finally {
    await rm(folder, { recursive: true });
  }
}
