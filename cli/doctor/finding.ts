/** What was looked at, and what was found; with a remedy it is a problem. */
export interface Finding {
  /** E.g. `local_infile`. */
  name: string;
  found: string;
  /** The next command. */
  remedy?: string | undefined;
}

/** Width of the names in the list. */
const nameWidth = 16;

/** Writes a finding as the lines that are printed. */
export function formatFinding({ name, found, remedy }: Finding): string[] {
  const line = `${name.padEnd(nameWidth)} ${remedy === undefined ? "ok" : "PROBLEM"}: ${found}`;
  return remedy === undefined ? [line] : [line, `  try: ${remedy}`];
}
