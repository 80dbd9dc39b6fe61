import { html } from "@remix-run/html-template";
import type { Messages } from "@tillbook/charts";
import type { ShownTable } from "@tillbook/provenance";

/** A shorter name may be a word, or a part of a text, that means something else. */
const leastLetters = 3;

/**
 * Lists the names of stores, articles and cashiers that a report's tables have, without those that are a noun of the report with a
 * number, "Store 381".
 */
export function listNames(tables: readonly ShownTable[], messages: Messages): string[] {
  const { labels, topArticles } = messages;
  const heads = new Set([labels.store, labels.article, labels.cashier]);
  const own = new Set([
    labels.all,
    labels.noStore,
    labels.chain,
    topArticles.others,
    messages.salesPerCashier.allStores,
  ]);
  const cells = tables.flatMap(({ columns, rows }) =>
    columns.flatMap((head, c) => (heads.has(head) ? rows.map((row) => row[c] ?? "") : [])),
  );
  const isNoun = (name: string): boolean => {
    const number = name.replace(/^\P{N}+/u, "");
    return [messages.nameStore, messages.nameArticle, messages.nameCashier].some((say) => say(number) === name);
  };
  const isName = (name: string): boolean =>
    (name.match(/\p{L}/gu) ?? []).length >= leastLetters && !own.has(name) && !isNoun(name);
  return [...new Set(cells)].filter(isName);
}

/** What isn't text for a reader, or has elements of its own: scripts, styles, drawings, the head; and any other tag. */
const markup = /(<(?:script|style|svg|head|template)\b[\s\S]*?<\/(?:script|style|svg|head|template)>|<[^>]+>)/;

/** An element that Chromium makes one of the PDF's structure, which a span is none of. */
const structured = /^<(?:th|td|strong|a|li|p)\b[^>]*(?=>$)/;

/**
 * Says of names in a page in which language they are, so that a screen reader pronounces them right: at the cell, link or bold text that
 * is nothing but a name, of which Chromium makes /Lang in the PDF, else at a span. Whole words only.
 */
export function markNames(page: string, names: readonly string[], language: string): string {
  if (names.length === 0) return page;
  const escaped = names.map((name) => String(html`${name}`)).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const any = escaped.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}&])(?:${any})(?![\\p{L}\\p{N}])`, "gu");
  const whole = new Set(escaped);
  const parts = page.split(markup);
  for (let i = 0; i < parts.length; i += 2) {
    const [text, before, after] = [parts[i]!, parts[i - 1] ?? "", parts[i + 1] ?? ""];
    if (whole.has(text) && structured.test(before) && after.startsWith("</"))
      parts[i - 1] = before.replace(structured, `$& lang="${language}"`);
    else parts[i] = text.replace(pattern, `<span lang="${language}">$&</span>`);
  }
  return parts.join("");
}
