import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { type Environment, readEnvironment } from "./environment.js";
import { TillbookError } from "./errors.js";
import { findRoot } from "./paths.js";
import { parsePeriod, periodForms } from "./period.js";

/** What the synthetic sales are made from; the same values give the same bytes. */
export interface DataSettings {
  /** Sales over all files together, 1 to 1,000,000,000. `SALES_ROWS`, default 1,000,000. */
  rows: number;
  /** Stores of the chain, 1 to 10,000. `SALES_STORES`, default 8. */
  stores: number;
  /** Days from `start` on, closed Sundays included, 1 to 36,500. `SALES_DAYS`, default 365. */
  days: number;
  /** First day, ISO date. `SALES_START`, default 2025-01-01. */
  start: string;
  /** Seed of every random choice, 0 to 4,294,967,295. `SALES_SEED`, default 42. */
  seed: number;
}

/** How a connection to MySQL is encrypted, and what is checked; the modes are those of MySQL's own clients. */
export interface TlsSettings {
  /** `MYSQL_SSL`; by default verify-ca where there is a `ca`, else preferred. */
  mode: "preferred" | "required" | "verify-ca" | "verify-identity";
  /** PEM file of the authorities to trust. `MYSQL_SSL_CA`; undefined means those that Node trusts. */
  ca: string | undefined;
  /** PEM files of the certificate and private key by which the account is known. `MYSQL_SSL_CERT`, `MYSQL_SSL_KEY`. */
  client: { cert: string; key: string } | undefined;
}

/** Where the database is. Without a host it is the embedded one, whose address is in its connection file. */
export interface MysqlSettings {
  /** `MYSQL_HOST`, an IPv6 address without brackets; localhost with `MYSQL_SOCKET`; undefined means the embedded server. */
  host: string | undefined;
  /** Path of a Unix socket, instead of host and port. `MYSQL_SOCKET`. */
  socket?: string | undefined;
  /** Host, or host and port, of a replica that notebooks and verify read from. `MYSQL_READ_HOST`. */
  readHost?: string | undefined;
  /** Undefined means that nothing is encrypted. */
  tls?: TlsSettings | undefined;
  /** `MYSQL_PORT`, default 3306. */
  port: number;
  /** `MYSQL_USER`, default tillbook. */
  user: string;
  /** `MYSQL_PASSWORD`, or the content of the file `MYSQL_PASSWORD_FILE`, default empty. */
  password: string;
  /** `MYSQL_DATABASE`, default tillbook. */
  database: string;
}

/** Where Spark is. Without a remote it is an embedded Connect server that lives as long as the aggregation. */
export interface SparkSettings {
  /**
   * `SPARK_REMOTE`, `sc://host:port/;key=value…`, or the content of the file `SPARK_REMOTE_FILE`; undefined means the
   * embedded server.
   */
  remote: string | undefined;
  /** Host and port at which Spark reaches MySQL, where they differ from ours. `SPARK_MYSQL_HOST`, e.g. `mysql:3306`. */
  mysqlHost: string | undefined;
  /**
   * Folder that Spark and aggregate both see by this path, for what was summed of each month. `SPARK_PARTS`; undefined means
   * `.data/spark-parts` for the embedded server, and none for a remote one.
   */
  parts: string | undefined;
  /** Heap of the embedded server, as Java writes it. `SPARK_MEMORY`, default 2g. */
  memory: string;
}

/** How cashiers appear in a report. */
export type CashierNames = "names" | "numbers" | "off";

/** Language, paper and looks of the report. */
export interface ReportSettings {
  /** A file in `libs/charts/src/locale/`, without its ending. `REPORT_LOCALE`, default en. */
  locale: string;
  /** Language of the names in the data, a BCP 47 tag; undefined means that nobody says. `REPORT_DATA_LOCALE`, e.g. de. */
  dataLocale: string | undefined;
  /** `REPORT_PAPER`, a4 or letter, default a4. */
  paper: "a4" | "letter";
  /** Name of a file in `report/themes/`, without its ending. `REPORT_THEME`, default tillbook. */
  theme: string;
  /** What the report speaks of, see `resolvePeriod`; undefined means all the data. `REPORT_PERIOD`, e.g. 2026-02. */
  period: string | undefined;
  /** Name of the store that the report is about; undefined means the chain. `REPORT_STORE`. */
  store: string | undefined;
  /** How cashiers appear: by their names, by numbers instead, or without a chapter of their own. `REPORT_CASHIERS`, default numbers. */
  cashiers: CashierNames;
  /** Folder of earlier reports, absolute: `make archive` writes there, and a report says what has changed since. `REPORT_ARCHIVE`, default build/archive. */
  archive: string;
  /** Date of the PDF in seconds since 1970, 0 to 99,999,999,999; undefined means the last day of the data. `SOURCE_DATE_EPOCH`. */
  epochSeconds: number | undefined;
}

