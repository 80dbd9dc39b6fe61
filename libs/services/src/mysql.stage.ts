import { once } from "node:events";
import { relative } from "node:path";
import {
  cleanEnvironment,
  endWithParent,
  escapeControls,
  findPaths,
  formatFailure,
  formatSeconds,
  type MysqlSettings,
  type Paths,
  readSettings,
} from "@tillbook/pipeline";
import { checkServer } from "./check-server.js";
import { connectMysql, findMysql } from "./connect-mysql.js";
import { findReadPassword, joinEmbeddedMysql, leaveEmbeddedMysql, readUser } from "./embedded-mysql.js";

// Nx runs this while a stage needs it. It prints `mysql ready`, which nx waits for, and ends at SIGTERM, at Ctrl-C, or when the
// process that started it is gone.

const log = (line: string): void => void process.stderr.write(`mysql     ${escapeControls(line)}\n`);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort()).once("SIGINT", () => stop.abort());
endWithParent("SIGTERM").ref();

/** Says how another program can read the tables. */
async function showAccess(mysql: MysqlSettings, paths: Paths): Promise<void> {
  const { host, port, database } = await findMysql(mysql, paths);
  const file = relative(paths.root, findReadPassword(paths));
  log(`other programs on this machine may read the tables: host ${host}, port ${port}, database ${database},`);
  log(`  user ${readUser}, without TLS, password in ${file}; port and password are new at each start`);
  log(`  e.g. MYSQL_PWD=$(cat ${file}) mariadb -h ${host} -P ${port} -u ${readUser} ${database}`);
  log("Ctrl-C ends the database");
}

try {
  const started = performance.now();
  const paths = findPaths();
  cleanEnvironment(paths.root);
  const { mysql } = readSettings();
  const isEmbedded = mysql.host === undefined;
  try {
    if (isEmbedded) await joinEmbeddedMysql(paths, mysql.database, stop.signal);
    const connection = await connectMysql(mysql, paths);
    const server = await checkServer(connection).finally(() => connection.end());
    log(
      `mysql ready after ${formatSeconds(performance.now() - started)}: ${isEmbedded ? "embedded" : "your own"} ${server}`,
    );
    if (isEmbedded && process.env["TILLBOOK_SHOW_MYSQL"]) await showAccess(mysql, paths);
    if (!stop.signal.aborted) await once(stop.signal, "abort");
  } finally {
    if (isEmbedded) await leaveEmbeddedMysql(paths);
  }
} catch (error) {
  if (!stop.signal.aborted) {
    for (const line of formatFailure(error)) log(line);
    process.exitCode = 1;
  }
}
process.exit();
