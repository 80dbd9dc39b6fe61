import type { Kind, Messages } from "./locale/index.js";
import { count, quantity } from "./quantity.js";
import { escapeMarkdown } from "./text.js";

/** A name, as it is in the files, and how many sales have it. */
export interface NameCount {
  kind: Extract<Kind, "store" | "article" | "cashier">;
  name: string;
  sales: number;
}

/** Names that a reader takes for one. */
export interface Spellings {
  kind: NameCount["kind"];
  /** The most frequent spelling. */
  name: string;
  /** The spellings, those with the most sales first. */
  names: NameCount[];
}

/**
 * Finds names of one kind that differ only in case, in spaces, in how accents are encoded, or in characters that can't be seen;
 * those with the most sales first.
 */
export function findSpellings(names: readonly NameCount[]): Spellings[] {
  const groups = new Map<string, NameCount[]>();
  for (const count of names) {
    const key = `${count.kind} ${simplify(count.name)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [count]);
    else group.push(count);
  }
  const compare = (a: NameCount, b: NameCount): number => b.sales - a.sales || (a.name < b.name ? -1 : 1);
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => [...group].sort(compare))
    .sort(([a], [b]) => compare(a!, b!))
    .map((group) => ({ kind: group[0]!.kind, name: group[0]!.name, names: group }));
}

/** What is left of a name that a reader sees. */
function simplify(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .trim()
    .toLowerCase();
}

/** So many names are given. */
const mostNamed = 5;

/** Says which names are written in several ways, and how often; empty where none is. Markdown. */
export function describeSpellings(names: readonly NameCount[], messages: Messages): string {
  const found = findSpellings(names.filter(({ name }) => name !== ""));
  if (found.length === 0) return "";
  const named = found.slice(0, found.length > mostNamed + 1 ? mostNamed : found.length);
  return messages.sentences.spellings(
    named.map(({ kind, name, names }) => ({
      kind,
      name: escapeMarkdown(name),
      spellings: count(names),
      sales: names.map((spelling) => quantity(spelling, "sales")),
    })),
    found.length - named.length,
  );
}
