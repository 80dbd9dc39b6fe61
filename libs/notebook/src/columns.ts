/** What an analyst can ask of a column: its values' type, and with a `?` that NULL is expected. */
export type Kind = keyof Values;
/** The columns of a result that are used, e.g. `{ store: "text", revenue: "money", change: "decimal?" }`. */
export type Columns = Readonly<Record<string, Kind | `${Kind}?`>>;

interface Values {
  text: string;
  /** A whole number up to 2^53, or a decimal of up to 15 digits. */
  number: number;
  bigint: bigint;
  /** A DECIMAL's exact text, e.g. "0.1250". */
  decimal: string;
  /** A DECIMAL with as many decimals as the currency; beside it, `<name>_cents` has whole cents. */
  money: string;
  /** e.g. "2026-03-01" */
  date: string;
  /** e.g. "17:00:00" */
  time: string;
  /** e.g. "2026-03-01 17:00:00" */
  datetime: string;
  /** Parsed. */
  json: unknown;
}

type ValueOf<K> = K extends `${infer Base extends Kind}?` ? Values[Base] | null : K extends Kind ? Values[K] : never;

/** The rows that have these columns. */
export type RowOf<C extends Columns> = { [Name in keyof C]: ValueOf<C[Name]> } & {
  [Name in keyof C as C[Name] extends "money" ? `${Name & string}_cents` : never]: number;
} & { [Name in keyof C as C[Name] extends "money?" ? `${Name & string}_cents` : never]: number | null };

/** A column as MySQL describes it, by the driver's names. */
export interface Field {
  name: string;
  /** Column_definition's type code. */
  columnType?: number;
  /** Digits after the point of a DECIMAL. */
  decimals: number;
  /** 63 of bytes. */
  characterSet?: number;
}

/** A column of a result, and what makes its values of the texts that MySQL sends. */
export interface Column {
  name: string;
  /** The field's place in a row. */
  at: number;
  isNumeric: boolean;
  parse: (text: string) => unknown;
}

type Stored = "integer" | "decimal" | "float" | "text" | "date" | "time" | "datetime" | "json" | "null" | "binary";

/** MySQL's type codes (field_types.h); texts and bytes share theirs, and differ by their character set. */
const stored: Readonly<Record<number, Stored>> = {
  ...{ 0: "decimal", 1: "integer", 2: "integer", 3: "integer", 4: "float", 5: "float", 6: "null", 7: "datetime" },
  ...{ 8: "integer", 9: "integer", 10: "date", 11: "time", 12: "datetime", 13: "integer", 14: "date" },
  ...{ 16: "binary", 242: "binary", 245: "json", 246: "decimal", 255: "binary" },
};

/** What each kind can be made of. */
const sources: Readonly<Record<Kind, readonly Stored[]>> = {
  text: ["text", "date", "time", "datetime", "json"],
  number: ["integer", "decimal", "float"],
  bigint: ["integer"],
  decimal: ["decimal", "integer"],
  money: ["decimal"],
  date: ["date"],
  time: ["time"],
  datetime: ["datetime"],
  json: ["json", "text"],
};

/**
 * Finds how to read each column of a result, as it was asked for, or else by its type. DECIMAL stays an exact text; one with as
 * many decimals as the currency is there once more in whole cents, as `<name>_cents`. Whole numbers, of a DECIMAL without decimals
 * too, are numbers, and bigints all where one is beyond 2^53.
 * @param rows  the texts that MySQL sent, or null
 * @param scale  decimals of the currency's amounts, 2 or 3
 * @throws Error when two columns have one name, one has bytes, or one isn't what was asked for
 */
export function readColumns(
  fields: readonly Field[],
  rows: readonly Texts[],
  scale: number,
  asked: Columns = {},
): Column[] {
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw new Error(`expected a name of its own for each column, got ${twice} twice: name one by \`as\``);
  for (const name of Object.keys(asked))
    if (!names.includes(name)) throw new Error(`expected a column ${name}, got ${names.join(", ")}`);
  const columns = fields.map((field, at) =>
    readColumn({ ...field, at, type: findType(field) }, rows, scale, asked[field.name]),
  );
  const cents = fields.flatMap((field, at) => {
    const name = `${field.name}_cents`;
    if (findType(field) !== "decimal" || field.decimals !== scale || names.includes(name)) return [];
    return [{ name, at, ...readWhole(rows, at) }];
  });
  return [...columns, ...cents];
}

/** The texts of a row. */
export type Texts = readonly (string | null)[];

function findType({ name, columnType = 253, characterSet, decimals }: Field): Stored {
  const type = stored[columnType] ?? (characterSet === 63 ? "binary" : "text");
  if (type === "binary")
    throw new Error(
      `expected text, numbers or dates in column ${name}, got bytes: select hex(${name}), length(${name}) or convert(${name} using utf8mb4); of bits ${name} + 0, of a place st_astext(${name})`,
    );
  return type === "decimal" && decimals === 0 ? "integer" : type;
}

function readColumn(
  { name, at, type, decimals }: Field & { at: number; type: Stored },
  rows: readonly Texts[],
  scale: number,
  asked?: Columns[string],
): Column {
  if (asked === undefined) {
    if (type === "integer") return { name, at, ...readWhole(rows, at) };
    return { name, at, isNumeric: type === "float", parse: type === "float" ? Number : keep };
  }
  const kind = asked.replace("?", "") as Kind;
  const wrong = (got: string): Error => new Error(`expected ${kind} in column ${name}, got ${got}`);
  if (type !== "null" && !sources[kind].includes(type)) throw wrong(`${type}${hint(type)}`);
  if (kind === "money" && type === "decimal" && decimals !== scale)
    throw wrong(`${decimals} decimals, where amounts have ${scale}: ask for "decimal", or select round(…, ${scale})`);
  const gap = rows.findIndex((row) => row[at] === null);
  if (gap >= 0 && !asked.endsWith("?")) throw wrong(`NULL in row ${gap + 1}: ask for "${kind}?"`);
  if (kind === "number") {
    const long = rows.find((row) => !isExact(row[at] ?? "0", type))?.[at];
    if (long !== undefined)
      throw wrong(`${long}, which a number does not hold: ask for "${type === "integer" ? "bigint" : "decimal"}"`);
  }
  const parse =
    { number: Number, bigint: BigInt, json: JSON.parse as (text: string) => unknown }[kind as string] ?? keep;
  return { name, at, isNumeric: kind === "number", parse };
}

function hint(type: Stored): string {
  const kinds = Object.entries(sources).filter(([, types]) => types.includes(type));
  return `: ask for ${kinds.map(([kind]) => `"${kind}"`).join(" or ")}`;
}

/** Whole numbers, or cents: bigints where a number does not hold each. */
function readWhole(rows: readonly Texts[], at: number): Pick<Column, "isNumeric" | "parse"> {
  const digits = (text: string): string => text.replace(".", "");
  const isNumeric = rows.every((row) => Number.isSafeInteger(Number(digits(row[at] ?? "0"))));
  return { isNumeric, parse: (text) => (isNumeric ? Number : BigInt)(digits(text)) };
}

function isExact(text: string, type: Stored): boolean {
  if (type === "float") return true;
  if (type === "integer") return Number.isSafeInteger(Number(text));
  return text.replace(/^-?[0.]*|\./g, "").length <= 15;
}

function keep(text: string): string {
  return text;
}
