import { join } from "node:path";
import { locales, type Messages } from "@tillbook/charts";
import { findChoice, type Paths, type ReportSettings } from "@tillbook/pipeline";
import { readTheme, type Theme } from "./theme.js";

/** Language, paper and theme of a report. */
export interface Look {
  messages: Messages;
  /** Of the names in the data, where that is another; undefined where nobody says. */
  dataLanguage?: string;
  paper: ReportSettings["paper"];
  theme: Theme;
  /** Folder of earlier reports, absolute; undefined for none. */
  archive?: string;
}

/**
 * Reads the language and the theme that the settings name.
 * @throws TillbookError SETTING_INVALID or THEME_INVALID
 */
export async function readLook(settings: ReportSettings, paths: Pick<Paths, "root">): Promise<Look> {
  const messages = findChoice("REPORT_LOCALE", settings.locale, locales);
  const { paper, archive, dataLocale } = settings;
  const theme = await readTheme(settings.theme, join(paths.root, "report/themes"));
  const isOther = dataLocale !== undefined && dataLocale !== messages.language;
  return { messages, ...(isOther && { dataLanguage: dataLocale }), paper, archive, theme };
}
