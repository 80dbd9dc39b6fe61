import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findRoot } from "./paths.js";
import { findChoice, readSettings } from "./settings.js";

const root = findRoot();

/** Gives the message that a value of a variable is refused with; fails when it is accepted. */
function refuse(name: string, got: string): string {
  try {
    readSettings({ [name]: got });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    assert.equal(code, "SETTING_INVALID");
    return message;
  }
  assert.fail(`${name}=${got} was accepted`);
}

test("without variables the defaults hold, and an empty variable counts as unset", () => {
  const settings = readSettings({});
  assert.deepEqual(settings, {
    data: { rows: 1_000_000, stores: 8, days: 365, start: "2025-01-01", seed: 42 },
    mysql: {
      ...{ host: undefined, port: 3306, user: "tillbook", password: "", database: "tillbook" },
      ...{ socket: undefined, readHost: undefined, tls: { mode: "preferred", ca: undefined, client: undefined } },
    },
    spark: { remote: undefined, mysqlHost: undefined, parts: undefined, memory: "2g" },
    salesCsv: undefined,
    rejects: "stop",
    importMode: "auto",
    cellTimeoutS: 120,
    isStrict: false,
    report: {
      locale: "en",
      dataLocale: undefined,
      paper: "a4",
      theme: "tillbook",
      period: undefined,
      store: undefined,
      cashiers: "numbers",
      archive: join(findRoot(), "build/archive"),
      epochSeconds: undefined,
    },
    signing: undefined,
    delivery: {
      recipients: undefined,
      isSent: false,
      mostMb: 20,
      smtp: { host: undefined, port: 587, security: "starttls", user: undefined, password: undefined, timeoutS: 60 },
    },
    chromium: undefined,
  });
  const names = readFileSync(join(root, ".env.example"), "utf8").matchAll(/^#?([A-Z_]+)=/gm);
  assert.deepEqual(readSettings(Object.fromEntries([...names].map(([, name]) => [name, ""]))), settings);
});

test("each variable becomes its setting", () => {
  const env = {
    SALES_ROWS: "2",
    SALES_STORES: "3",
    SALES_DAYS: "4",
    SALES_START: "2024-02-29",
    SALES_SEED: "5",
    SALES_CSV: "tills/*.csv",
    SALES_REJECTS: "keep",
    SALES_IMPORT: "always",
    MYSQL_HOST: "db.example.org",
    MYSQL_PORT: "6",
    MYSQL_USER: "u",
    MYSQL_PASSWORD: "p",
    MYSQL_DATABASE: "d_1",
    MYSQL_READ_HOST: "replica:7",
    MYSQL_SSL: "verify-identity",
    MYSQL_SSL_CA: process.execPath,
    MYSQL_SSL_CERT: process.execPath,
    MYSQL_SSL_KEY: process.execPath,
    SPARK_REMOTE: "sc://spark:15002/;token=t",
    SPARK_MYSQL_HOST: "mysql:3306",
    SPARK_PARTS: "/mnt/parts",
    SPARK_MEMORY: "1500m",
    NOTEBOOK_CELL_SECONDS: "7",
    STRICT: "1",
    REPORT_LOCALE: "de",
    REPORT_DATA_LOCALE: "pt-BR",
    REPORT_PAPER: "letter",
    REPORT_THEME: "frischmarkt",
    REPORT_PERIOD: "2026-Q1",
    REPORT_STORE: "Köln",
    REPORT_CASHIERS: "names",
    REPORT_ARCHIVE: "/reports",
    REPORT_SIGN_KEY: process.execPath,
    REPORT_SIGN_CERTIFICATE: process.execPath,
    REPORT_SIGN_PASSWORD: "s",
    SOURCE_DATE_EPOCH: "8",
    DELIVER_RECIPIENTS: process.execPath,
    DELIVER_SEND: "1",
    DELIVER_MOST_MB: "9",
    SMTP_HOST: "mail.example.org",
    SMTP_PORT: "10",
    SMTP_SECURITY: "tls",
    SMTP_USER: "m",
    SMTP_PASSWORD: "w",
    SMTP_TIMEOUT_SECONDS: "11",
    TILLBOOK_CHROMIUM: process.execPath,
  };
  assert.deepEqual(readSettings(env), {
    data: { rows: 2, stores: 3, days: 4, start: "2024-02-29", seed: 5 },
    mysql: {
      ...{ host: "db.example.org", port: 6, user: "u", password: "p", database: "d_1" },
      ...{ socket: undefined, readHost: "replica:7" },
      tls: {
        mode: "verify-identity",
        ca: process.execPath,
        client: { cert: process.execPath, key: process.execPath },
      },
    },
    spark: { remote: "sc://spark:15002/;token=t", mysqlHost: "mysql:3306", parts: "/mnt/parts", memory: "1500m" },
    salesCsv: "tills/*.csv",
    rejects: "keep",
    importMode: "always",
    cellTimeoutS: 7,
    isStrict: true,
    report: {
      locale: "de",
      dataLocale: "pt-BR",
      paper: "letter",
      theme: "frischmarkt",
      period: "2026-Q1",
      store: "Köln",
      cashiers: "names",
      archive: "/reports",
      epochSeconds: 8,
    },
    signing: { key: process.execPath, certificate: process.execPath, password: "s" },
    delivery: {
      recipients: process.execPath,
      isSent: true,
      mostMb: 9,
      smtp: { host: "mail.example.org", port: 10, security: "tls", user: "m", password: "w", timeoutS: 11 },
    },
    chromium: process.execPath,
  });
});

test("an invalid value names the variable, what was expected, and what was got", () => {
  assert.throws(() => readSettings({ SALES_ROWS: "many" }), {
    code: "SETTING_INVALID",
    message: 'SALES_ROWS must be an integer from 1 to 1000000000, got "many"',
    hint: "set SALES_ROWS in .env or in the shell; .env.example lists every setting with its default",
    details: [],
  });
});

test("all invalid settings are named at once, those of a late stage too", () => {
  const env = { SALES_ROWS: "0", REPORT_THEME: "nope", SOURCE_DATE_EPOCH: "tomorrow" };
  assert.throws(() => readSettings(env), {
    message: 'SALES_ROWS must be an integer from 1 to 1000000000, got "0"',
    details: [
      'REPORT_THEME must be frischmarkt or tillbook, got "nope"',
      'SOURCE_DATE_EPOCH must be an integer from 0 to 99999999999, got "tomorrow"',
    ],
  });
});

test("integers are accepted from the least to the most, and nothing outside, no half, no sign, no blank", () => {
  const bounds: [name: string, least: number, most: number][] = [
    ["SALES_ROWS", 1, 1_000_000_000],
    ["SALES_STORES", 1, 10_000],
    ["SALES_DAYS", 1, 36_500],
    ["SALES_SEED", 0, 4_294_967_295],
    ["MYSQL_PORT", 1, 65_535],
    ["NOTEBOOK_CELL_SECONDS", 1, 86_400],
    ["SOURCE_DATE_EPOCH", 0, 99_999_999_999],
    ["DELIVER_MOST_MB", 1, 1000],
    ["SMTP_PORT", 1, 65_535],
    ["SMTP_TIMEOUT_SECONDS", 1, 3600],
  ];
  for (const [name, least, most] of bounds) {
    readSettings({ [name]: String(least) });
    readSettings({ [name]: String(most) });
    const expected = `${name} must be an integer from ${least} to ${most}, got`;
    for (const got of [String(least - 1), String(most + 1), `${least}.5`, `+${most}`, ` ${most}`, `${most}\n`, "1e1"])
      assert.equal(refuse(name, got), `${expected} ${JSON.stringify(got)}`);
  }
});

test("a day that does not exist is refused, and so is one before 1970 or with more behind it", () => {
  assert.equal(readSettings({ SALES_START: "1970-01-01" }).data.start, "1970-01-01");
  for (const got of ["2025-02-29", "1969-12-31", "2025-1-1", "2025-01-01T00:00", "x2025-01-01", "2025-13-01"])
    assert.equal(
      refuse("SALES_START", got),
      `SALES_START must be a date from 1970-01-01 on such as 2025-01-01, got "${got}"`,
    );
});

test("an unknown choice is refused, and the choices are listed", () => {
  assert.equal(refuse("SALES_REJECTS", "drop"), 'SALES_REJECTS must be stop or keep, got "drop"');
  assert.equal(refuse("SALES_IMPORT", "never"), 'SALES_IMPORT must be auto or always, got "never"');
  assert.equal(refuse("REPORT_PAPER", "A4"), 'REPORT_PAPER must be a4 or letter, got "A4"');
  assert.equal(
    refuse("REPORT_PERIOD", "2026-13"),
    'REPORT_PERIOD must be a period such as 2026-02, 2026-Q1, 2026, 2026-02-01/2026-02-14 or latest, got "2026-13"',
  );
  assert.equal(refuse("REPORT_LOCALE", "fr"), 'REPORT_LOCALE must be de or en, got "fr"');
  assert.equal(findChoice("REPORT_LOCALE", "de", { de: 1, en: 2 }), 1);
  assert.throws(() => findChoice("REPORT_LOCALE", "toString", { de: 1, en: 2 }), {
    code: "SETTING_INVALID",
    message: 'REPORT_LOCALE must be de or en, got "toString"',
  });
});

test("a mail server's login is whole, its port follows from the encryption, and a password leaves this machine encrypted only", () => {
  const login = { SMTP_USER: "m", SMTP_PASSWORD: "s3cret" };
  const smtp = (env: Record<string, string>) => readSettings({ DELIVER_SEND: "1", ...env }).delivery.smtp;
  assert.deepEqual([smtp({ SMTP_SECURITY: "tls" }).port, smtp({ SMTP_SECURITY: "starttls" }).port], [465, 587]);
  assert.throws(() => smtp({ SMTP_USER: "m" }), { message: 'SMTP_PASSWORD must be the password of SMTP_USER, got ""' });
  assert.throws(() => smtp({ SMTP_PASSWORD: "s3cret" }), {
    message: 'SMTP_USER must be the account of SMTP_PASSWORD, got ""',
  });
  assert.throws(() => smtp({ ...login, SMTP_HOST: "mail.example.org", SMTP_SECURITY: "none" }), {
    message:
      'SMTP_SECURITY must be starttls or tls, since a password would go to mail.example.org unencrypted, got "none"',
  });
  for (const host of ["localhost", "127.0.0.1", "::1"])
    assert.equal(smtp({ ...login, SMTP_HOST: host, SMTP_SECURITY: "none" }).security, "none");
  assert.equal(smtp({ SMTP_HOST: "mail.example.org", SMTP_SECURITY: "none" }).user, undefined);
  // the other stages of a schedule are not given the password
  assert.equal(smtp({ DELIVER_SEND: "0", SMTP_USER: "m" }).password, undefined);
});

test("the modes of MYSQL_SSL are those of MySQL's clients, and a certificate that would be passed over is refused", () => {
  const [ca, cert, key] = [process.execPath, process.execPath, process.execPath];
  const mode = (env: Record<string, string>) => readSettings({ MYSQL_HOST: "db", ...env }).mysql.tls?.mode;
  assert.equal(mode({}), "preferred");
  assert.equal(mode({ MYSQL_SSL: "disabled" }), undefined);
  assert.equal(mode({ MYSQL_SSL_CA: ca }), "verify-ca");
  assert.equal(mode({ MYSQL_SSL_CA: ca, MYSQL_SSL: "verify-identity" }), "verify-identity");
  assert.match(
    refuse("MYSQL_SSL", "on"),
    /^MYSQL_SSL must be disabled or preferred or required or verify-ca or verify-/,
  );
  for (const [env, message] of [
    [{ MYSQL_SSL_CA: ca, MYSQL_SSL: "required" }, /^MYSQL_SSL must be verify-ca or verify-identity where MYSQL_SSL_CA/],
    [{ MYSQL_SSL_CERT: cert }, /^MYSQL_SSL_KEY must be the key of MYSQL_SSL_CERT/],
    [{ MYSQL_SSL_KEY: key }, /^MYSQL_SSL_CERT must be the certificate of MYSQL_SSL_KEY/],
    [{ MYSQL_SSL_CERT: cert, MYSQL_SSL_KEY: key, MYSQL_SSL: "disabled" }, /^MYSQL_SSL must be another mode/],
  ] as const)
    assert.throws(() => mode(env), { code: "SETTING_INVALID", message });
});

test("a socket is a server of its own, unencrypted, and an IPv6 address may be in brackets", () => {
  const { mysql } = readSettings({ MYSQL_SOCKET: "/run/mysqld/mysqld.sock" });
  assert.deepEqual([mysql.host, mysql.socket, mysql.tls], ["localhost", "/run/mysqld/mysqld.sock", undefined]);
  assert.throws(() => readSettings({ MYSQL_SOCKET: "/a", MYSQL_HOST: "db" }), {
    message: /^MYSQL_SOCKET must be unset/,
  });
  assert.throws(() => readSettings({ MYSQL_SOCKET: "/a", MYSQL_SSL: "required" }), {
    message: /^MYSQL_SSL must be dis/,
  });
  assert.match(refuse("MYSQL_READ_HOST", "replica"), /unset where MYSQL_HOST is not set/);
  assert.match(refuse("MYSQL_SOCKET", "mysql.sock"), /an absolute path/);
  for (const host of ["::1", "[::1]"]) assert.equal(readSettings({ MYSQL_HOST: host }).mysql.host, "::1");
});

test("names that would have to be quoted, addresses of another form and files that are missing are refused", () => {
  const forms = "letters, digits and underscores, at most 64";
  assert.equal(refuse("MYSQL_DATABASE", "a`; drop"), `MYSQL_DATABASE must be ${forms}, got "a\`; drop"`);
  assert.match(refuse("MYSQL_DATABASE", "a".repeat(65)), /at most 64/);
  readSettings({ MYSQL_DATABASE: "a".repeat(64) });
  assert.match(refuse("MYSQL_HOST", "my host"), /^MYSQL_HOST must be a host name or address, got /);
  assert.match(refuse("MYSQL_HOST", "mysql://host"), /a host name or address/);
  assert.match(refuse("SPARK_MYSQL_HOST", "user@host"), /^SPARK_MYSQL_HOST must be a host, or host:port, got /);
  assert.match(refuse("SPARK_MEMORY", "2gb"), /^SPARK_MEMORY must be a size such as 2g or 1500m, got "2gb"$/);
  assert.match(refuse("SPARK_MEMORY", "0m"), /a size/);
  assert.match(refuse("SPARK_MEMORY", "12"), /a size/);
  assert.equal(
    refuse("TILLBOOK_CHROMIUM", "/none/chrome"),
    'TILLBOOK_CHROMIUM must be the path of a file that exists, got "/none/chrome"',
  );
});

test("a Spark address of another form is refused, without its token", () => {
  const message = refuse("SPARK_REMOTE", "http://spark:15002/;token=s3cret");
  assert.equal(
    message,
    'SPARK_REMOTE must be an address such as sc://host:15002/;use_ssl=true;token=…, got "http://spark:15002/…"',
  );
  assert.match(refuse("SPARK_REMOTE", "sc:///;token=s3cret"), /got "sc:\/\/\/…"$/);
  assert.match(refuse("SPARK_REMOTE", "x s3cret@host"), /got "x s3cret…"$/);
});

test("languages and themes are those whose files the checkout has", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-settings-"));
  try {
    for (const name of ["libs/charts/src/locale", "report/themes"]) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ["en.ts", "nl.ts", "index.ts", "en.test.ts"])
      writeFileSync(join(folder, "libs/charts/src/locale", name), "");
    for (const name of ["tillbook.json", "acme-shop.json", "acme.svg"])
      writeFileSync(join(folder, "report/themes", name), "");
    assert.equal(readSettings({ REPORT_LOCALE: "nl", REPORT_THEME: "acme-shop" }, folder).report.locale, "nl");
    const env = { REPORT_LOCALE: "de", REPORT_THEME: "acme" };
    assert.throws(() => readSettings(env, folder), {
      message: 'REPORT_LOCALE must be en or nl, got "de"',
      details: ['REPORT_THEME must be acme-shop or tillbook, got "acme"'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("passwords and a Spark URL may be in files, whose last line end is ignored", () => {
  const file = join(mkdtempSync(join(tmpdir(), "tillbook-settings-")), "secret");
  writeFileSync(file, "s3cret \n");
  assert.equal(readSettings({ MYSQL_PASSWORD_FILE: file }).mysql.password, "s3cret ");
  const signed = readSettings({ REPORT_SIGN_KEY: process.execPath, REPORT_SIGN_PASSWORD_FILE: file });
  assert.equal(signed.signing?.password, "s3cret ");
  writeFileSync(file, "sc://host:1/;token=t\r\n");
  assert.equal(readSettings({ SPARK_REMOTE_FILE: file }).spark.remote, "sc://host:1/;token=t");
  assert.throws(() => readSettings({ MYSQL_PASSWORD: "other", MYSQL_PASSWORD_FILE: file }), {
    message: `MYSQL_PASSWORD_FILE must be unset where MYSQL_PASSWORD is set, got "${file}"`,
  });
  rmSync(dirname(file), { recursive: true });
  assert.throws(() => readSettings({ MYSQL_PASSWORD_FILE: file }), {
    code: "SETTING_INVALID",
    message: `MYSQL_PASSWORD_FILE must be a file that can be read (ENOENT), got "${file}"`,
  });
});

test("a report is signed by a key only, and a certificate or a password without one is refused, but not shown", () => {
  assert.equal(readSettings({ REPORT_SIGN_KEY: process.execPath }).signing?.password, undefined);
  assert.match(refuse("REPORT_SIGN_KEY", "/none.pem"), /must be the path of a file that exists, got "\/none.pem"/);
  assert.match(refuse("REPORT_SIGN_PASSWORD", "s3cret"), /^REPORT_SIGN_KEY must be the key of .*, got ""$/);
  assert.match(refuse("REPORT_SIGN_CERTIFICATE", process.execPath), /^REPORT_SIGN_KEY must be the key of/);
});

test(".env.example lists the defaults", () => {
  const lines = readFileSync(join(root, ".env.example"), "utf8").split("\n");
  const listed = lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split("=") as [string, string]);
  assert.ok(listed.length >= 8);
  assert.deepEqual(readSettings(Object.fromEntries(listed)), readSettings({}));
});
