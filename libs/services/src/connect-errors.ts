import { type ErrorCode, TillbookError } from "@tillbook/pipeline";
import { writeGrants } from "./grants.js";
import { formatPlace, type MysqlAddress } from "./open-mysql.js";

/** What the driver throws. */
type DriverError = NodeJS.ErrnoException & { sqlMessage?: string };

/** Says why no connection was made: one line, and what to do next. */
export function explainConnectError(error: unknown, address: MysqlAddress): Error {
  if (error instanceof TillbookError) return error;
  const { code = "", errno = 0, message } = error as DriverError;
  const explain = /^ERR_(SSL|TLS)_/.test(code) ? explainTls : (explanations[code] ?? explanations[errno]);
  const [ours, problem, hint] = explain?.(message, address) ?? [
    "MYSQL_UNREACHABLE",
    `cannot reach MySQL at ${formatPlace(address)}: ${code || message}`,
    start,
  ];
  return new TillbookError(ours, problem, hint, { cause: error });
}

type Explain = (message: string, address: MysqlAddress) => [code: ErrorCode, problem: string, hint: string];

const start = "start it, e.g. by docker compose up --wait mysql, or unset MYSQL_HOST to use the embedded one";

const explanations: Record<string, Explain> = {
  ...name(["ENOTFOUND", "EAI_AGAIN"], (_, { host }) => [
    "MYSQL_UNREACHABLE",
    `cannot reach MySQL: no address is known for the host ${host}`,
    "fix MYSQL_HOST, or the name server of this machine",
  ]),
  ...name(["ENOENT", "EACCES"], (_, address) => [
    "MYSQL_UNREACHABLE",
    `cannot reach MySQL at ${formatPlace(address)}: there is no socket that this account may use`,
    "set MYSQL_SOCKET to what `select @@socket` says on the server, or use MYSQL_HOST",
  ]),
  ...name(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"], (_, address) => [
    "MYSQL_UNREACHABLE",
    `cannot reach MySQL at ${formatPlace(address)}: no answer within 10 s`,
    "check MYSQL_HOST and MYSQL_PORT, and that no firewall is in between",
  ]),
  HANDSHAKE_NO_SSL_SUPPORT: (_, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} has no TLS, which MYSQL_SSL=${address.tls?.mode} asks for`,
    "give the server ssl_cert and ssl_key, or set MYSQL_SSL=disabled if nobody else can listen on the way",
  ],
  HANDSHAKE_SSL_ERROR: explainTls,
  ER_SECURE_TRANSPORT_REQUIRED: (message, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} takes encrypted connections only: ${message}`,
    "set MYSQL_SSL=required, or leave it unset",
  ],
  ...name(["ER_ACCESS_DENIED_ERROR", "ER_ACCESS_DENIED_NO_PASSWORD_ERROR"], (message, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} refused user ${address.user}: ${message}`,
    `fix MYSQL_USER or MYSQL_PASSWORD${describeRequirement(address)}`,
  ]),
  ...name(["ER_DBACCESS_DENIED_ERROR", "ER_BAD_DB_ERROR"], (message, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} refused user ${address.user} for database ${address.database}: ${message}`,
    `as its administrator: ${writeGrants(address, message).join("; ")}; or fix MYSQL_DATABASE`,
  ]),
  ER_HOST_NOT_PRIVILEGED: (message, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} has no account for this machine: ${message}`,
    `as its administrator: create user '${address.user}'@'<this machine>' identified by '…'; see docs/your-own-server.md`,
  ],
  ...name(["ER_CON_COUNT_ERROR", "ER_TOO_MANY_USER_CONNECTIONS", "ER_USER_LIMIT_REACHED"], (message, address) => [
    "BUSY",
    `MySQL at ${formatPlace(address)} has no connection left: ${message}`,
    "run the same command again later, or raise max_connections there; Tillbook needs up to 8 at a time",
  ]),
  ...name(["ER_HOST_IS_BLOCKED"], (message, address) => [
    "MYSQL_REFUSED",
    `MySQL at ${formatPlace(address)} refuses this machine: ${message}`,
    "as its administrator: flush hosts, or truncate performance_schema.host_cache",
  ]),
  ...name(
    ["ER_ACCOUNT_HAS_BEEN_LOCKED", "ER_MUST_CHANGE_PASSWORD", "ER_MUST_CHANGE_PASSWORD_LOGIN", "4151"],
    (message, address) => [
      "MYSQL_REFUSED",
      `MySQL at ${formatPlace(address)} has locked the account ${address.user}: ${message}`,
      `as its administrator: alter user '${address.user}'@'…' account unlock, or a new password`,
    ],
  ),
};

function describeRequirement({ tls, socket }: MysqlAddress): string {
  if (socket !== undefined) return "";
  if (tls === undefined) return "; an account with REQUIRE SSL needs MYSQL_SSL=required";
  if (tls.client === undefined) return "; an account with REQUIRE X509 needs MYSQL_SSL_CERT and MYSQL_SSL_KEY";
  return "; or its REQUIRE ISSUER or SUBJECT names another certificate than MYSQL_SSL_CERT";
}

/** By what OpenSSL says; the driver gives all of it one code. */
function explainTls(message: string, address: MysqlAddress): ReturnType<Explain> {
  const place = formatPlace(address);
  const [, problem, hint] = tlsProblems.find(([pattern]) => pattern.test(message)) ?? [
    /x/,
    `no encrypted connection to MySQL at ${place}: ${shorten(message)}`,
    "both sides must speak TLS 1.2 or 1.3; see docs/your-own-server.md",
  ];
  return ["MYSQL_REFUSED", problem.replace("PLACE", place).replace("WHY", shorten(message)), hint];
}

/** Of OpenSSL's lines the reason alone, e.g. `tlsv1 alert unknown ca`. */
function shorten(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message;
}

const tlsProblems: [RegExp, string, string][] = [
  [
    /does not match|altnames/i,
    "the certificate of MySQL at PLACE is another server's: WHY",
    "set MYSQL_HOST to a name that is in the certificate, or MYSQL_SSL=verify-ca to accept any name",
  ],
  [
    /has expired|not yet valid/,
    "the certificate of MySQL at PLACE is out of date: WHY",
    "give the server a new one and run `alter instance reload tls` (MariaDB: flush ssl) there; check this machine's clock",
  ],
  [
    /alert/i,
    "MySQL at PLACE refused MYSQL_SSL_CERT: WHY",
    "use a client certificate that an authority of the server's ssl_ca signed",
  ],
  [
    /self-signed|self signed|unable to (get|verify)|issuer|signature/i,
    "the certificate of MySQL at PLACE was signed by nobody whom MYSQL_SSL_CA names: WHY",
    "set MYSQL_SSL_CA to the PEM file of the authority that signed it: ca.pem of the server's data folder, or what your provider offers",
  ],
];

function name(names: readonly string[], value: Explain): Record<string, Explain> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
