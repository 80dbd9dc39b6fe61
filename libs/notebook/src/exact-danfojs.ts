import { toNumber } from "./tensors.js";

/** What is changed in danfojs; the names are its own. */
interface Danfojs {
  DataFrame: Class;
  Series: Class;
  NDframe: Class;
  Utils: Class;
  MinMaxScaler: Class;
  StandardScaler: Class;
}

interface Class {
  // biome-ignore lint/suspicious/noExplicitAny: danfojs' inner methods have no types
  new (...parameters: any[]): any;
  prototype: Methods;
}

// biome-ignore lint/suspicious/noExplicitAny: as above
type Methods = Record<string, any>;

interface Frame extends Methods {
  columns: string[];
  index: (string | number)[];
  dtypes: string[];
  values: unknown[][];
}

interface Series extends Methods {
  index: (string | number)[];
  dtypes: string[];
  values: unknown[];
}

interface Groups extends Methods {
  data: unknown[][];
  columnName: string[];
  colIndex: number[];
}

const done = Symbol.for("tillbook.exact-danfojs");

/**
 * Changes danfojs so that it gives what 64-bit numbers give, or refuses, where by itself it gives something else and says nothing:
 * a missing number counted as 0 or as a member of a mean, texts of digits added to `1213`, groups whose names only look alike
 * (`a-b`, `c` and `a`, `b-c`), values counted by the digits that they begin with, and columns named as a part of a frame.
 * What it calculates with is in `tensors.ts` and `statistics.ts`.
 */
export function makeExact(danfojs: Danfojs & { [done]?: boolean }, errors: Methods): void {
  const { DataFrame, Series, NDframe, Utils } = danfojs;
  const owner: Methods & { [done]?: boolean } = NDframe.prototype;
  if (owner[done]) return;
  owner[done] = true;
  const [frames, series] = [Object.getPrototypeOf(DataFrame.prototype), Object.getPrototypeOf(Series.prototype)];
  tellTypes(Utils.prototype, NDframe.prototype);
  errors["throwStringDtypeOperationError"] = (operation: string) => refuseTexts(operation, "them");
  checkFrames(frames, DataFrame);
  checkSeries(series, Series);
  keepOrder(Utils.prototype, series, Series);
  separateGroups(Object.getPrototypeOf(new DataFrame([[1]], { columns: ["a"] })["groupby"](["a"])));
  for (const { prototype } of [danfojs.MinMaxScaler, danfojs.StandardScaler])
    for (const name of ["fit", "transform", "fitTransform", "inverseTransform"])
      prototype[name] = () => {
        throw new Error(
          "expected exact arithmetic, got a scaler of 32 bits: calculate with sub() and div() of the frame",
        );
      };
}

/** A column's type follows from all its values, not from ten, and digits in a text are a text; what is missing in numbers is NaN. */
function tellTypes(utils: Methods, frames: Methods): void {
  utils["inferDtype"] = (values: unknown[]): string[] => {
    if (!Array.isArray(values[0])) return [inferType(values)];
    return values[0].map((_, c) => inferType((values as unknown[][]).map((row) => row[c])));
  };
  const load = frames["loadArrayIntoNdframe"];
  frames["loadArrayIntoNdframe"] = function (this: Methods, given: { data: unknown[]; dtypes?: string[] }): void {
    const { data } = given;
    const known = given.dtypes ?? (data.length === 0 ? undefined : (utils["inferDtype"](data) as string[]));
    const dtypes = known?.map((dtype, c) => correctType(dtype, data, c));
    const isNumeric = dtypes?.map(isNumericType) ?? [];
    const isGap = (value: unknown, c: number): boolean =>
      isNumeric[c] === true && (value === null || value === undefined);
    const fill = (row: unknown, c = 0): unknown =>
      Array.isArray(row) ? (row.some(isGap) ? row.map(fill) : row) : isGap(row, c) ? Number.NaN : row;
    const filled = data.map((row) => fill(row));
    load.call(this, { ...given, data: filled, dtypes });
  };
}

function isNumericType(dtype: string): boolean {
  return dtype === "float32" || dtype === "int32";
}

/** A column that is said to have numbers, but has texts, is one of texts. */
function correctType(dtype: string, data: readonly unknown[], c: number): string {
  const isText = (row: unknown): boolean => {
    const value = Array.isArray(row) ? row[c] : row;
    return typeof value === "string" || typeof value === "bigint";
  };
  return isNumericType(dtype) && data.some(isText) ? "string" : dtype;
}

function inferType(values: readonly unknown[]): string {
  const present = values.filter((value) => !isMissing(value));
  const isAll = (type: string): boolean => present.every((value) => typeof value === type);
  if (isAll("number")) return present.length === values.length && present.every(Number.isInteger) ? "int32" : "float32";
  if (isAll("boolean")) return "boolean";
  return present.every((value) => value instanceof Date) ? "datetime" : "string";
}

function checkFrames(frames: Methods, DataFrame: Class): void {
  frames["$frameIsNotCompactibleForArithmeticOperation"] = function (this: Frame): boolean {
    const texts = this.columns.filter((_, c) => this.dtypes[c] === "string");
    if (texts.length > 0) refuseTexts("calculate with", texts.map((name) => JSON.stringify(name)).join(", "));
    return false;
  };
  const { sum, cumOps, $setInternalColumnDataProperty: setProperties } = frames;
  frames["sum"] = function (this: Frame, ...parameters: unknown[]): unknown {
    this["$frameIsNotCompactibleForArithmeticOperation"]();
    return sum.apply(this, parameters);
  };
  frames["cumOps"] = function (this: Frame, ...parameters: unknown[]): unknown {
    if (this.values.flat().some(isMissing))
      throw new Error(
        "expected a number in every cell, got missing ones: take fillNa(0) or dropNa() of the frame first",
      );
    return cumOps.apply(this, parameters);
  };
  frames["$setInternalColumnDataProperty"] = function (this: Frame, column?: string): void {
    for (const name of column === undefined ? this.columns : [column])
      if (!isPart(this, name)) setProperties.call(this, name);
  };
  frames["describe"] = function (this: Frame): unknown {
    const names = this.columns.filter((_, c) => isNumericType(this.dtypes[c]!));
    const described = names.map((name) => this["column"](name).describe());
    return new DataFrame(Object.fromEntries(names.map((name, c) => [name, described[c].values])), {
      index: described[0]?.index,
    });
  };
}

