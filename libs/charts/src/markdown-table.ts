import type { Column } from "./figure.js";

/** Writes a table in Markdown. @param rows  texts that are escaped already */
export function writeMarkdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const align = columns.map(({ align }) => (align === "right" ? "---:" : "---"));
  return [columns.map(({ label }) => label), align, ...rows].map((texts) => `| ${texts.join(" | ")} |`).join("\n");
}
