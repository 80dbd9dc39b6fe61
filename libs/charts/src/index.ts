export { articleParts, countArticleParts, describeArticleParts } from "./abc.js";
export {
  adjustedPerDay,
  type MonthWeekday,
  measureWeekdays,
  type StoreWeekday,
  type UsualShares,
  type WeekdaySums,
} from "./adjusted.js";
export { type ArticlePeriod, describeArticleChanges } from "./article-changes.js";
export { makeHourAxis, makeMoneyAxis, makeSteps, makeWordAxis } from "./axis.js";
export { bridge } from "./bridge.js";
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
export { type CashierRow, cashierPace, describePace, nameCashier } from "./cashier-pace.js";
export { type CategoryRow, categories, describeCategories, hasCategories } from "./categories.js";
export { type CategoryPeriod, type ComparedCategories, describeCategoryChanges } from "./category-changes.js";
export { describePlace, listPlaceFigures, type StoreSums } from "./chain-place.js";
export { checkFigure } from "./check-figure.js";
export { type ChainDayRow, describeClosedDays, findClosedDays, type OpenDayRow } from "./closed-days.js";
export { compareLikeForLike, findPair, type LikeForLike, type Pair } from "./compared-pair.js";
export {
  type ComparedRows,
  type ComparedWeekdays,
  describeComparisons,
  listComparisons,
  type ReportScope,
} from "./comparison.js";
export { cutDays, isWholeMonth, type MonthRow } from "./coverage.js";
export { type Drill, listDrill } from "./drill.js";
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
export { type FirstPage, listFirstFigures, writeHeadline } from "./first-page.js";
export { describeFirstStores } from "./first-stores.js";
export { formatAs } from "./formats.js";
export { tabulateGrowth } from "./growth-table.js";
export { type CountedRow, describeFiles, readFileList } from "./import-notes.js";
export { indexLine, listIndex, namePartMonths } from "./index-line.js";
export { type Currency, de, en, inCurrency, locales, type Messages } from "./locale/index.js";
export { type GapRow, lookInto } from "./look-into.js";
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
export { describeOutlook, type MonthSum } from "./outlook.js";
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
export {
  articlesPerReceipt,
  averageReceipt,
  countReceipts,
  describeReceipts,
  linesPerReceipt,
  type ReceiptsRow,
} from "./receipts.js";
export { describeReturns, returnsFunnel } from "./returns.js";
export { describeArticleReturns, describeCashierReturns, type ReturnsRow } from "./returns-by-name.js";
export { findPlace, type Place, registerRows } from "./rows.js";
export { type SalesPerCashierRow, salesPerCashier } from "./sales-per-cashier.js";
export {
  describeArticles,
  describeData,
  describeLeaders,
  describeMonths,
  describePeriod,
  describeStores,
  type ImportedData,
  listRowCounts,
} from "./sentences.js";
export { type CoursePoint, describeCourse, sparkline } from "./sparkline.js";
export { describeOutstanding, describeSpecialities } from "./specialities.js";
export { describeSpellings, type NameCount } from "./spellings.js";
export { storeGrowth } from "./store-growth.js";
export { type ChainHourRow, storeHours } from "./store-hours.js";
export { areFewBars, storeMonths } from "./store-months.js";
export {
  type ChainScope,
  explainStores,
  type StoreRow,
  type StoreRows,
  tabulateStores,
} from "./store-table.js";
export { countStores, rankStores } from "./stores.js";
export { type Cell, groupRows } from "./tally.js";
export { escapeMarkdown, escapePlotly, isolateName } from "./text.js";
export {
  actualColor,
  fallColor,
  heatColors,
  heatDark,
  makeLayout,
  numberAxis,
  othersColor,
  palette,
  paletteDark,
  previousColor,
  riseColor,
  wordAxis,
} from "./theme.js";
export { listTimed, type TimeSalesRow } from "./time-rows.js";
export { timeSales } from "./time-sales.js";
export { type RankedArticleRow, type TopArticlesRow, topArticles } from "./top-articles.js";
export {
  findTranslation,
  joinTemplate,
  makeTranslate,
  splitMarkdown,
  translateText,
  untranslatedMark,
} from "./translate.js";
export { trend } from "./trend.js";
export { type DayHourRow, type DayRow, type HourVariation, measureDays, measureHours } from "./variation.js";
export { weekdayHours } from "./weekday-hours.js";
export { describeGrowth, listWeeks, type Week, type WeekRow, weeklySales } from "./weeks.js";
export { describeHours, describeWeekdays } from "./when.js";
