import { type SmtpSettings, TillbookError } from "@tillbook/pipeline";
import { createTransport } from "nodemailer";

/** A mail as it goes over the line, and between whom. */
export interface Outgoing {
  from: string;
  to: string;
  eml: Buffer;
}

/** A connection to the server that takes mails. */
export interface Sender {
  /**
   * Sends a mail; resolves when the server took it.
   * @throws TillbookError SMTP_REFUSED where the server takes no mail for this address, or not this mail; others may still go
   * @throws TillbookError SMTP_UNREACHABLE where no other can be sent either
   */
  send: (mail: Outgoing) => Promise<void>;
  close: () => void;
}

/** Opens a connection at the first mail, and keeps it for the others. */
export function openSender(settings: SmtpSettings): Sender {
  const { host, port, security, user, password, timeoutS } = settings;
  const ms = timeoutS * 1000;
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user !== undefined && { auth: { user, pass: password } }),
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
    // a mail whose answer was lost may have been taken
    maxRequeues: 0,
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: ms,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const place = `${host}:${port}`;
  return {
    send: async ({ from, to, eml }) => {
      try {
        await transport.sendMail({ envelope: { from, to: [to], size: eml.length }, raw: eml });
      } catch (error) {
        throw explain(error as SmtpError, to, place, settings);
      }
    },
    close: () => transport.close(),
  };
}

/** What nodemailer says of a failure. */
interface SmtpError extends Error {
  code?: string;
  /** The last line of the server, e.g. "550 no such user". */
  response?: string;
  responseCode?: number;
}

function explain(error: SmtpError, to: string, place: string, { security, timeoutS }: SmtpSettings): TillbookError {
  const { code, message, response = message } = error;
  const unreachable = (text: string, hint: string): TillbookError =>
    new TillbookError("SMTP_UNREACHABLE", text, hint, { cause: error });
  switch (code) {
    case "EAUTH":
    case "ENOAUTH":
      return unreachable(
        `the mail server at ${place} refused the login: ${response}`,
        `check SMTP_USER and SMTP_PASSWORD or SMTP_PASSWORD_FILE${again}`,
      );
    case "EENVELOPE":
    case "EMESSAGE":
      return new TillbookError(
        "SMTP_REFUSED",
        `the mail server at ${place} refused the mail to ${to}: ${response}`,
        `correct the address, or ask whoever runs the server${again}`,
        { cause: error },
      );
    case "ETIMEDOUT":
      return unreachable(`no answer from the mail server at ${place} within ${timeoutS} s`, hints.address);
    case "ETLS":
      return unreachable(`cannot encrypt the connection to the mail server at ${place}: ${message}`, hints.security);
    default:
      // a certificate that isn't trusted, or TLS where the server speaks none
      if (/certificate|self-signed|SSL|wrong version number|TLS/i.test(message))
        return unreachable(
          `cannot encrypt the connection to the mail server at ${place} by ${security}: ${message}`,
          hints.security,
        );
      return unreachable(`cannot reach the mail server at ${place}: ${message}`, hints.address);
  }
}

/** How a hint ends. */
const again = ", then run make deliver SEND=1, which sends only what was not sent";

const hints = {
  address: `check SMTP_HOST and SMTP_PORT${again}`,
  security: `check SMTP_SECURITY, and for a certificate of your own authority NODE_EXTRA_CA_CERTS${again}`,
};
