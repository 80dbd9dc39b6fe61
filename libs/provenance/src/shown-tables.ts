import { decodeEntities } from "./entities.js";

/** A table of a report, or a list of its key figures, as its reader sees it. */
export interface ShownTable {
  /** Id of the section, the same in every language, e.g. "monthly-sales". */
  section: string;
  /** Title of the section. */
  title: string;
  /** Id of the table without "table-", or "key-figures-1" for the first list of a section. */
  name: string;
  /** Heads of the columns; of key figures nothing, "value" and "note". */
  columns: string[];
  rows: string[][];
}

/** Lists the key figures and tables of a page's sections but the last, which tells how the report was made. */
export function listTables(html: string): ShownTable[] {
  // a drawing in a cell is read as its text alternative
  const body = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, "")
    .replace(/<svg\b([^>]*)>[\s\S]*?<\/svg>/g, (_, attributes) => /aria-label="([^"]*)"/.exec(attributes)?.[1] ?? "");
  const sections = body.matchAll(
    /<section id="([^"]+)"[^>]*>\s*<h2[^>]*>([\s\S]*?)<\/h2>([\s\S]*?)(?=<section id="|<\/main>|$)/g,
  );
  return [...sections].flatMap(([, section = "", heading = "", content = ""]) => {
    if (section === "origin" || section === "restated") return [];
    const title = readText(heading.replace(/^<span class="number">\d+<\/span>/, ""));
    const found = content.matchAll(
      /<dl class="facts">([\s\S]*?)<\/dl>|<table id="table-([^"]+)"[^>]*>([\s\S]*?)<\/table>/g,
    );
    let lists = 0;
    return [...found].map(([, list, name = "", table = ""]): ShownTable => {
      const place = { section, title };
      if (list !== undefined)
        return { ...place, name: `key-figures-${++lists}`, columns: ["", "value", "note"], rows: readList(list) };
      const [columns = [], ...rows] = readRows(table);
      return { ...place, name, columns, rows };
    });
  });
}

function readList(list: string): string[][] {
  const lines = list.matchAll(/<dt>([\s\S]*?)<\/dt><dd>([\s\S]*?)(?: <span class="note">([\s\S]*?)<\/span>)?<\/dd>/g);
  return [...lines].map(([, label = "", value = "", note = ""]) => [label, value, note].map(readText));
}

function readRows(table: string): string[][] {
  return [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = ""]) => readText(cell)),
  );
}

function readText(html: string): string {
  return decodeEntities(html.replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();
}
