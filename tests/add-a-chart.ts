import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

/** A code block of a document, and the sentence before it that says where it goes. */
interface Block {
  language: string;
  code: string;
  /** As written, e.g. "At the end of `libs/charts/src/index.ts`:"; of blocks in a row the first one's. */
  lead: string;
}

/**
 * Does in a checkout what its docs/add-a-chart.md says.
 * @returns the files that were made or changed, from the root, and the commands that the document gives
 * @throws Error naming a block whose place the document doesn't say, or a place that is not there
 */
export function followDocument(root: string): { files: string[]; commands: string[] } {
  const blocks = listBlocks(readFileSync(join(root, "docs/add-a-chart.md"), "utf8"));
  const files = new Set<string>();
  const cells = new Map<string, Block[]>();
  for (const block of blocks.filter(({ language }) => language !== "sh")) {
    const [, file = ""] = /`([\w./-]+\/[\w.-]+)`:$/.exec(block.lead) ?? [];
    if (file === "") throw new Error(`expected a file at the end of ${JSON.stringify(block.lead)}`);
    files.add(file);
    if (file.endsWith(".ipynb")) cells.set(file, [...(cells.get(file) ?? []), block]);
    else
      writeFileSync(
        join(root, file),
        place(block, () => readFileSync(join(root, file), "utf8")),
      );
  }
  for (const [file, some] of cells) writeFileSync(join(root, file), formatNotebook(some));
  const commands = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => code.trim().split("\n"));
  return { files: [...files], commands };
}

function listBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lead = "";
  for (const token of new MarkdownIt().parse(markdown, {})) {
    if (token.type === "inline") lead = token.content.split(/(?<=[.;]) |\n(?=[A-Z])/).at(-1) ?? "";
    if (token.type === "fence") blocks.push({ language: token.info, code: token.content, lead });
  }
  return blocks;
}

/** Puts a block where its lead says, into the text of its file. */
function place({ lead, code }: Block, readText: () => string): string {
  if (lead.startsWith("New, ")) return code;
  const text = readText();
  const insert = (at: RegExp): string => {
    if (!at.test(text)) throw new Error(`expected a place for ${JSON.stringify(lead)}, found none`);
    return text.replace(at, (found) => found + code);
  };
  if (lead.startsWith("After the last import of ")) return insert(/[\s\S]*\nimport [^;]*;\n/);
  const [, where, member] = /^(At the end of|After) `(\w+)` in /.exec(lead) ?? [];
  if (where === "After") return insert(new RegExp(`^  ${member}: \\{\\n[\\s\\S]*?^  \\},\\n`, "m"));
  if (where !== undefined) return insert(new RegExp(`^  ${member}: \\{\\n[\\s\\S]*?(?=^  \\},\\n)`, "m"));
  if (lead.startsWith("At the end of ")) return text + code;
  throw new Error(`expected the document to say where its code goes, got ${JSON.stringify(lead)}`);
}

function formatNotebook(blocks: readonly Block[]): string {
  const cells = blocks.map(({ language, code }, i) => {
    const cell = { id: `cell-${i}`, metadata: {}, source: code.trimEnd() };
    if (language === "md") return { cell_type: "markdown", ...cell };
    return { cell_type: "code", execution_count: null, outputs: [], ...cell };
  });
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  return `${JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}
