import { sha256 } from "@tillbook/pipeline";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Mailbox } from "./recipients.js";

/** A mail before it is written as bytes. */
export interface Mail {
  from: Mailbox;
  replyTo?: Mailbox | undefined;
  to: Mailbox;
  subject: string;
  /** BCP 47. */
  language: string;
  text: string;
  html: string;
  attachments: readonly { name: string; pdf: Uint8Array }[];
  date: Date;
  /** Without the angle brackets. */
  messageId: string;
}

/** Writes a mail as in an `.eml` file (RFC 5322, MIME): equal mails give equal bytes. */
export function writeEml(mail: Mail): Promise<Buffer> {
  const { from, replyTo, to, subject, language, text, html, attachments, date, messageId } = mail;
  const composer = new MailComposer({
    from: toAddress(from),
    ...(replyTo && { replyTo: toAddress(replyTo) }),
    to: toAddress(to),
    subject: clean(subject),
    date,
    messageId: `<${messageId}>`,
    text,
    html,
    encoding: "quoted-printable",
    // what the parts can't hold, since they are encoded
    baseBoundary: sha256(messageId).slice(0, 32),
    headers: { "Content-Language": language, "Auto-Submitted": "auto-generated" },
    attachments: attachments.map(({ name, pdf }) => ({
      filename: clean(name),
      content: Buffer.from(pdf),
      contentType: "application/pdf",
    })),
    newline: "win",
  });
  return composer.compile().build();
}

function toAddress({ name, address }: Mailbox): { name: string; address: string } {
  return { name: clean(name ?? ""), address };
}

/** Replaces what could end a head line, also after somebody else decoded it. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
