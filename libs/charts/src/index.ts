export { makeHourAxis, makeMoneyAxis, makeMoneySteps, makeWordAxis } from "./axis.js";
export {
  nameDay,
  nameFullHour,
  nameHour,
  nameMonth,
  nameQuarter,
  nameYear,
  numberMonth,
  readMonth,
} from "./calendar.js";
export { describePlace, listPlaceFigures, type StoreSums } from "./chain-place.js";
export { checkFigure } from "./check-figure.js";
export { describeComparisons, listChangeFigures, listComparisons, type ReportScope } from "./comparison.js";
export { cutDays, isWholeMonth, type MonthRow } from "./coverage.js";
export {
  type Column,
  type Figure,
  type FigureSpec,
  type KeyFigure,
  type Layout,
  type Meta,
  makeColumns,
  type Table,
  type Trace,
} from "./figure.js";
export { finishFigure } from "./finish-figure.js";
export { formatAs } from "./formats.js";
export { type CountedRow, describeFiles, readFileList } from "./import-notes.js";
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
  type Amount,
  averageAmount,
  formatAmount,
  formatAmountShort,
  formatMoney,
  formatMoneyShort,
  headAmounts,
  parseCents,
  toUnits,
} from "./money.js";
export { tabulateMonths } from "./month-table.js";
export { type MonthlySalesRow, monthlySales } from "./monthly-sales.js";
export {
  formatChange,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPoints,
  formatRatio,
  formatShare,
} from "./numbers.js";
export { namePeriod, sayWhen } from "./periods.js";
export { formatCell, formatIsoCell } from "./plain-numbers.js";
export {
  type Count,
  count,
  countDistinct,
  type How,
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
  describePeriod,
  describeStores,
  describeWeekdays,
  type ImportedData,
  listKeyFigures,
  listRowCounts,
} from "./sentences.js";
export { describeSpellings, type NameCount } from "./spellings.js";
export { countStores, rankStores } from "./stores.js";
export { type Cell, groupRows } from "./tally.js";
export { escapeMarkdown, escapePlotly, isolateName } from "./text.js";
export { heatColors, heatDark, makeLayout, numberAxis, othersColor, palette, wordAxis } from "./theme.js";
export { listTimed, type TimeSalesRow, timeSales } from "./time-sales.js";
export { type TopArticlesRow, topArticles } from "./top-articles.js";
export {
  findTranslation,
  joinTemplate,
  makeTranslate,
  splitMarkdown,
  translateText,
  untranslatedMark,
} from "./translate.js";
export { trend } from "./trend.js";
export { weekdayHours } from "./weekday-hours.js";
