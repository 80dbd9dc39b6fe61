/** Every way to fail that a reader can mend; the code is shown in brackets and is what the docs list. */
export type ErrorCode =
  | "SETTING_INVALID"
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
  | "EQUATION_BROKEN"
  | "NOTEBOOK_FAILED"
  | "NOTEBOOK_INVALID"
  | "THEME_INVALID"
  | "BROWSER_MISSING"
  | "BROWSER_DIED"
  | "WATCH_FAILED"
  | "VERIFY_FAILED"
  | "BUSY"
  | "DISK_FULL"
  | "INTERRUPTED";

/**
 * A failure that its reader can mend. `message` says what was expected and what was got, `details` more of it, a line each,
 * `hint` is the next command.
 * Anything else that is thrown counts as a bug of ours and is printed with its stack.
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

/** Explains what the operating system refused and a reader can mend; gives back any other error as it is. */
export function explainSystemError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const hint = "make room on the disk that holds build/, then the same command again";
  return new TillbookError("DISK_FULL", `the disk is full: ${message}`, hint, { cause: error });
}
