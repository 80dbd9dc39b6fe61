import { inCurrency, locales, type Messages } from "@tillbook/charts";
import { defaultCurrency, TillbookError } from "@tillbook/pipeline";
import {
  type Causes,
  compareMonths,
  listCauses,
  listTables,
  type MovedMonth,
  type Provenance,
  readChecksum,
} from "@tillbook/provenance";
import { nameSubject, readProvenance, readSubject } from "./archive.js";
import { compareTables, type TableMoves } from "./compare-tables.js";
import { readYears } from "./restated.js";
import { makeNameTranslator } from "./translate-names.js";

/** A report to compare. */
export interface ReportSide {
  /** Its name, for people. */
  file: string;
  checksum: string;
  provenance: Provenance;
}

/** What two reports of the same period and store do not agree on. */
export interface ReportDiff {
  was: ReportSide;
  is: ReportSide;
  /** The language of the later report, in which the differences are told. */
  messages: Messages;
  months: MovedMonth[];
  tables: TableMoves[];
  /** Whether they were made from the same data, but single numbers can't be compared: one has no tables in it. */
  isUnknown: boolean;
  causes: Causes;
}

/** How many numbers differ: cells, and rows that one report lacks; those of the months where no table could be compared. */
export function countMoves({ tables, months }: ReportDiff): number {
  return tables.reduce((total, { moves }) => total + moves.length, 0) || months.length;
}

/** Whether nothing differs that a reader of numbers would see. */
export function isSame({ tables, months, isUnknown }: ReportDiff): boolean {
  return tables.length === 0 && months.length === 0 && !isUnknown;
}

/**
 * Reads a report, HTML or PDF, unsigned.
 * @throws TillbookError VERIFY_FAILED when it has no provenance
 */
export async function readSide(file: string, bytes: Uint8Array): Promise<ReportSide> {
  const provenance = await readProvenance(bytes);
  if (provenance === undefined) {
    const message = `${file}: expected a report of Tillbook, found no provenance in it`;
    throw new TillbookError(
      "VERIFY_FAILED",
      message,
      "make diff A=old.html B=new.html, with files that make report made",
    );
  }
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
  // reports of older versions have their tables in the page alone
  const tables = provenance.tables ?? (isPdf ? undefined : listTables(Buffer.from(bytes).toString()));
  return { file, checksum: readChecksum(bytes) ?? "", provenance: { ...provenance, ...(tables && { tables }) } };
}

/**
 * Compares two reports.
 * @throws TillbookError VERIFY_FAILED when they are of two periods, stores or currencies, or in a language that is not known
 */
export function diffReports(was: ReportSide, is: ReportSide): ReportDiff {
  const subjects = [was, is].map(({ provenance }) => nameSubject(readSubject(provenance)));
  if (subjects[0] !== subjects[1])
    throw refuse(
      `${was.file} is a report of ${subjects[0]}, ${is.file} one of ${subjects[1]}`,
      "the same period and store",
    );
  const currencies = [was, is].map(({ provenance }) =>
    String(provenance.manifests["import"]?.["currency"] ?? defaultCurrency),
  );
  if (currencies[0] !== currencies[1])
    throw refuse(`${was.file} is in ${currencies[0]}, ${is.file} in ${currencies[1]}`, "the same currency");
  const [then, now] = [was, is].map(({ file, provenance: { language } }) => {
    const messages = locales[language];
    if (messages === undefined)
      throw refuse(`${file} is in the language "${language}"`, Object.keys(locales).join(" or "));
    return inCurrency(messages, String(currencies[0]));
  }) as [Messages, Messages];
  const [before, after] = [was.provenance.tables, is.provenance.tables];
  const [first, last] = [readYears(was.provenance.manifests), readYears(is.provenance.manifests)];
  const years = [Math.min(first[0], last[0]), Math.max(first[1], last[1])] as const;
  const translate = makeNameTranslator(then, now, years);
  const causes = listCauses(was.provenance, is.provenance);
  return {
    was,
    is,
    messages: now,
    months: compareMonths(was.provenance, is.provenance),
    tables:
      before && after
        ? compareTables({ tables: before, messages: then }, { tables: after, messages: now }, now, translate)
        : [],
    isUnknown: !(before && after) && wrote(was) !== wrote(is),
    causes,
  };
}

function wrote({ provenance: { manifests } }: ReportSide): string {
  return JSON.stringify(Object.entries(manifests["aggregate"]?.["wrote"] ?? {}).sort());
}

function refuse(got: string, expected: string): TillbookError {
  return new TillbookError("VERIFY_FAILED", `expected two reports of ${expected}: ${got}`, "compare others");
}
