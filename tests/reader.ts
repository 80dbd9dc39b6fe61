import { join } from "node:path";
import { columnNames } from "@tillbook/dataset";
import { findPaths, findRoot, readSettings } from "@tillbook/pipeline";
import { readQueries } from "@tillbook/queries";
import { connectMysql } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";

/** Somebody who reads the database all the while. */
export interface Reader {
  /** Reads that found all tables. */
  reads: () => number;
  /** What was seen and must never be, each once. */
  violations: () => string[];
  /** Says that the database was removed, so that tables may be missing again. */
  forget: () => void;
  stop: () => Promise<void>;
}

/** Columns of `sales` and of the results, in the order of their fingerprints. */
const columns = Object.fromEntries([
  ["sales", columnNames.join(", ")],
  ...(await readQueries(join(findRoot(), "spark"))).map((query) => [
    query.name,
    query.columns.map(({ name, isNullable }) => (isNullable ? `coalesce(${name}, '\\\\N')` : name)).join(", "),
  ]),
]);

const lastDone = (column: string, table: string): string =>
  `(select ${column} from ${table} where state = 'done' order by id desc limit 1)`;

const badRows = (table: string): string => `(select count(*) from ${table} s where
    state not in ('begun', 'done', 'failed', 'died')
    or (state in ('done', 'failed')) <> (finished is not null)
    or state = 'begun' and id < (select max(id) from ${table}))`;

/** One statement, since a server opens all tables of a statement before it reads the first row. */
const look = `select ${[
  ...Object.entries(columns).map(([table, names]) => {
    const amount = table === "sales" ? "amount" : "revenue";
    return `(select concat_ws(':', count(*), coalesce(sum(${amount}), 0.00), coalesce(sum(crc32(concat_ws('|', ${names}))), 0)) from ${table}) as ${table}`;
  }),
  `${lastDone("table_fingerprint", "import_status")} as imported`,
  `${lastDone("wrote_fingerprints", "aggregate_status")} as wrote`,
  `(select count(*) from import_status where state = 'done' and table_fingerprint = ${lastDone("read_fingerprint", "aggregate_status")}) as origins`,
  `${badRows("import_status")} as bad_imports`,
  `${badRows("aggregate_status")} as bad_aggregations`,
].join(",\n  ")}`;

/**
 * Reads every table of a checkout's embedded database over and over, through all its ends and starts, and compares what is
 * in them with what the status tables say.
 */
export function watchTables(root: string, pauseMs = 60): Reader {
  let reads = 0;
  let hasSeenAll = false;
  let isStopped = false;
  const violations = new Set<string>();
  const watch = async (): Promise<void> => {
    const connection = await connectMysql(readSettings({}).mysql, findPaths(root));
    connection.on("error", () => {});
    try {
      while (!isStopped) {
        for (const violation of await lookOnce(connection)) violations.add(violation);
        [reads, hasSeenAll] = [reads + 1, true];
        await sleep(pauseMs);
      }
    } finally {
      connection.destroy();
    }
  };
  const run = (async () => {
    while (!isStopped) {
      await watch().catch((error: NodeJS.ErrnoException) => {
        const isMissing = error.code === "ER_NO_SUCH_TABLE";
        if (isMissing && hasSeenAll) violations.add(error.message);
        else if (!isMissing && error.code?.startsWith("ER_") && !/SHUTDOWN|KILLED|DENIED/.test(error.code)) {
          violations.add(`${error.code} ${error.message}`);
        }
      });
      await sleep(pauseMs);
    }
  })();
  return {
    reads: () => reads,
    violations: () => [...violations],
    forget: () => {
      hasSeenAll = false;
    },
    stop: () => {
      isStopped = true;
      return run;
    },
  };
}

async function lookOnce(connection: Connection): Promise<string[]> {
  const [[row = {}]] = await connection.query<RowDataPacket[]>(look);
  const seen = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
  const wrote: Record<string, string> = JSON.parse(seen["wrote"] ?? "{}");
  const problems = Object.entries(wrote)
    .filter(([table, print]) => seen[table] !== print)
    .map(([table, print]) => `${table} is ${seen[table]}, aggregate_status says ${print}`);
  if (seen["imported"] !== null && seen["imported"] !== seen["sales"])
    problems.push(`sales is ${seen["sales"]}, import_status says ${seen["imported"]}`);
  if (seen["wrote"] !== null && seen["origins"] === "0")
    problems.push("the results come from sales that no import made");
  if (seen["bad_imports"] !== "0") problems.push("a row of import_status contradicts itself");
  if (seen["bad_aggregations"] !== "0") problems.push("a row of aggregate_status contradicts itself");
  return problems;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
