// The methods of ES2023 that the library of tslab's TypeScript lacks (https://tc39.es/ecma262/2023); only for Jupyter's kernel.

interface Array<T> {
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleted?: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
}

interface ReadonlyArray<T> {
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleted?: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
}
