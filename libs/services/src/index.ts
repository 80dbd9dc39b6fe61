export { checkServer, checkWritable, leastPacketBytes } from "./check-server.js";
export { connectMysql, findMysql } from "./connect-mysql.js";
export { withConnectorTls } from "./connector-tls.js";
export { readCurrency } from "./currency.js";
export { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
export { type EmbeddedSpark, type SparkOptions, startEmbeddedSpark } from "./embedded-spark.js";
export {
  type Fingerprint,
  fingerprintTable,
  formatFingerprint,
  parseFingerprint,
  selectFingerprint,
  toFingerprint,
} from "./fingerprint.js";
export { neededPrivileges, writeGrants } from "./grants.js";
export { findSocket, keepConnection } from "./keep-connection.js";
export {
  type Fingerprinted,
  findKnown,
  keepFingerprint,
  keepKnown,
  readFingerprint,
  readKnown,
  refreshKnown,
} from "./known-content.js";
export { withLock } from "./lock.js";
export { readMonthSums } from "./month-sums.js";
export { explainMysqlError, isMissing } from "./mysql-errors.js";
export { formatPlace, type MysqlAddress } from "./open-mysql.js";
export { expectOwnTables, type OwnTable } from "./own-tables.js";
export { findFreePort, isRunning } from "./process.js";
export { readOnly } from "./read-only.js";
export { connectReader, findReader } from "./read-replica.js";
export { withSocketRelay } from "./socket-relay.js";
export { copyToNext, dropTables, swapTables } from "./swap-tables.js";
export { withTableLock } from "./table-lock.js";
export { countWrites, watchWrites } from "./watch-writes.js";
