// What danfojs takes from TensorFlow, in 64-bit floating point: TensorFlow's own tensors have 32 bits, by which 277371.65 becomes
// 277371.65625. danfojs.ts loads this in place of it; danfojs then needs nothing else of TensorFlow.

/** A number, a list, or a table, whose cells are numbers; a missing one is NaN. */
export class Tensor {
  /** Row by row; a number is one row of one cell, a list one row. */
  readonly rows: readonly number[][];
  /** [] of a number, [length] of a list, [rows, columns] of a table. */
  readonly shape: readonly number[];

  constructor(rows: readonly number[][], shape: readonly number[]) {
    this.rows = rows;
    this.shape = shape;
  }

  get rank(): number {
    return this.shape.length;
  }

  arraySync(): number | number[] | number[][] {
    if (this.rank === 2) return this.rows.map((row) => [...row]);
    const row = this.rows[0] ?? [];
    return this.rank === 1 ? [...row] : row[0]!;
  }

  clone(): Tensor {
    return new Tensor(this.arraySync() as number[][], this.shape);
  }

  transpose(): Tensor {
    const [height = 0, width = 0] = this.shape;
    return new Tensor(
      range(width).map((c) => range(height).map((r) => this.rows[r]![c]!)),
      [width, height],
    );
  }

  add(other: Tensor): Tensor {
    return combine(this, other, (a, b) => a + b);
  }
  sub(other: Tensor): Tensor {
    return combine(this, other, (a, b) => a - b);
  }
  mul(other: Tensor): Tensor {
    return combine(this, other, (a, b) => a * b);
  }
  div(other: Tensor): Tensor {
    return combine(this, other, (a, b) => a / b);
  }
  /** Unlike TensorFlow's, which has 0 for a part of nothing, so that a rise from 0 becomes a fall by 100 %. */
  divNoNan(other: Tensor): Tensor {
    return this.div(other);
  }
  pow(other: Tensor): Tensor {
    return combine(this, other, (a, b) => a ** b);
  }
  /** The rest has the sign of the divisor, as TensorFlow's and pandas' have. */
  mod(other: Tensor): Tensor {
    return combine(this, other, (a, b) => {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    });
  }
  greater(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a > b));
  }
  greaterEqual(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a >= b));
  }
  less(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a < b));
  }
  lessEqual(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a <= b));
  }
  equal(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a === b));
  }
  notEqual(other: Tensor): Tensor {
    return combine(this, other, (a, b) => Number(a !== b));
  }

  argMax(): { arraySync: () => number } {
    return this.#findFirst((a, b) => a > b);
  }
  argMin(): { arraySync: () => number } {
    return this.#findFirst((a, b) => a < b);
  }

  /** Finds the first of the cells of a list that no other is better than; missing ones are passed over. */
  #findFirst(isBetter: (a: number, b: number) => boolean): { arraySync: () => number } {
    const cells = this.rows[0] ?? [];
    const best = cells.reduce(
      (at, cell, i) => ((at < 0 ? !Number.isNaN(cell) : isBetter(cell, cells[at]!)) ? i : at),
      -1,
    );
    return { arraySync: () => best };
  }
}

export function scalar(value: unknown): Tensor {
  return new Tensor([[toNumber(value)]], []);
}

export function tensor1d(values: readonly unknown[]): Tensor {
  return new Tensor([values.map(toNumber)], [values.length]);
}

export function tensor2d(values: readonly unknown[], [height, width]: readonly [number, number]): Tensor {
  const cells = values.flat().map(toNumber);
  return new Tensor(
    range(height).map((r) => cells.slice(r * width, (r + 1) * width)),
    [height, width],
  );
}

/** For `sample`: the same seed gives the same order. */
export const data = {
  array: <T>(items: readonly T[]) => ({
    shuffle: (_count: number, seed: string) => ({
      take: (count: number) => ({ toArray: async () => shuffle(items, seed).slice(0, count) }),
    }),
  }),
};

/**
 * A cell as a number; true and false are 1 and 0, what is missing is NaN.
 * @throws Error when it is something else, e.g. a DECIMAL's text
 */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value === null || value === undefined) return Number.NaN;
  throw new Error(
    `expected numbers to calculate with, got ${typeof value === "bigint" ? `${value}n` : JSON.stringify(value)}: of money take the column in cents, e.g. revenue_cents; make others numbers by Number()`,
  );
}

/** Calculates cell by cell; a number, one row or one column is taken for every cell, row or column of the other side. */
function combine(a: Tensor, b: Tensor, operate: (a: number, b: number) => number): Tensor {
  const size = (tensor: Tensor): [number, number] => [tensor.rows.length, tensor.shape.at(-1) ?? 1];
  const [[heightA, widthA], [heightB, widthB]] = [size(a), size(b)];
  const fits = (x: number, y: number): boolean => x === y || x === 1 || y === 1;
  if (!fits(heightA, heightB) || !fits(widthA, widthB))
    throw new Error(
      `expected sides of one size, got ${heightA} × ${widthA} and ${heightB} × ${widthB}; with { axis: 0 } a list has a number for each row, with { axis: 1 } for each column`,
    );
  const [height, width] = [heightA === 1 ? heightB : heightA, widthA === 1 ? widthB : widthA];
  const at = ({ rows }: Tensor, r: number, c: number): number => {
    const row = rows.length === 1 ? rows[0]! : rows[r]!;
    return row.length === 1 ? row[0]! : row[c]!;
  };
  const rows = range(height).map((r) => range(width).map((c) => operate(at(a, r, c), at(b, r, c))));
  return new Tensor(
    rows,
    a.rank >= b.rank ? (a.rank < 2 ? [width].slice(0, a.rank) : [height, width]) : [height, width],
  );
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Fisher–Yates, by a linear congruential generator (Numerical Recipes' constants). */
function shuffle<T>(items: readonly T[], seed: string): T[] {
  let state = [...seed].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)!) >>> 0, 7);
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (i + 1));
    [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
  }
  return shuffled;
}
