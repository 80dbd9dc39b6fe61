/**
 * Finds, for each line of the JavaScript that a cell was converted to, the line of the cell that it came from, 1-based; 0
 * where there is none. tslab gives no source map, so lines are aligned, in order, by the words that they share.
 */
export function alignLines(javascript: string, source: string): number[] {
  const made = javascript.split("\n").map(findWords);
  const written = source.split("\n").map(findWords);
  // best[i][j]: highest likeness of the JavaScript's lines from i on to the cell's lines from j on
  const best = Array.from({ length: made.length + 1 }, () => new Array<number>(written.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const match = (i: number, j: number): number => compareWords(made[i] ?? [], written[j] ?? []);
  for (let i = made.length - 1; i >= 0; i--) {
    for (let j = written.length - 1; j >= 0; j--) {
      best[i]![j] = Math.max(match(i, j) + at(i + 1, j + 1), at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: number[] = [];
  for (let i = 0, j = 0; i < made.length; i++) {
    while (j < written.length && match(i, j) + at(i + 1, j + 1) < at(i, j) && at(i, j + 1) === at(i, j)) j++;
    const isMatch = match(i, j) > 0 && match(i, j) + at(i + 1, j + 1) === at(i, j);
    lines.push(isMatch ? j + 1 : 0);
    if (isMatch) j += 1;
  }
  return lines;
}

/** Lists names and words of texts, without the names and lines that tslab adds. */
function findWords(line: string): string[] {
  if (/^(?:exports\.(\w+) = \1;|(?:exports\.\w+ = )+void 0;)$/.test(line)) return [];
  return (line.match(/[\p{L}\p{N}_$]+/gu) ?? []).filter(
    (word) => !/^(exports|const|let|var|tsLastExpr\d*)$/.test(word),
  );
}

/** Computes the share of the words that both lines have, 0 to 1. */
function compareWords(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const rest = [...b];
  const shared = a.filter((word) => rest.includes(word) && rest.splice(rest.indexOf(word), 1)).length;
  return shared / (a.length + b.length - shared);
}
