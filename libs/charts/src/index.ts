export { nameDay, nameHour, nameMonth, numberMonth } from "./calendar.js";
export type { Column, Figure, KeyFigure, Meta, Table } from "./figure.js";
export { describeFiles, readFileList } from "./import-notes.js";
export { type Currency, de, en, inCurrency, locales, type Messages } from "./locale/index.js";
export {
  isRecording,
  type Mark,
  type MarkedText,
  markText,
  startRecording,
  stopRecording,
  stripMarks,
  takeMarks,
} from "./marks.js";
export {
  divideCents,
  formatAmount,
  formatAmountShort,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatShare,
  headAmounts,
  parseCents,
  sumCents,
} from "./money.js";
export { tabulateMonths } from "./month-table.js";
export { type MonthlySalesRow, monthlySales } from "./monthly-sales.js";
export {
  count,
  countDistinct,
  type How,
  hasSource,
  max,
  mean,
  median,
  min,
  type Operand,
  type Operator,
  Quantity,
  quantity,
  sum,
  toQuantity,
} from "./quantity.js";
export { findPlace, type Place, registerRows } from "./rows.js";
export { type SalesPerCashierRow, salesPerCashier } from "./sales-per-cashier.js";
export {
  describeArticles,
  describeCashiers,
  describeData,
  describeHours,
  describeLeaders,
  describeMonths,
  describeStores,
  describeWeekdays,
  type ImportedData,
  listKeyFigures,
  listRowCounts,
} from "./sentences.js";
export { describeSpellings, type NameCount } from "./spellings.js";
export { rankStores } from "./stores.js";
export { escapeMarkdown, isolateName } from "./text.js";
export { palette } from "./theme.js";
export { type TimeSalesRow, timeSales } from "./time-sales.js";
export { type TopArticlesRow, topArticles } from "./top-articles.js";
export {
  findTranslation,
  joinTemplate,
  makeTranslate,
  splitMarkdown,
  translateText,
  untranslatedMark,
} from "./translate.js";
export { weekdayHours } from "./weekday-hours.js";
