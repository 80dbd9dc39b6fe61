import { once } from "node:events";
import {
  endWithParent,
  escapeControls,
  findPaths,
  formatFailure,
  formatSeconds,
  readSettings,
} from "@tillbook/pipeline";
import { checkServer } from "./check-server.js";
import { connectMysql } from "./connect-mysql.js";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";

// Nx runs this while a stage needs it. It prints `mysql ready`, which nx waits for, and ends at SIGTERM, at Ctrl-C, or when the
// process that started it is gone.

const log = (line: string): void => void process.stderr.write(`mysql     ${escapeControls(line)}\n`);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort()).once("SIGINT", () => stop.abort());
endWithParent("SIGTERM").ref();

try {
  const started = performance.now();
  const { mysql } = readSettings();
  const paths = findPaths();
  const isEmbedded = mysql.host === undefined;
  try {
    if (isEmbedded) await joinEmbeddedMysql(paths, mysql.database, stop.signal);
    const connection = await connectMysql(mysql, paths);
    const server = await checkServer(connection).finally(() => connection.end());
    log(
      `mysql ready after ${formatSeconds(performance.now() - started)}: ${isEmbedded ? "embedded" : "your own"} ${server}`,
    );
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
