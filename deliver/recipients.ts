import { domainToASCII } from "node:url";
import { parseJson } from "@tillbook/pipeline";
import * as v from "valibot";

/** A name and an address, as a head line of a mail has them. */
export interface Mailbox {
  /** Undefined where nobody is named. */
  name?: string | undefined;
  /** Its domain in ASCII. */
  address: string;
}

/** Who gets which reports: the chain's, or those of stores, by their names in the files. */
export interface Recipient extends Mailbox {
  chain: boolean;
  stores: readonly string[];
}

/** A file of recipients, as the code uses it. */
export interface Recipients {
  from: Mailbox;
  replyTo?: Mailbox | undefined;
  recipients: readonly Recipient[];
}

const expected: Record<string, string> = {
  from: "an object with address, and perhaps name",
  replyTo: "an object with address, and perhaps name",
  recipients: "a list of at least one recipient",
  name: "a text of 1 to 100 characters without control characters",
  address: 'an address such as "erika@example.org"',
  chain: "true or false",
  stores: "a list of different names of stores",
};

const oneStore = "the name of a store";

const name = v.pipe(
  v.string(expected["name"]),
  // a line break would end the head line that has the name (RFC 5322, 2.2)
  v.regex(/^(?=\S)[^\p{Cc}\u2028\u2029]{1,100}(?<=\S)$/u, expected["name"]),
);

/** The part before the @ is that of RFC 5321's Dot-string, which every server takes. */
const address = v.pipe(
  v.string(expected["address"]),
  v.check((text) => toAscii(text) !== undefined, expected["address"]),
  v.transform((text) => toAscii(text) ?? text),
);

const mailbox = { name: v.optional(name), address };

const recipient = v.pipe(
  v.strictObject(
    {
      ...mailbox,
      chain: v.optional(v.boolean(expected["chain"]), false),
      stores: v.optional(
        v.pipe(
          v.array(v.pipe(v.string(oneStore), v.nonEmpty(oneStore)), expected["stores"]),
          v.check((stores) => new Set(stores).size === stores.length, expected["stores"]),
        ),
        [],
      ),
    },
    checkKeys("address, name, chain and stores"),
  ),
  v.check(({ chain, stores }) => chain || stores.length > 0, 'one with "chain": true or with "stores"'),
);

const schema = v.strictObject(
  {
    from: v.strictObject(mailbox, checkKeys("address and name")),
    replyTo: v.optional(v.strictObject(mailbox, checkKeys("address and name"))),
    recipients: v.pipe(
      v.array(recipient, expected["recipients"]),
      v.minLength(1, expected["recipients"]),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const seen = new Set<string>();
        for (const { address } of dataset.value) {
          const key = address.toLowerCase();
          if (seen.has(key)) addIssue({ message: `a list that names each address once, and ${address} twice` });
          seen.add(key);
        }
      }),
    ),
  },
  checkKeys("from, replyTo and recipients"),
);

/**
 * Reads the text of a file of recipients.
 * @throws Error naming the key, what was expected and what was got
 */
export function parseRecipients(text: string): Recipients {
  const { success, output, issues } = v.safeParse(schema, parseJson(text), { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  throw new Error(`${nameIssue(issue)} must be ${issue.message}, got ${describe(issue)}`);
}

/** Says what is wrong with an object: a key that it can't have, one that it lacks, or that it is none. */
function checkKeys(names: string) {
  return ({ path, expected: wanted }: { path?: [{ key: unknown }, ...{ key: unknown }[]]; expected: string | null }) =>
    wanted === "never" ? `among ${names}` : (expected[String(path?.at(-1)?.key)] ?? "an object");
}

/** e.g. "recipients.0.address", or "the keys of recipients.0" where one of them can't be there. */
function nameIssue(issue: v.BaseIssue<unknown>): string {
  const keys = (v.getDotPath(issue) ?? "").split(".").filter(Boolean);
  if (issue.expected === "never") return keys.length === 1 ? "its keys" : `the keys of ${keys.slice(0, -1).join(".")}`;
  return keys.join(".") || "it";
}

function describe({ input }: v.BaseIssue<unknown>): string {
  const text = JSON.stringify(input) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Gives an address with its domain in ASCII (RFC 5890); undefined for what is no address. */
function toAscii(text: string): string | undefined {
  const [, local = "", domain = ""] = /^([^@]*)@([^@\s]+)$/.exec(text) ?? [];
  const ascii = domainToASCII(domain);
  const isLocal = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local) && local.length <= 64;
  const isDomain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii);
  return isLocal && isDomain && ascii.length <= 253 ? `${local}@${ascii}` : undefined;
}
