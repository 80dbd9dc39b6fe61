import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { locales, type Messages } from "@tillbook/charts";
import {
  makePrivateFolder,
  type Paths,
  parsePeriod,
  type Settings,
  type StageContext,
  sha256,
  TillbookError,
  writeFileAtomic,
} from "@tillbook/pipeline";
import { type Deliveries, type Delivery, nameDelivery, readDeliveries, writeDeliveries } from "./deliveries.js";
import { writeEml } from "./eml.js";
import { nameAttachment, nameEml, numberNames } from "./file-name.js";
import { findReport } from "./find-reports.js";
import { writeLetter } from "./letter.js";
import { renderMailHtml } from "./mail-html.js";
import { renderText } from "./mail-text.js";
import { parseRecipients, type Recipient, type Recipients } from "./recipients.js";
import { type Report, readReport } from "./report-file.js";
import { openSender } from "./send.js";

/** A mail that is written, and what is known of it. */
interface Written {
  to: string;
  subject: string;
  /** Of its file in build/mail. */
  name: string;
  sizeBytes: number;
  /** Of these reports, see `nameDelivery`. */
  key: string;
  delivery: Delivery;
  /** What was delivered to the address so far. */
  before: Deliveries;
}

/**
 * Writes a mail for each recipient into `build/mail`, and sends those whose content is another than at the last delivery.
 * Everything is read, checked and written before the first is sent.
 * @throws TillbookError RECIPIENTS_INVALID, REPORT_MISSING, MAIL_TOO_LARGE, SMTP_UNREACHABLE or SMTP_REFUSED
 */
export async function deliver({
  settings,
  paths,
  log,
  signal,
}: Pick<StageContext, "settings" | "paths" | "log" | "signal">): Promise<string> {
  const { delivery } = settings;
  const recipients = await readRecipients(delivery.recipients);
  if (delivery.isSent && delivery.smtp.host === undefined)
    throw new TillbookError(
      "SETTING_INVALID",
      "SMTP_HOST must be the server that takes the mails, got nothing",
      "set SMTP_HOST, or leave out SEND=1",
    );
  const reports = await readReports(recipients.recipients, settings, paths);
  const mails: Written[] = [];
  for (const recipient of recipients.recipients) {
    signal.throwIfAborted();
    const mail = await writeMail(recipient, recipients, reports, settings, paths);
    log(describe(mail));
    mails.push(mail);
  }
  checkSizes(mails, delivery.mostMb);
  await removeOthers(join(paths.build, "mail"), mails);
  const due = mails.filter((mail) => !isDelivered(mail));
  const made = `${mails.length} ${mails.length === 1 ? "mail" : "mails"} in build/mail, ${mails.length - due.length} of them delivered before`;
  if (!delivery.isSent) return `${made}; ${due.length} to send, by make deliver SEND=1`;
  const sent = await sendAll(due, recipients.from.address, settings, { paths, log, signal });
  return `${made}; ${sent} sent`;
}

async function readRecipients(file: string | undefined): Promise<Recipients> {
  if (file === undefined)
    throw new TillbookError(
      "SETTING_INVALID",
      "DELIVER_RECIPIENTS must be the path of a file that names the recipients, got nothing",
      "copy deliver/recipients.example.json, write your recipients into it, and set DELIVER_RECIPIENTS to its path",
    );
  try {
    return parseRecipients(await readFile(file, "utf8"));
  } catch (error) {
    const { message } = error as Error;
    throw new TillbookError("RECIPIENTS_INVALID", `${file}: ${message}`, `fix ${file}, then run \`make deliver\``, {
      cause: error,
    });
  }
}

/** Reads each report that somebody gets, once; by its store, undefined for the chain. */
async function readReports(
  recipients: readonly Recipient[],
  { report }: Settings,
  paths: Paths,
): Promise<Map<string | undefined, Report>> {
  const reports = new Map<string | undefined, Report>();
  for (const store of new Set(recipients.flatMap(listWanted)))
    reports.set(store, await readReport(await findReport(store, paths), store, paths.root));
  const all = [...reports.values()];
  const period = report.period === undefined ? undefined : parsePeriod(report.period)?.name;
  const [first] = all;
  for (const { language, periodName, store } of all) {
    const whose = store === undefined ? "the report of the chain" : `the report of ${JSON.stringify(store)}`;
    const wanted = { periodName: period ?? first?.periodName, language: first?.language };
    if (periodName !== wanted.periodName || language !== wanted.language)
      throw new TillbookError(
        "REPORT_MISSING",
        `expected ${whose} of ${wanted.periodName} in ${JSON.stringify(wanted.language)}, got one of ${periodName} in ${JSON.stringify(language)}`,
        "make all reports by one command: make reports BY=store, with REPORT_PERIOD and REPORT_LOCALE",
      );
  }
  return reports;
}

function listWanted({ chain, stores }: Recipient): (string | undefined)[] {
  return [...(chain ? [undefined] : []), ...stores];
}