/** Whether the name is of what a frame says of itself, e.g. `index`; such a column is `frame.column("index")`. */
function isPart(frame: object, name: string): boolean {
  for (let owner = Object.getPrototypeOf(frame); owner !== null; owner = Object.getPrototypeOf(owner))
    if (Object.getOwnPropertyDescriptor(owner, name)?.get !== undefined) return true;
  return name === "constructor" || name.startsWith("$");
}

function checkSeries(series: Methods, Series: Class): void {
  for (const name of ["add", "sub", "mul", "div", "pow", "mod", "minimum", "maximum"]) {
    const calculate = series[name];
    series[name] = function (this: Series, other: unknown, ...rest: unknown[]): unknown {
      const others = other instanceof Series ? other["values"] : other;
      if (Array.isArray(others)) return calculate.call(this, others.map(toNumber), ...rest);
      return calculate.call(this, toNumber(others), ...rest);
    };
  }
  const { mean } = series;
  series["mean"] = function (this: Series): number {
    return this["count"]() === 0 ? Number.NaN : mean.call(this);
  };
  series["valueCounts"] = function (this: Series): unknown {
    const counts = new Map<string | number, number>();
    for (const value of this.values) {
      const key = typeof value === "number" && !Number.isNaN(value) ? value : String(value ?? Number.NaN);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return new Series([...counts.values()], { index: [...counts.keys()] });
  };
}

/** Sorts texts as texts, upwards when asked so, and what is missing to the end. */
function keepOrder(utils: Methods, series: Methods, Series: Class): void {
  utils["sortObj"] = (items: { value: unknown }[], isAscending: boolean) =>
    [...items].sort((a, b) => compare(a.value, b.value, isAscending));
  series["sortValues"] = function (this: Series, options: { ascending?: boolean; inplace?: boolean } = {}): unknown {
    const items = this.values.map((value, i) => ({ value, index: this.index[i]! }));
    const sorted = utils["sortObj"](items, options.ascending ?? true) as typeof items;
    const [values, index] = [sorted.map(({ value }) => value), sorted.map((item) => item.index)];
    if (!options.inplace) return new Series(values, { index, dtypes: this.dtypes, config: this["config"] });
    this["$setValues"](values);
    this["$setIndex"](index);
    return undefined;
  };
}

function compare(a: unknown, b: unknown, isAscending: boolean): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const texts = typeof a === "string" && typeof b === "string";
  const [x, y] = texts ? [a.toUpperCase(), b.toUpperCase()] : [a as number, b as number];
  const order = x < y ? -1 : x > y ? 1 : 0;
  return isAscending ? order : -order;
}

/** Names a group by all its values, and leaves out of sums and means what is missing, as SQL does. */
function separateGroups(groups: Methods): void {
  const nameGroup = (values: readonly unknown[]): string =>
    JSON.stringify(values.map((value) => (isMissing(value) ? null : String(value))));
  groups["group"] = function (this: Groups): unknown {
    this["colDict"] = {};
    this["keyToValue"] = {};
    for (const row of this.data) {
      const values = this.colIndex.map((c) => row[c]);
      const name = nameGroup(values);
      this["keyToValue"][name] ??= values;
      this["colDict"][name] ??= Object.fromEntries(this.columnName.map((column) => [column, []]));
      for (const [c, column] of this.columnName.entries()) this["colDict"][name][column].push(row[c]);
    }
    return this;
  };
  groups["getGroup"] = function (this: Groups, values: readonly unknown[]): unknown {
    const name = nameGroup(values);
    if (!(name in this["colDict"])) throw new Error(`expected values of a group, got ${JSON.stringify(values)}`);
    return this["toDataFrame"]({ [name]: { ...this["colDict"][name] } });
  };
  // groups of one first value stand together, and whole numbers upwards, as danfojs has them
  groups["colKeyDict"] = (named: object): string[] => {
    const byFirst: Record<string, string[]> = Object.create(null);
    for (const name of Object.keys(named)) {
      const [first] = JSON.parse(name) as [string | null];
      byFirst[String(first)] ??= [];
      byFirst[String(first)]!.push(name);
    }
    return Object.values(byFirst).flat();
  };
  const calculate = groups["groupMathLog"];
  groups["groupMathLog"] = (values: readonly unknown[], operation: string): unknown[] => {
    const present = values.filter((value) => !isMissing(value));
    if (operation === "count") return [present.length];
    if (operation.startsWith("cum") && present.length < values.length)
      throw new Error(
        "expected a number in every cell, got missing ones: take fillNa(0) or dropNa() of the frame first",
      );
    if (present.length === 0) return [operation === "sum" ? 0 : Number.NaN];
    return calculate(present, operation);
  };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function refuseTexts(operation: string, columns: string): never {
  throw new Error(
    `expected numbers to ${operation}, got texts in ${columns}: of money take the column in cents, e.g. revenue_cents; leave texts out by frame.drop({ columns: [...] }), or make them numbers by asType("float32")`,
  );
}
