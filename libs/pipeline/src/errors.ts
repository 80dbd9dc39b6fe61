/** Every failure that a user can fix; the code is shown in brackets and listed in the docs. */
export type ErrorCode =
  | "SETTING_INVALID"
  | "MANIFEST_INVALID"
  | "SETUP_MISSING"
  | "CSV_INVALID"
  | "CSV_MISSING"
  | "MYSQL_UNREACHABLE"
  | "MYSQL_REFUSED"
  | "MYSQL_VERSION"
  | "TABLE_MISSING"
  | "SQL_FILE_INVALID"
  | "SPARK_UNREACHABLE"
  | "SPARK_REFUSED"
  | "SPARK_FAILED"
  | "CHECK_FAILED"
  | "NOTEBOOK_FAILED"
  | "NOTEBOOK_INVALID"
  | "THEME_INVALID"
  | "STYLE_INVALID"
  | "BROWSER_MISSING"
  | "BROWSER_DIED"
  | "SIGN_FAILED"
  | "RECIPIENTS_INVALID"
  | "REPORT_MISSING"
  | "MAIL_TOO_LARGE"
  | "SMTP_UNREACHABLE"
  | "SMTP_REFUSED"
  | "WATCH_FAILED"
  | "VERIFY_FAILED"
  | "BUSY"
  | "DISK_FULL"
  | "INTERRUPTED";

/**
 * A failure that a user can fix. `message` says what was expected and what was got, each of `details` is a further line,
 * `hint` is the next command. Any other error that is thrown counts as a bug and is printed with its stack.
 */
export class TillbookError extends Error {
  override name = "TillbookError";
  readonly details: readonly string[];
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options: ErrorOptions & { details?: readonly string[] } = {},
  ) {
    super(message, options);
    this.details = options.details ?? [];
  }
}

/** Turns a full disk into a TillbookError; returns any other error unchanged. */
export function explainSystemError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const hint = "free space on the disk that holds build/, then run the same command again";
  return new TillbookError("DISK_FULL", `the disk is full: ${message}`, hint, { cause: error });
}
