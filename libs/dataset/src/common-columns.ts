import type { RowsOfDay } from "./days.js";
import type { Dialect } from "./dialect.js";
import { type ComparedRows, DuplicateCounter, type Duplicates } from "./duplicates.js";

/**
 * Compares files that have different columns, by those that all of them have: an export with cashiers and one without may have
 * the same sales. Only files with days in common are read again. Undefined where there are none.
 * @param readRows  reads the rows of a source by a dialect that has some of its fields
 */
export async function compareCommonColumns<S extends { dialect: Dialect }>(
  sources: readonly S[],
  rowsOfDay: readonly RowsOfDay[],
  readRows: (source: S) => AsyncIterable<ComparedRows>,
  signal?: AbortSignal,
): Promise<Duplicates | undefined> {
  const compared = sources.flatMap((_, i) => (sources.some((_, j) => mayShare(sources, rowsOfDay, i, j)) ? [i] : []));
  if (compared.length === 0) return undefined;
  const columns = compared.map((i) => new Set(listColumns(sources[i] as S)));
  const counter = new DuplicateCounter();
  try {
    for (const i of compared) {
      const source = sources[i] as S;
      const { fields } = source.dialect;
      // A date and its time in one column are read together.
      const isKept = ({ column, at }: (typeof fields)[number]): boolean =>
        columns.every((set) => set.has(column)) || fields.filter((field) => field.at === at).length > 1;
      const dialect = { ...source.dialect, fields: fields.filter(isKept) };
      for await (const block of readRows({ ...source, dialect })) {
        signal?.throwIfAborted();
        counter.add(i, block);
      }
    }
    return await counter.count();
  } finally {
    counter.close();
  }
}

function mayShare(
  sources: readonly { dialect: Dialect }[],
  rowsOfDay: readonly RowsOfDay[],
  i: number,
  j: number,
): boolean {
  const [a, b] = [i, j].map((k) => listColumns(sources[k] as { dialect: Dialect }).join());
  if (a === b) return false;
  const [days, others] = [rowsOfDay[i] ?? new Map(), rowsOfDay[j] ?? new Map()];
  return [...days.keys()].some((day) => others.has(day));
}

function listColumns({ dialect }: { dialect: Dialect }): string[] {
  return dialect.fields.map(({ column }) => column).sort();
}
