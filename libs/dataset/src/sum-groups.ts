/** A way to divide the rows so far into groups that end with their sum, in cents. */
interface Division {
  /** The sum of the rows since the last group, and how many they are. */
  open: number;
  openRows: number;
  /** The sum of the groups since the last sum of groups. */
  closed: number;
  /** Rows that are sums. */
  sums: number;
  /** Whether a sum is of several rows: the same amount twice is no sum. */
  isSum: boolean;
}

/** In a file of fewer rows, one may be the sum of others by chance. */
const leastRows = 5;
/** A sum may also be a row of a larger group; ways that closed no group for longest are given up. */
const mostDivisions = 16;

/**
 * Finds files whose rows all belong to groups with a row of their sum below, as of days or receipts, whatever that row is named.
 * A sum of all groups may follow. A row that is the sum of others by chance does not divide the rest of the file.
 */
export class SumGroups {
  #rows = 0;
  #divisions: Division[] = [{ open: 0, openRows: 0, closed: 0, sums: 0, isSum: false }];

  /** Takes the amounts of the next rows, in order. */
  add(cents: Float64Array): void {
    this.#rows += cents.length;
    for (const amount of cents) {
      let ended: Division[] | undefined;
      for (const division of this.#divisions) {
        const next = endGroup(division, amount);
        if (next !== undefined) ended = [...(ended ?? []), next];
        division.open += amount;
        division.openRows++;
      }
      if (ended !== undefined) this.#divisions = [...ended, ...this.#divisions].slice(0, mostDivisions);
    }
  }

  /** Returns how many rows are sums; 0 where the rows do not divide into groups. */
  finish(): number {
    if (this.#rows < leastRows) return 0;
    const found = this.#divisions.find(({ openRows, sums, isSum }) => openRows === 0 && sums > 1 && isSum);
    return found?.sums ?? 0;
  }
}

/** Ends the open group of a division with a row, where the row has its sum, or that of all groups since the last such sum. */
function endGroup({ open, openRows, closed, sums, isSum }: Division, amount: number): Division | undefined {
  if (amount === 0) return undefined;
  const isOfRows = openRows > 0 && open === amount;
  const isOfGroups = openRows === 0 && sums > 0 && closed === amount;
  if (!isOfRows && !isOfGroups) return undefined;
  return {
    open: 0,
    openRows: 0,
    closed: isOfRows ? closed + amount : 0,
    sums: sums + 1,
    isSum: isSum || openRows > 1,
  };
}
