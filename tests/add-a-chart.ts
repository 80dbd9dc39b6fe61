import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

/** A code block of a document, and the text before it, which says where it goes. */
interface Block {
  language: string;
  code: string;
  /** As written, e.g. "The cells of `notebooks/7-weekday-sales.ipynb`:"; of blocks in a row the first one's. */
  lead: string;
}

/**
 * Does in a checkout what its docs/add-a-chart.md says: files are written, notebooks made by `make new-notebook`.
 * @returns the files that were made, from the root, in order
 * @throws Error naming a block whose place the document doesn't say, or what a command has printed
 */
export function followDocument(root: string): string[] {
  const files = new Map<string, Block[]>();
  const made = new Set<string>();
  for (const block of listBlocks(readFileSync(join(root, "docs/add-a-chart.md"), "utf8"))) {
    for (const [command] of `${block.lead}\n${block.code}`.matchAll(/make new-notebook NAME=[\w-]+/g)) {
      // blocks in a row have the same lead
      if (!made.has(command)) run(root, command);
      made.add(command);
    }
    if (block.language === "sh") continue;
    const [, file] = /(?:New|The cells of|the cells of),?\s+`([\w./-]+)`:$/.exec(block.lead) ?? [];
    if (file === undefined) throw new Error(`expected a file at the end of ${JSON.stringify(block.lead)}`);
    files.set(file, [...(files.get(file) ?? []), block]);
  }
  for (const [file, blocks] of files) {
    const path = join(root, file);
    writeFileSync(path, file.endsWith(".ipynb") ? fillNotebook(readFileSync(path, "utf8"), blocks) : blocks[0]!.code);
  }
  return [...files.keys()];
}

function listBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lead = "";
  for (const token of new MarkdownIt().parse(markdown, {})) {
    if (token.type === "inline") lead = token.content;
    if (token.type === "fence") blocks.push({ language: token.info, code: token.content, lead });
  }
  return blocks;
}

function run(root: string, command: string): void {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const ended = spawnSync("bash", ["-c", command], { cwd: root, encoding: "utf8", env });
  if (ended.status !== 0) throw new Error(`${command}\n${ended.stdout}\n${ended.stderr}`);
}

/** Replaces the cells of a notebook, as a user of JupyterLab does. */
function fillNotebook(text: string, blocks: readonly Block[]): string {
  const cells = blocks.map(({ language, code }, i) => {
    const cell = { id: `cell-${i}`, metadata: {}, source: code.trimEnd() };
    if (language === "md") return { cell_type: "markdown", ...cell };
    return { cell_type: "code", execution_count: null, outputs: [], ...cell };
  });
  return JSON.stringify({ ...JSON.parse(text), cells });
}
