import {
  formatAmount,
  formatAmountShort,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatShare,
  type Messages,
} from "@tillbook/charts";
import { type Fraction, makeFraction, multiply, round } from "./fraction.js";

type Format = (value: Fraction, messages: Messages) => string;

/** The formatters by the names that evidence gives them. */
export const formats: Readonly<Record<string, Format>> = {
  money: (value, messages) => formatMoney(toCents(value, messages), messages),
  moneyShort: (value, messages) => formatMoneyShort(toCents(value, messages), messages),
  amount: (value, messages) => formatAmount(toCents(value, messages), messages),
  amountShort: (value, messages) => formatAmountShort(toCents(value, messages), messages),
  count: (value, messages) => formatCount(round(value, 0).numerator, messages),
  share: ({ numerator, denominator }, messages) => formatShare(numerator, denominator, messages),
};

function toCents(value: Fraction, { numbers }: Messages): bigint {
  return round(multiply(value, makeFraction(10n ** BigInt(numbers.currency.scale))), 0).numerator;
}