/** The key and certificate that sign the report. */
export interface SigningSettings {
  /** Path of a private key, PEM, or of a PKCS#12 file with key and certificates. `REPORT_SIGN_KEY`. */
  key: string;
  /** Path of the certificate, and of those above it, PEM; undefined where the key's file holds them. `REPORT_SIGN_CERTIFICATE`. */
  certificate: string | undefined;
  /** `REPORT_SIGN_PASSWORD`, or the content of the file `REPORT_SIGN_PASSWORD_FILE`; undefined where the key has none. */
  password: string | undefined;
}

/** Who gets the report by mail, and how. */
export interface DeliverySettings {
  /** Path of the file that names the recipients. `DELIVER_RECIPIENTS`. */
  recipients: string | undefined;
  /** Whether the mails are sent; otherwise they are only written. `DELIVER_SEND`, 0 or 1, default 0. */
  isSent: boolean;
  /** Largest mail, attachments and their encoding included, in MB of 1,000,000 bytes, 1 to 1000. `DELIVER_MOST_MB`, default 20. */
  mostMb: number;
  smtp: SmtpSettings;
}

/** The server that takes mails for sending. */
export interface SmtpSettings {
  /** `SMTP_HOST`; undefined means that none can be sent. */
  host: string | undefined;
  /** `SMTP_PORT`, default 465 for tls, else 587. */
  port: number;
  /** TLS from the first byte on, after STARTTLS, or not at all. `SMTP_SECURITY`, default starttls. */
  security: "tls" | "starttls" | "none";
  /** `SMTP_USER`; undefined means that the server asks for no login. */
  user: string | undefined;
  /** `SMTP_PASSWORD`, or the content of the file `SMTP_PASSWORD_FILE`. */
  password: string | undefined;
  /** Longest time without an answer of the server, in seconds, 1 to 3600. `SMTP_TIMEOUT_SECONDS`, default 60. */
  timeoutS: number;
}

/** All settings, read once; a stage gets the part that it needs. */
export interface Settings {
  data: DataSettings;
  mysql: MysqlSettings;
  spark: SparkSettings;
  /** Your own CSV files instead of generated ones: a folder, a file or a glob. `SALES_CSV`. */
  salesCsv: string | undefined;
  /** What an invalid row does: it stops the import, or the import keeps it in `build/rejects`. `SALES_REJECTS`, default stop. */
  rejects: "stop" | "keep";
  /** When `import` loads the files: always, or when they changed or the table is missing. `SALES_IMPORT`, default auto. */
  importMode: "auto" | "always";
  /** Longest time that one cell of a notebook may run, in seconds, 1 to 86,400. `NOTEBOOK_CELL_SECONDS`, default 120. */
  cellTimeoutS: number;
  /** Whether what is only listed otherwise is refused: a missing translation, a number that wasn't verified. `STRICT`, 0 or 1, default 0. */
  isStrict: boolean;
  report: ReportSettings;
  /** Undefined means that the report is not signed. */
  signing: SigningSettings | undefined;
  delivery: DeliverySettings;
  /** Path of a Chromium to use instead of the pinned one. `TILLBOOK_CHROMIUM`. */
  chromium: string | undefined;
}

