import { sha256 } from "@tillbook/pipeline";

/** Names that Windows has for devices, and those of our own files. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d|all|index|manifest)$/;

/** Most characters of a name that are kept, so that file names stay below 255 bytes in any script. */
const mostCharacters = 40;

const umlauts: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue" };

/**
 * Names the files of a part's report, without an ending, e.g. "koeln" for "Köln": lower-case letters, digits and hyphens. Different
 * names have different files, also where a disk doesn't tell upper from lower case, and other parts change nothing: whatever is not
 * written in the plain way gets a piece of its hash, e.g. "nord-sued-1f3c9a0b" for "Nord/Süd".
 */
export function nameFile(name: string): string {
  const readable = makeReadable(name);
  const file = [...readable].slice(0, mostCharacters).join("").replace(/-$/, "");
  if (isPlain(name) && file === readable && !reserved.test(file)) return file;
  return `${file === "" ? "unnamed" : file}-${sha256(name).slice(0, 8)}`;
}

/**
 * Whether the file's name tells the name: words that start with a capital letter or are numbers, e.g. "Bad Homburg", "Köln" or
 * "Store 12". "Koeln" isn't, since its file would be that of "Köln"; nor is "2026-02x".
 */
function isPlain(name: string): boolean {
  if (/^\d{4}-\d\d$/.test(name)) return true;
  return /^([A-ZÄÖÜ][a-zäöü]*|\d+)( ([A-ZÄÖÜ][a-zäöü]*|\d+))*$/.test(name) && !/[aou]e/i.test(name);
}

function makeReadable(name: string): string {
  const letters = name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => umlauts[letter]!)
    .replaceAll("ß", "ss")
    // accents go; marks of other scripts are letters to their readers
    .replace(/\p{Script=Latin}/gu, (letter) => letter.normalize("NFD").replace(/\p{M}/gu, ""));
  return letters.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}
