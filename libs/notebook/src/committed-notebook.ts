import { sortKeys, splitLines } from "./jupyter-json.js";
import { type Cell, joinLines, type Notebook } from "./notebook.js";

/**
 * Formats a notebook as it is committed: byte for byte as Jupyter writes it, but without outputs, counts, and what else
 * an editor leaves of a run. https://nbformat.readthedocs.io (v4: keys sorted, sources as lists of lines)
 */
export function formatCommitted({ cells, metadata, ...format }: Notebook): string {
  const { language_info, ...kept } = metadata as { language_info?: Record<string, unknown> };
  const { file_extension, mimetype, name } = language_info ?? {};
  const language = language_info && { language_info: { file_extension, mimetype, name } };
  const notebook = { ...format, metadata: { ...kept, ...language }, cells: cells.map(cleanCell) };
  return `${JSON.stringify(sortKeys(notebook), undefined, 1)}\n`;
}

function cleanCell({ source, metadata, ...cell }: Cell): unknown {
  const { execution: _, trusted: __, ExecuteTime: ___, collapsed: ____, ...kept } = metadata ?? {};
  const cleaned = { ...cell, metadata: kept, source: splitLines(joinLines(source)) };
  return cell.cell_type === "code" ? { ...cleaned, execution_count: null, outputs: [] } : cleaned;
}