/** Each variable that is checked: what it accepts, in the words of the error message, and its default. */
function makeSchema(root: string) {
  return v.object({
    SALES_ROWS: v.optional(integer(1, 1_000_000_000), "1000000"),
    SALES_STORES: v.optional(integer(1, 10_000), "8"),
    SALES_DAYS: v.optional(integer(1, 36_500), "365"),
    SALES_START: v.optional(
      v.pipe(v.string(), v.check(isDay, "a date from 1970-01-01 on such as 2025-01-01")),
      "2025-01-01",
    ),
    SALES_SEED: v.optional(integer(0, 4_294_967_295), "42"),
    SALES_CSV: v.optional(v.string()),
    SALES_REJECTS: v.optional(choice("stop", "keep"), "stop"),
    SALES_IMPORT: v.optional(choice("auto", "always"), "auto"),
    MYSQL_HOST: v.optional(pattern(/^[^\s/@]+$/, "a host name or address")),
    MYSQL_SOCKET: v.optional(pattern(/^\//, "an absolute path")),
    MYSQL_READ_HOST: v.optional(pattern(/^[^\s/@]+$/, "a host, or host:port")),
    MYSQL_SSL: v.optional(choice("disabled", "preferred", "required", "verify-ca", "verify-identity")),
    MYSQL_SSL_CA: v.optional(existingFile()),
    MYSQL_SSL_CERT: v.optional(existingFile()),
    MYSQL_SSL_KEY: v.optional(existingFile()),
    MYSQL_PORT: v.optional(integer(1, 65_535), "3306"),
    MYSQL_USER: v.optional(v.string(), "tillbook"),
    MYSQL_PASSWORD: v.optional(v.string(), ""),
    MYSQL_DATABASE: v.optional(
      pattern(/^[A-Za-z0-9_]{1,64}$/, "letters, digits and underscores, at most 64"),
      "tillbook",
    ),
    SPARK_REMOTE: v.optional(pattern(/^sc:\/\/[^/;]/, "an address such as sc://host:15002/;use_ssl=true;token=…")),
    SPARK_MYSQL_HOST: v.optional(pattern(/^[^\s/@]+$/, "a host, or host:port")),
    SPARK_PARTS: v.optional(pattern(/^\//, "an absolute path")),
    SPARK_MEMORY: v.optional(pattern(/^[1-9]\d*[mg]$/, "a size such as 2g or 1500m"), "2g"),
    NOTEBOOK_CELL_SECONDS: v.optional(integer(1, 86_400), "120"),
    REPORT_LOCALE: v.optional(choice(...listNames(join(root, "libs/charts/src/locale"), /^([a-z]{2,3})\.ts$/)), "en"),
    REPORT_DATA_LOCALE: v.optional(pattern(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "a language such as de or pt-BR")),
    REPORT_PAPER: v.optional(choice("a4", "letter"), "a4"),
    REPORT_THEME: v.optional(choice(...listNames(join(root, "report/themes"), /^(.+)\.json$/)), "tillbook"),
    REPORT_PERIOD: v.optional(
      v.pipe(
        v.string(),
        v.check((text) => text === "latest" || parsePeriod(text) !== undefined, periodForms),
      ),
    ),
    REPORT_STORE: v.optional(v.string()),
    REPORT_CASHIERS: v.optional(choice("names", "numbers", "off"), "numbers"),
    REPORT_ARCHIVE: v.optional(v.string(), "build/archive"),
    REPORT_SIGN_KEY: v.optional(existingFile()),
    REPORT_SIGN_CERTIFICATE: v.optional(existingFile()),
    REPORT_SIGN_PASSWORD: v.optional(v.string()),
    DELIVER_RECIPIENTS: v.optional(existingFile()),
    DELIVER_SEND: v.optional(choice("0", "1"), "0"),
    DELIVER_MOST_MB: v.optional(integer(1, 1000), "20"),
    SMTP_HOST: v.optional(pattern(/^[^\s/@]+$/, "a host name or address")),
    SMTP_PORT: v.optional(integer(1, 65_535)),
    SMTP_SECURITY: v.optional(choice("starttls", "tls", "none"), "starttls"),
    SMTP_USER: v.optional(v.string()),
    SMTP_PASSWORD: v.optional(v.string()),
    SMTP_TIMEOUT_SECONDS: v.optional(integer(1, 3600), "60"),
    STRICT: v.optional(choice("0", "1"), "0"),
    SOURCE_DATE_EPOCH: v.optional(integer(0, 99_999_999_999)),
    TILLBOOK_CHROMIUM: v.optional(existingFile()),
  });
}

/**
 * Reads and checks all settings; an empty variable counts as unset.
 * @param env  by default the environment, and `.env` for what is not in it
 * @param root  the checkout, which has the languages and themes to choose from
 * @throws TillbookError SETTING_INVALID naming each invalid variable, what was expected and what was got
 */
export function readSettings(env?: Environment, root: string = findRoot()): Settings {
  const given = readSecrets(env ?? readEnvironment(root));
  const { success, output, issues } = v.safeParse(makeSchema(root), given);
  if (!success) {
    const [first, ...others] = issues.map(({ path, message }) => {
      const name = String(path?.[0].key);
      return invalid(name, message, given[name] ?? "");
    });
    throw first && new TillbookError(first.code, first.message, first.hint, { details: others.map((e) => e.message) });
  }
  const { REPORT_SIGN_KEY: key, REPORT_SIGN_CERTIFICATE: certificate, REPORT_SIGN_PASSWORD: password } = output;
  if (key === undefined && (certificate ?? password) !== undefined)
    throw invalid("REPORT_SIGN_KEY", "the key of REPORT_SIGN_CERTIFICATE or REPORT_SIGN_PASSWORD", "");
  checkSmtp(output);
  return {
    data: {
      rows: output.SALES_ROWS,
      stores: output.SALES_STORES,
      days: output.SALES_DAYS,
      start: output.SALES_START,
      seed: output.SALES_SEED,
    },
    mysql: {
      host: output.MYSQL_HOST?.replace(/^\[(.*)\]$/, "$1") ?? (output.MYSQL_SOCKET && "localhost"),
      socket: output.MYSQL_SOCKET,
      readHost: output.MYSQL_READ_HOST,
      tls: findTls(output),
      port: output.MYSQL_PORT,
      user: output.MYSQL_USER,
      password: output.MYSQL_PASSWORD,
      database: output.MYSQL_DATABASE,
    },
    spark: {
      remote: output.SPARK_REMOTE,
      mysqlHost: output.SPARK_MYSQL_HOST,
      parts: output.SPARK_PARTS,
      memory: output.SPARK_MEMORY,
    },
    salesCsv: output.SALES_CSV,
    rejects: output.SALES_REJECTS,
    importMode: output.SALES_IMPORT,
    cellTimeoutS: output.NOTEBOOK_CELL_SECONDS,
    isStrict: output.STRICT === "1",
    report: {
      locale: output.REPORT_LOCALE,
      dataLocale: output.REPORT_DATA_LOCALE,
      paper: output.REPORT_PAPER,
      theme: output.REPORT_THEME,
      period: output.REPORT_PERIOD,
      store: output.REPORT_STORE,
      cashiers: output.REPORT_CASHIERS,
      archive: resolve(root, output.REPORT_ARCHIVE),
      epochSeconds: output.SOURCE_DATE_EPOCH,
    },
    signing: key === undefined ? undefined : { key, certificate, password },
    delivery: {
      recipients: output.DELIVER_RECIPIENTS,
      isSent: output.DELIVER_SEND === "1",
      mostMb: output.DELIVER_MOST_MB,
      smtp: {
        host: output.SMTP_HOST,
        port: output.SMTP_PORT ?? (output.SMTP_SECURITY === "tls" ? 465 : 587),
        security: output.SMTP_SECURITY,
        user: output.SMTP_USER,
        password: output.SMTP_PASSWORD,
        timeoutS: output.SMTP_TIMEOUT_SECONDS,
      },
    },
    chromium: output.TILLBOOK_CHROMIUM,
  };
}

/** Finds how connections to MySQL are encrypted, and checks that nothing that is set would be passed over. */
function findTls(given: v.InferOutput<ReturnType<typeof makeSchema>>): TlsSettings | undefined {
  const { MYSQL_SSL: set, MYSQL_SSL_CA: ca, MYSQL_SSL_CERT: cert, MYSQL_SSL_KEY: key } = given;
  const { MYSQL_SOCKET: socket = "" } = given;
  if (socket !== "" && given.MYSQL_HOST !== undefined)
    throw invalid("MYSQL_SOCKET", "unset where MYSQL_HOST is set", socket);
  const { MYSQL_READ_HOST: reader } = given;
  if (reader !== undefined && given.MYSQL_HOST === undefined)
    throw invalid("MYSQL_READ_HOST", "unset where MYSQL_HOST is not set", reader);
  if (socket !== "" && (set ?? ca ?? cert ?? "disabled") !== "disabled")
    throw invalid("MYSQL_SSL", "disabled or unset where MYSQL_SOCKET is set, which stays on this machine", set ?? "");
  const mode = set ?? (ca === undefined ? "preferred" : "verify-ca");
  if (ca !== undefined && !mode.startsWith("verify-"))
    throw invalid("MYSQL_SSL", "verify-ca or verify-identity where MYSQL_SSL_CA is set", mode);
  if (cert === undefined && key !== undefined) throw invalid("MYSQL_SSL_CERT", "the certificate of MYSQL_SSL_KEY", "");
  if (cert !== undefined && key === undefined) throw invalid("MYSQL_SSL_KEY", "the key of MYSQL_SSL_CERT", "");
  if (cert !== undefined && mode === "disabled")
    throw invalid("MYSQL_SSL", "another mode where MYSQL_SSL_CERT is set", mode);
  if (mode === "disabled" || socket !== "") return undefined;
  return { mode, ca, client: cert !== undefined && key !== undefined ? { cert, key } : undefined };
}

/** Checks, where mails are sent, that a login is whole, and that a password stays on this machine where nothing encrypts it. */
function checkSmtp(given: v.InferOutput<ReturnType<typeof makeSchema>>): void {
  const { SMTP_HOST: host, SMTP_SECURITY: security, SMTP_USER: user, SMTP_PASSWORD: password } = given;
  if (given.DELIVER_SEND === "0") return;
  if (user !== undefined && password === undefined) throw invalid("SMTP_PASSWORD", "the password of SMTP_USER", "");
  if (password !== undefined && user === undefined) throw invalid("SMTP_USER", "the account of SMTP_PASSWORD", "");
  const isHere = host === undefined || /^(localhost|127(\.\d+){3}|::1)$/.test(host);
  if (security === "none" && password !== undefined && !isHere)
    throw invalid("SMTP_SECURITY", `starttls or tls, since a password would go to ${host} unencrypted`, security);
}

/**
 * Finds the value that a setting names.
 * @throws TillbookError SETTING_INVALID naming the variable, what was expected and what was got
 */
export function findChoice<T>(name: string, got: string, choices: Readonly<Record<string, T>>): T {
  const found = Object.hasOwn(choices, got) ? choices[got] : undefined;
  if (found === undefined) throw invalid(name, Object.keys(choices).join(" or "), got);
  return found;
}

/** Drops empty variables, and replaces `NAME_FILE`, as Docker's secrets are given, by `NAME` with the file's content. */
function readSecrets(env: Environment): Record<string, string> {
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]));
  for (const name of ["MYSQL_PASSWORD", "SPARK_REMOTE", "REPORT_SIGN_PASSWORD", "SMTP_PASSWORD"]) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    if (given[name] !== undefined) throw invalid(`${name}_FILE`, `unset where ${name} is set`, file);
    try {
      given[name] = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    } catch (error) {
      throw invalid(`${name}_FILE`, `a file that can be read (${(error as NodeJS.ErrnoException).code})`, file);
    }
  }
  return given;
}

function integer(least: number, most: number) {
  const expected = `an integer from ${least} to ${most}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, expected),
    v.transform(Number),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

function existingFile() {
  return v.pipe(
    v.string(),
    v.check((path) => existsSync(path), "the path of a file that exists"),
  );
}

function pattern(regex: RegExp, expected: string) {
  return v.pipe(v.string(), v.regex(regex, expected));
}

function choice<T extends string>(...names: T[]) {
  return v.picklist(names, names.join(" or "));
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return time >= 0 && new Date(time).toISOString().startsWith(text);
}

/** Lists what `pattern` captures of the names of a folder's files. */
function listNames(folder: string, file: RegExp): string[] {
  return readdirSync(folder)
    .flatMap((name) => file.exec(name)?.[1] ?? [])
    .sort();
}

function invalid(name: string, expected: string, got: string): TillbookError {
  // a Spark URL may hold a token, which must not get into a log
  const shown = JSON.stringify(name === "SPARK_REMOTE" ? got.replace(/[;@].*$/s, "…") : got);
  return new TillbookError(
    "SETTING_INVALID",
    `${name} must be ${expected}, got ${shown}`,
    `set ${name} in .env or in the shell; .env.example lists every setting with its default`,
  );
}
