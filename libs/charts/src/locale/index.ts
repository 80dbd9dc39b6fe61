import { de } from "./de.js";
import { en } from "./en.js";
import type { Words } from "./words.js";

export type { Words } from "./words.js";
export { de, en };

/** The languages of the report, by the name that `REPORT_LOCALE` gives them. */
export const locales: Readonly<Record<string, Words>> = { de, en };