async function writeMail(
  recipient: Recipient,
  { from, replyTo }: Recipients,
  all: ReadonlyMap<string | undefined, Report>,
  { report }: Settings,
  paths: Paths,
): Promise<Written> {
  const reports = listWanted(recipient).map((store) => all.get(store)!);
  const [first] = reports as [Report];
  const name = nameEml(recipient.address);
  const messages = findMessages(first);
  const before = await readDeliveries(paths, name);
  const key = nameDelivery(
    first.periodName,
    reports.map(({ store }) => store),
  );
  const files = numberNames(reports.map(nameFile));
  const letter = writeLetter(recipient, reports, messages, false);
  const content = sha256(
    JSON.stringify([
      from,
      replyTo,
      recipient.name,
      recipient.address,
      letter.subject,
      renderText(letter),
      renderMailHtml(letter),
      files,
      reports.map((one) => one.content),
    ]),
  );
  const delivery = nextDelivery(content, from.address, before[key]);
  const said = writeLetter(recipient, reports, messages, delivery.supersedes && first.periodName !== "all");
  const seconds = report.epochSeconds;
  const eml = await writeEml({
    from,
    replyTo,
    to: { name: recipient.name, address: recipient.address },
    subject: said.subject,
    language: messages.language,
    text: renderText(said),
    html: renderMailHtml(said),
    attachments: await Promise.all(reports.map(async ({ pdf }, i) => ({ name: files[i]!, pdf: await readFile(pdf) }))),
    date: seconds === undefined ? new Date(`${first.last}T00:00:00Z`) : new Date(seconds * 1000),
    messageId: delivery.messageId,
  });
  await writeFileAtomic(join(paths.build, "mail", name), eml);
  return { to: recipient.address, subject: said.subject, name, sizeBytes: eml.length, key, delivery, before };
}

function findMessages({ language }: Report): Messages {
  const messages = locales[language];
  if (messages === undefined)
    throw new Error(`expected a report in ${Object.keys(locales).join(" or ")}, got ${language}`);
  return messages;
}

/** e.g. "Köln 2026-02.pdf" */
function nameFile({ store, company, periodName, first, last }: Report): string {
  return nameAttachment(store ?? company, periodName === "all" ? `${first}/${last}` : periodName);
}

/**
 * What will be recorded of a mail. The id of a mail follows from its content and from the mail before it, so that a mail that is
 * sent twice has one id, and one whose content comes back after another has its own.
 */
function nextDelivery(content: string, from: string, before: Delivery | undefined): Delivery {
  if (before?.content === content) return before;
  const id = sha256(`${content} ${before?.messageId ?? ""}`).slice(0, 40);
  return { content, messageId: `${id}@${from.split("@")[1]}`, supersedes: before !== undefined };
}

function isDelivered({ before, key, delivery }: Written): boolean {
  return before[key]?.content === delivery.content;
}

function describe(mail: Written): string {
  const state = isDelivered(mail) ? "delivered before" : mail.delivery.supersedes ? "changed" : "new";
  return `${mail.to}: ${mail.subject}, ${formatMb(mail.sizeBytes)}, ${state}`;
}

function formatMb(sizeBytes: number): string {
  return `${(sizeBytes / 1e6).toFixed(1)} MB`;
}

function checkSizes(mails: readonly Written[], mostMb: number): void {
  const [first, ...others] = mails
    .filter(({ sizeBytes }) => sizeBytes > mostMb * 1e6)
    .map(({ to, sizeBytes }) => `the mail to ${to} must have at most ${mostMb} MB, got ${formatMb(sizeBytes)}`);
  if (first === undefined) return;
  const hint = "raise DELIVER_MOST_MB as far as the mail servers go, or give the recipient fewer reports";
  throw new TillbookError("MAIL_TOO_LARGE", first, hint, { details: others });
}

/** Removes the mails of earlier runs that nobody gets any more. */
async function removeOthers(folder: string, mails: readonly Written[]): Promise<void> {
  const names = new Set(mails.map(({ name }) => name));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(join(folder, name), { force: true });
}

/**
 * Sends mails, and records each as soon as the server took it. A refused address doesn't keep the others from theirs.
 * @returns how many were sent
 */
async function sendAll(
  mails: readonly Written[],
  from: string,
  { delivery }: Settings,
  { paths, log, signal }: Pick<StageContext, "paths" | "log" | "signal">,
): Promise<number> {
  await makePrivateFolder(join(paths.data, "deliveries"));
  const sender = openSender(delivery.smtp);
  const refused: TillbookError[] = [];
  let sent = 0;
  try {
    for (const { to, name, key, delivery, before } of mails) {
      signal.throwIfAborted();
      try {
        await sender.send({ from, to, eml: await readFile(join(paths.build, "mail", name)) });
        await writeDeliveries(paths, name, { ...before, [key]: delivery });
        sent++;
        log(`sent to ${to}`);
      } catch (error) {
        if (!(error instanceof TillbookError) || error.code !== "SMTP_REFUSED")
          throw countSent(error, sent, mails.length);
        refused.push(error);
      }
    }
  } finally {
    sender.close();
  }
  const [first, ...others] = refused;
  if (first === undefined) return sent;
  const details = [...others.map(({ message }) => message), `${sent} of ${mails.length} sent`];
  throw new TillbookError(first.code, first.message, first.hint, { details });
}

function countSent(error: unknown, sent: number, all: number): unknown {
  if (!(error instanceof TillbookError)) return error;
  return new TillbookError(error.code, error.message, error.hint, {
    cause: error,
    details: [`${sent} of ${all} sent`],
  });
}
