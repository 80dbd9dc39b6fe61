import { formatNumber, type Messages, quantity } from "@tillbook/charts";

/** A number as a table shows it. */
export interface ShownNumber {
  /** Its digits without a mark: 123450 of "€1,234.50". */
  digits: bigint;
  decimals: number;
  /** What stands before and after it, e.g. "€" and "k". */
  before: string;
  after: string;
}

/** Reads a text that is one number with its unit, e.g. "−€1,234.50", "12.5%", "3.5k"; undefined for any other. */
export function readShownNumber(text: string, { numbers }: Pick<Messages, "numbers">): ShownNumber | undefined {
  const [group, decimal] = [numbers.group, numbers.decimal].map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^([^\\d]*?)(\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${decimal}(\\d+))?(\\D*)$`);
  const [, head = "", whole, part = "", after = ""] = pattern.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = BigInt(whole.replaceAll(numbers.group, "") + part);
  const isNegative = /[-−]/.test(head);
  return { digits: isNegative ? -digits : digits, decimals: part.length, before: head.replace(/[-−+]/g, ""), after };
}

/** The difference of two numbers, to the decimals of the finer one. */
export function subtractShown(is: ShownNumber, was: ShownNumber): { digits: bigint; decimals: number } {
  const decimals = Math.max(is.decimals, was.decimals);
  const scale = (number: ShownNumber): bigint => number.digits * 10n ** BigInt(decimals - number.decimals);
  return { digits: scale(is) - scale(was), decimals };
}

/** Formats a change with its sign and the unit of the numbers, e.g. "+€7,243.09"; that of two percentages in points. */
export function formatMove(is: ShownNumber, was: ShownNumber, messages: Messages): string {
  const { digits, decimals } = subtractShown(is, was);
  const size = digits < 0n ? -digits : digits;
  const number = formatNumber(quantity(size).over(10n ** BigInt(decimals)), decimals, messages);
  const unit = is.after.trim() === "%" ? messages.numbers.points(number) : `${is.before}${number}${is.after}`;
  return digits === 0n ? unit : `${digits < 0n ? "−" : "+"}${unit}`;
}
