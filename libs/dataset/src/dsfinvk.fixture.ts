/** What a test writes into a DSFinV-K: rows of some columns, by the table. */
export type ExportFixture = Record<string, Record<string, string>[]>;

const closing = { Z_KASSE_ID: "KASSE1", Z_ERSTELLUNG: "2026-03-01T20:00:00+01:00", Z_NR: "12" };

/**
 * One closing of a till: a receipt with three lines, one of them at two rates; a cancelled receipt and the one that cancels it;
 * a training, and money taken to the bank. Its sales are 14.97.
 */
export const exportFixture: ExportFixture = {
  transactions: [
    bon("B1", { BON_START: "2026-03-01T08:05:00.000Z", BEDIENER_NAME: "Ada", BEDIENER_ID: "7" }),
    bon("B2", { BON_START: "2026-03-01T23:30:00Z", BEDIENER_ID: "8" }),
    bon("B3", { BON_START: "2026-03-01T10:00:00+01:00", BEDIENER_ID: "8", BON_STORNO: "1" }),
    bon("B4", { BON_TYP: "AVTraining", BON_START: "2026-03-01T10:00:00+01:00" }),
    bon("B5", { BON_START: "2026-03-01T19:00:00", BEDIENER_NAME: "Bo" }),
  ],
  lines: [
    line("B1", "1", { ARTIKELTEXT: 'Butter; "250 g"', GV_TYP: "Umsatz", MENGE: "2,500", WARENGR: "Molkerei" }),
    line("B1", "2", { ARTIKELTEXT: "Menü", GV_TYP: "Umsatz" }),
    line("B1", "3", { GV_NAME: "Flasche", GV_TYP: "Pfand" }),
    line("B2", "1", { ARTIKELTEXT: "Milk", GV_TYP: "Umsatz" }),
    line("B3", "1", { ARTIKELTEXT: "Milk", GV_TYP: "Umsatz", P_STORNO: "1" }),
    line("B4", "1", { ARTIKELTEXT: "Milk", GV_TYP: "Umsatz" }),
    line("B5", "1", { GV_TYP: "Geldtransit" }),
  ],
  lines_vat: [
    vat("B1", "1", "1", "11,90000"),
    vat("B1", "2", "1", "1,78500"),
    vat("B1", "2", "2", "1,03500"),
    vat("B1", "3", "1", "0,25000"),
    vat("B2", "1", "2", "1,07000"),
    vat("B3", "1", "2", "-1,07000"),
    vat("B4", "1", "2", "1,07000"),
    vat("B5", "1", "5", "-100,00000"),
  ],
  location: [{ ...closing, LOC_NAME: "Köln Süd", LOC_ORT: "Köln" }],
  cashregister: [{ ...closing, KASSE_BASISWAEH_CODE: "EUR" }],
  businesscases: [
    { ...closing, GV_TYP: "Umsatz", UST_SCHLUESSEL: "1", Z_UMS_BRUTTO: "13,68500" },
    { ...closing, GV_TYP: "Umsatz", UST_SCHLUESSEL: "2", Z_UMS_BRUTTO: "1,03500" },
    { ...closing, GV_TYP: "Pfand", UST_SCHLUESSEL: "1", Z_UMS_BRUTTO: "0,25000" },
    { ...closing, GV_TYP: "Geldtransit", UST_SCHLUESSEL: "5", Z_UMS_BRUTTO: "-100,00000" },
  ],
};

function bon(id: string, more: Record<string, string>): Record<string, string> {
  return { ...closing, BON_ID: id, BON_TYP: "Beleg", BON_STORNO: "0", ...more };
}

function line(id: string, number: string, more: Record<string, string>): Record<string, string> {
  return { ...closing, BON_ID: id, POS_ZEILE: number, P_STORNO: "0", ...more };
}

function vat(id: string, number: string, key: string, gross: string): Record<string, string> {
  return { ...closing, BON_ID: id, POS_ZEILE: number, UST_SCHLUESSEL: key, POS_BRUTTO: gross };
}

/** Formats the files of an export. */
export function formatExport(tables: ExportFixture): Record<string, string> {
  const files: Record<string, string> = {
    "index.xml": "<DataSet><Media><Table><DecimalSymbol>,</DecimalSymbol></Table></Media></DataSet>",
  };
  for (const [name, rows] of Object.entries(tables)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const quote = (text: string): string => (/[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = rows.map((row) => columns.map((column) => quote(row[column] ?? "")).join(";"));
    files[`${name}.csv`] = `${[columns.join(";"), ...lines].join("\r\n")}\r\n`;
  }
  return files;
}
