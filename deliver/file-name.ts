import { sha256 } from "@tillbook/pipeline";

/** Longest name of an attachment, in characters; with its ending it fits what file systems take, also in UTF-8. */
const mostCharacters = 60;

/** Characters that a file name can't have on some system, and those that could make it look like another one. */
const forbidden = /[\p{C}\u2028\u2029/\\:*?"<>|]+/gu;

/**
 * Names the PDF of a report after the chain or store and its period, e.g. "Köln 2026-02.pdf".
 * @param period  as REPORT_PERIOD is written, or the days
 */
export function nameAttachment(name: string, period: string): string {
  const clean = [...name.normalize("NFC").replace(forbidden, " ").replace(/\s+/g, " ").trim()]
    .slice(0, mostCharacters)
    .join("")
    // hidden on some systems, dropped on others
    .replace(/^[. ]+|[. ]+$/g, "");
  return `${`${clean} ${period.replaceAll("/", " ")}`.trim()}.pdf`;
}

/** Gives names that occur more than once a number, so that no attachment replaces another; case makes no difference. */
export function numberNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = name.replace(/\.pdf$/, ` (${n}).pdf`);
    taken.add(free.toLowerCase());
    return free;
  });
}

/** Longest address that a file's name has in full, in bytes: file systems take 255, and what is added while a file is written needs some. */
const mostAddressBytes = 200;

/** Names a mail's file after the address; characters that a file name can't have are written as their code. */
export function nameEml(address: string): string {
  const write = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const name = address.toLowerCase().replace(/[^a-z0-9@._+-]/g, write);
  if (name.length <= mostAddressBytes) return `${name}.eml`;
  const hash = sha256(name).slice(0, 32);
  return `${name.slice(0, mostAddressBytes - hash.length - 1)}-${hash}.eml`;
}
