import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import MarkdownIt from "markdown-it";

// What is written for people, in every Markdown file of git's.

const root = findRoot();
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root });
const files = listed.toString().trim().split("\n");
const parser = new MarkdownIt({ html: true });
const documents = files.map((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return { file, lines: text.split("\n"), tokens: parser.parse(text, {}) };
});

test("tables are whole: no row stands outside of one", () => {
  const strays = documents.flatMap(({ file, lines, tokens }) => {
    const blocks = tokens.filter(({ type }) => ["table_open", "fence", "html_block"].includes(type));
    const inside = new Set(blocks.flatMap(({ map }) => range(map![0], map![1])));
    return lines.flatMap((line, i) => (/^\s*\|/.test(line) && !inside.has(i) ? [`${file}:${i + 1}: ${line}`] : []));
  });
  assert.deepEqual(strays, []);
});

test("rows of a table have as many cells as its head", () => {
  const uneven = documents.flatMap(({ file, lines, tokens }) =>
    tokens
      .filter(({ type }) => type === "table_open")
      .flatMap(({ map }) => {
        const [first, end] = map!;
        const count = (line: string): number => line.replaceAll("\\|", "").split("|").length;
        return range(first, end)
          .filter((i) => count(lines[i]!) !== count(lines[first]!))
          .map((i) => `${file}:${i + 1}: ${lines[i]}`);
      }),
  );
  assert.deepEqual(uneven, []);
});

test("links to files and headings lead somewhere", () => {
  const broken = documents.flatMap(({ file, tokens }) =>
    tokens
      .flatMap(({ children }) => children ?? [])
      .map((token) => String(token.attrGet("href") ?? token.attrGet("src") ?? "https:"))
      .filter((href) => !/^[a-z]+:/.test(href) && !leads(file, href))
      .map((href) => `${file}: ${href}`),
  );
  assert.deepEqual(broken, []);
});

function leads(file: string, href: string): boolean {
  const [path = "", heading] = decodeURI(href).split("#");
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || listHeadings(target).includes(heading);
}

/** The anchors that GitHub gives to headings. */
function listHeadings(target: string): string[] {
  const tokens = documents.find(({ file }) => file === target)?.tokens ?? [];
  return tokens
    .filter((_, i) => tokens[i - 1]?.type === "heading_open")
    .map(({ content }) =>
      content
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
