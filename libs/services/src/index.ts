export { checkServer } from "./check-server.js";
export { connectMysql, findMysql, type MysqlAddress } from "./connect-mysql.js";
export { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
export { type EmbeddedSpark, type SparkOptions, startEmbeddedSpark } from "./embedded-spark.js";
export { type Fingerprint, fingerprintTable, formatFingerprint } from "./fingerprint.js";
export { withLock } from "./lock.js";
export { explainMysqlError } from "./mysql-errors.js";
export { dropTables, swapTables } from "./swap-tables.js";
export { withTableLock } from "./table-lock.js";
