import type { Messages } from "./locale/index.js";
import { formatMoney } from "./money.js";
import { escapeMarkdown } from "./text.js";

/** What `import_status` has of a file, as far as it is not the same for all files of all reports. */
export interface ImportedFile {
  /** The layout of a known system. */
  profile?: string;
  /** Whether the amounts include tax. */
  amounts?: "net" | "gross";
  rounding?: "half-up" | "half-even";
  timezone?: string;
  /** Rows that are no sales, by the reason. */
  left_out?: { reason: string; rows: number; amount_cents: string }[];
  /** Closings of tills that were compared with their own sums. */
  closings?: { count: number; amount_cents: string };
}

/** Reads the files of an import from its column `file_list`. */
export function readFileList(json: string): ImportedFile[] {
  return JSON.parse(json);
}

/** Says how the files were read, where they or their settings tell more than usual: empty for plain files. Markdown. */
export function describeFiles(files: readonly ImportedFile[], messages: Messages): string {
  const { list, sentences } = messages;
  const collect = <K extends "profile" | "amounts" | "rounding" | "timezone">(
    key: K,
  ): NonNullable<ImportedFile[K]>[] => [
    ...new Set(files.flatMap((file) => (file[key] === undefined ? [] : [file[key]]))),
  ];
  const profiles = collect("profile").map(escapeMarkdown);
  const closings = files.flatMap((file) => file.closings ?? []);
  const leftOut = sumLeftOut(files);
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
    ...(closings.length > 0
      ? [
          sentences.closings(
            closings.reduce((sum, { count }) => sum + count, 0),
            formatMoney(sumAmounts(closings), messages),
          ),
        ]
      : []),
    ...(leftOut.length > 0
      ? [
          sentences.leftOut(
            leftOut.reduce((sum, { rows }) => sum + rows, 0),
            leftOut.map(({ reason, rows, amount_cents }) => ({
              reason: escapeMarkdown(reason),
              rows,
              amount: formatMoney(BigInt(amount_cents), messages),
            })),
          ),
        ]
      : []),
  ].join(" ");
}

/** Adds up what was left out, by the reason, the most rows first. */
function sumLeftOut(files: readonly ImportedFile[]): { reason: string; rows: number; amount_cents: bigint }[] {
  const sums = new Map<string, { reason: string; rows: number; amount_cents: bigint }>();
  for (const { reason, rows, amount_cents } of files.flatMap(({ left_out = [] }) => left_out)) {
    const sum = sums.get(reason) ?? { reason, rows: 0, amount_cents: 0n };
    sums.set(reason, { reason, rows: sum.rows + rows, amount_cents: sum.amount_cents + BigInt(amount_cents) });
  }
  return [...sums.values()].sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
}

function sumAmounts(parts: readonly { amount_cents: string }[]): bigint {
  return parts.reduce((sum, { amount_cents }) => sum + BigInt(amount_cents), 0n);
}
