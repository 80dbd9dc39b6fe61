import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";

/**
 * Names the server, e.g. `MariaDB 11.4.5`, and checks its version.
 * @throws TillbookError MYSQL_VERSION for MySQL before 8.4 and MariaDB before 10.11
 */
export async function checkServer(connection: Connection): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>("select version() as version");
  return checkVersion(String(rows[0]?.["version"]));
}

/** What LOAD DATA sends at once, with what is around it; the smallest that MySQL can be set to is 1 KB. */
export const leastPacketBytes = 65_536;

/**
 * As `checkServer`, for a server that is to be written to: also what would stop an import after it has read all its files.
 * @throws TillbookError MYSQL_VERSION, and MYSQL_REFUSED where the server takes no LOAD DATA LOCAL, or only tiny packets
 */
export async function checkWritable(connection: Connection): Promise<string> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    "select version() as version, @@local_infile as local_infile, @@max_allowed_packet as packet",
  );
  const server = checkVersion(String(row?.["version"]));
  if (Number(row?.["local_infile"]) === 0) throw refuse("has local_infile off", "expected ON", "local_infile = 1");
  if (Number(row?.["packet"]) < leastPacketBytes)
    throw refuse(
      `has max_allowed_packet = ${row?.["packet"]}`,
      `expected at least ${leastPacketBytes}`,
      "max_allowed_packet = 67108864",
    );
  return server;
}

function refuse(got: string, expected: string, setting: string): TillbookError {
  return new TillbookError("MYSQL_REFUSED", `MySQL ${got}, ${expected}`, `as its administrator: set global ${setting}`);
}

/** As `checkServer`, of the text that `version()` gives. */
export function checkVersion(text: string): string {
  const server = nameServer(text);
  const [brand, version = ""] = server.split(" ");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = brand === "MariaDB" ? [10, 11] : [8, 4];
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new TillbookError(
      "MYSQL_VERSION",
      `expected MySQL 8.4 or newer, or MariaDB 10.11 or newer, got ${server}`,
      "upgrade the server, or unset MYSQL_HOST to use the embedded one",
    );
  }
  return server;
}

/** Turns the text of `version()` into brand and number, e.g. `11.4.5-MariaDB-log` into `MariaDB 11.4.5`. */
export function nameServer(version: string): string {
  const number = /\d+\.\d+\.\d+/.exec(version)?.[0] ?? version;
  return `${/mariadb/i.test(version) ? "MariaDB" : "MySQL"} ${number}`;
}
