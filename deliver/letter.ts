import { isolateName, type KeyFigure, type Messages } from "@tillbook/charts";
import type { Recipient } from "./recipients.js";
import type { Report } from "./report-file.js";

/** What a mail says, for its two forms. */
export interface Letter {
  messages: Messages;
  subject: string;
  /** First line of the text. */
  title: string;
  paragraphs: string[];
  /** Key figures of each report; the heading is undefined where there is only one. */
  parts: { heading: string | undefined; keyFigures: readonly KeyFigure[] }[];
  closing: string[];
  footer: string;
  accent: string;
  accentDark: string;
  company: string;
}

/** Most names in a subject. */
const mostNames = 3;

/**
 * Writes to a recipient.
 * @param reports  at least one; all of the same period, company and language
 * @param supersedes  whether the recipient was sent another state of these reports before
 */
export function writeLetter(
  { name }: Pick<Recipient, "name">,
  reports: readonly Report[],
  messages: Messages,
  supersedes: boolean,
): Letter {
  const { mail } = messages;
  const [first] = reports as [Report];
  const { period, company } = first;
  const { title } = messages.report;
  const names = reports.map((report) => isolateName(report.store ?? company));
  const isOnly = reports.length === 1;
  const store = first.store === undefined ? undefined : isolateName(first.store);
  const shownNames = names.length > mostNames ? [...names.slice(0, mostNames), messages.otherNames] : names;
  const attached = isOnly ? mail.attached(store, company, period) : mail.severalAttached(reports.length, period);
  return {
    messages,
    subject: mail.subject(title, period, shownNames, !supersedes),
    title: `${isOnly ? first.title : title}, ${period}`,
    paragraphs: [
      mail.greeting(name === undefined ? undefined : isolateName(name)),
      [attached, ...(supersedes ? [mail.supersedes(reports.length)] : [])].join(" "),
      ...new Set(reports.flatMap(({ notices }) => notices)),
    ],
    parts: reports.map(({ keyFigures }, i) => ({ heading: isOnly ? undefined : names[i], keyFigures })),
    closing: [mail.inside(reports.length)],
    footer: mail.automatic(company),
    accent: first.accent,
    accentDark: first.accentDark,
    company,
  };
}
