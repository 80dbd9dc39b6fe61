import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { TillbookError } from "./errors.js";

export type Environment = Record<string, string | undefined>;

/** Settings of ours; a name that a tool of another kind reads, too, is listed in full. */
const settings =
  /^(SALES_\w+|MYSQL_(HOST|PORT|SOCKET|READ_HOST|USER|PASSWORD|PASSWORD_FILE|DATABASE|SSL|SSL_CA|SSL_CERT|SSL_KEY)|SPARK_(REMOTE|REMOTE_FILE|MYSQL_HOST|MEMORY|PARTS)|NOTEBOOK_CELL_SECONDS|DELIVER_(RECIPIENTS|SEND|MOST_MB)|SMTP_(HOST|PORT|SECURITY|USER|PASSWORD|PASSWORD_FILE|TIMEOUT_SECONDS)|REPORT_\w+|SOURCE_DATE_EPOCH|STRICT|TILLBOOK_\w+)$/;

/**
 * What else a program of ours may see of the user's shell; docs/reliability.md, "Unusual environments". Everything else that
 * Java, Python, Node, Spark, Jupyter, nx, git or Chromium might read is left out, known to us or not.
 */
const inherited = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|TZ|TMPDIR|TMP|TEMP)$/,
  // for the browser that opens JupyterLab
  /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS|BROWSER)$/,
  // proxies and certificates, for a Spark of your own
  /^(all|grpc|https?|no)_proxy$/i,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|GRPC_DEFAULT_SSL_ROOTS_FILE_PATH)$/,
  // what keeps compiled code out of shared folders; where a system needs the others, no program starts without them
  /^(NODE_DISABLE_COMPILE_CACHE|LD_PRELOAD|LD_LIBRARY_PATH|NIX_\w+|FAKETIME\w*|DONT_FAKE_MONOTONIC)$/,
];

const loopback = ["localhost", "127.0.0.1", "::1"];

/**
 * Reads the environment, and `.env` in `root` for variables that are not in it.
 * @throws TillbookError SETTING_INVALID for a $ in `.env` that Docker Compose would replace by a variable
 */
export function readEnvironment(root: string, shell: Environment = process.env): Environment {
  const file = join(root, ".env");
  return existsSync(file) ? { ...parseDotEnv(readFileSync(file, "utf8")), ...shell } : shell;
}

/**
 * Parses the text of a `.env` file as the package dotenv does; nothing is replaced in a value.
 * @throws TillbookError SETTING_INVALID for a $ outside single quotes, which Docker Compose would replace
 */
export function parseDotEnv(text: string): Record<string, string> {
  const own = parse(text);
  for (const [name, value] of Object.entries(own)) {
    const isLiteral = new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*'`, "m").test(text);
    if (!value.includes("$") || isLiteral) continue;
    throw new TillbookError(
      "SETTING_INVALID",
      `${name} in .env has a $ outside single quotes, which docker compose would replace`,
      `write ${name}='…' with single quotes, or set it in the shell`,
    );
  }
  return own;
}

/** Picks what a stage may see: our settings, and what every program may see. */
export function pickStageEnvironment(env: Environment): Environment {
  const own = Object.entries(env).filter(([name]) => settings.test(name));
  return { ...pickToolEnvironment(env), ...Object.fromEntries(own) };
}

/**
 * Picks what a program that isn't ours may see, e.g. Java or Chromium: none of our settings, an empty SPARK_REMOTE or a
 * password among them. File names are UTF-8 in it, messages English, and proxies leave out this machine.
 */
export function pickToolEnvironment(env: Environment = process.env): Environment {
  const picked: Environment = Object.fromEntries(
    Object.entries(env).filter(([name]) => inherited.some((pattern) => pattern.test(name))),
  );
  const direct = [env["no_proxy"], env["NO_PROXY"], ...loopback].flatMap((list) => list?.split(",") ?? []);
  const list = [...new Set(direct.map((host) => host.trim()).filter(Boolean))].join(",");
  // Java can't open a file whose name isn't ASCII when the language is C
  return {
    ...picked,
    LC_ALL: process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8",
    no_proxy: list,
    NO_PROXY: list,
  };
}

/** Gives this process, and with it what it starts, the settings of `.env`, and takes what a stage may not see. */
export function cleanEnvironment(root: string): void {
  const kept = pickStageEnvironment(readEnvironment(root));
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  Object.assign(process.env, kept);
}
