export { countDecimals, defaultCurrency, findScale, fitScale, isCurrency, nameCurrency } from "./currency.js";
export { cleanEnvironment, pickStageEnvironment, pickToolEnvironment, readEnvironment } from "./environment.js";
export { type ErrorCode, TillbookError } from "./errors.js";
export { findFileMark } from "./file-mark.js";
export { makePrivateFolder, removeOthers, sha256, sha256File, writeFileAtomic } from "./files.js";
export { inTurn } from "./in-turn.js";
export { formatManifest, type Manifests, parseManifest, readManifest, writeManifest } from "./manifests.js";
export { formatCents, parseCents } from "./money.js";
export { endWithParent, tieToParent } from "./parent.js";
export { parseJson } from "./parse-json.js";
export { findPaths, findRoot, type Paths } from "./paths.js";
export {
  countMonths,
  type DataDays,
  type Days,
  findPeriodBefore,
  findShownInTrend,
  findTrend,
  findWeekday,
  findYearBefore,
  isCovered,
  listDays,
  type Period,
  parsePeriod,
  resolvePeriod,
} from "./period.js";
export type { Progress } from "./progress.js";
export {
  formatFailure,
  formatSeconds,
  runStage,
  type Stage,
  type StageContext,
  type StageMessage,
  type StageRequest,
} from "./run-stage.js";
export {
  type CashierNames,
  type DataSettings,
  type DeliverySettings,
  findChoice,
  type MysqlSettings,
  type ReportSettings,
  readSettings,
  type Settings,
  type SigningSettings,
  type SmtpSettings,
  type SparkSettings,
  type TlsSettings,
} from "./settings.js";
export { escapeControls } from "./terminal.js";
