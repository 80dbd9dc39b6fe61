import { de } from "./de.js";
import { en } from "./en.js";
import type { Messages } from "./messages.js";

export type { Messages } from "./messages.js";
export { de, en };

/** The languages of the report, by the name that `REPORT_LOCALE` gives them. */
export const locales: Readonly<Record<string, Messages>> = { de, en };
