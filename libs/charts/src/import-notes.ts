import type { Messages } from "./locale/index.js";
import { countCents, formatMoney } from "./money.js";
import { quantity, sum } from "./quantity.js";
import { escapeMarkdown } from "./text.js";

/** What `import_status` has of a file, as far as it is not the same for all files of all reports. */
export interface ImportedFile {
  /** The layout of a known system. */
  profile?: string;
  /** Whether the amounts include tax. */
  amounts?: "net" | "gross";
  rounding?: "half-up" | "half-even";
  timezone?: string;
  /** Whether no currency is named, so that the amounts are taken to be in euros. */
  lacks_currency?: boolean;
}

/** Rows that are no sales, of all files together, by the reason; or closings of tills that were compared with their own sums. */
export interface CountedRow {
  reason: string;
  row_count: number;
  /** What they are together, in cents. */
  cents: number;
}

/** Reads the files of an import from its column `file_list`. */
export function readFileList(json: string): ImportedFile[] {
  return JSON.parse(json);
}

/** Says how the files were read, where they or their settings tell more than usual: empty for plain files. Markdown. */
export function describeFiles(
  files: readonly ImportedFile[],
  leftOut: readonly CountedRow[],
  closings: readonly CountedRow[],
  messages: Messages,
): string {
  const { list, sentences } = messages;
  const collect = <K extends "profile" | "amounts" | "rounding" | "timezone">(
    key: K,
  ): NonNullable<ImportedFile[K]>[] => [
    ...new Set(files.flatMap((file) => (file[key] === undefined ? [] : [file[key]]))),
  ];
  const profiles = collect("profile").map(escapeMarkdown);
  const money = (row: CountedRow): string => formatMoney(quantity(row, "cents").over(countCents(messages)), messages);
  return [
    ...(profiles.length > 0 ? [sentences.profiles(list(profiles))] : []),
    ...(collect("amounts").length > 0
      ? [
          sentences.tax(
            collect("amounts"),
            files.some(({ amounts }) => !amounts),
          ),
        ]
      : []),
    ...collect("rounding").map(sentences.rounding),
    ...(collect("timezone").length > 0 ? [sentences.timezone(list(collect("timezone").map(escapeMarkdown)))] : []),
    ...(files.some((file) => file.lacks_currency) ? [sentences.noCurrency] : []),
    ...closings.map((row) => sentences.closings(quantity(row, "row_count"), money(row))),
    ...(leftOut.length > 0
      ? [
          sentences.leftOut(
            sum(leftOut, "row_count"),
            leftOut.map((row) => ({
              reason: escapeMarkdown(sentences.leftOutReason(row.reason)),
              rows: quantity(row, "row_count"),
              amount: money(row),
            })),
          ),
        ]
      : []),
  ].join(" ");
}
