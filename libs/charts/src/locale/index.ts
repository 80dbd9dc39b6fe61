import { de } from "./de.js";
import { en, type Messages } from "./en.js";

export { type Currency, inCurrency } from "./currency.js";
export type { Messages } from "./en.js";
export type {
  Against,
  Articles,
  Baskets,
  BridgeStep,
  CashierPace,
  CategoryChange,
  CategoryMoves,
  Changes,
  Come,
  DayPeak,
  GrowthFacts,
  HourPeak,
  Kind,
  Lack,
  OutlookFacts,
  PeriodForm,
  Ranked,
  RateKind,
  StoresPeak,
  Unit,
} from "./facts.js";
export { de, en };

/** The languages of the report, by the name that `REPORT_LOCALE` gives them. */
export const locales: Readonly<Record<string, Messages>> = { de, en };
