import tinycolor from "tinycolor2";
import type { Attribute } from "./plotly-schema.js";

type Check = (value: unknown, attribute: Attribute) => boolean;

const isNumber: Check = (value, { min = -Infinity, max = Infinity }) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= min && number <= max;
};

/** By valType of Plotly's schema, as src/lib/coerce.js of plotly.js takes values; texts that are numbers count as numbers. */
const checks: Record<string, Check> = {
  any: () => true,
  data_array: Array.isArray,
  number: isNumber,
  angle: (value) => value === "auto" || isNumber(value, {}),
  integer: (value, attribute) =>
    (attribute.extras ?? []).includes(value) || (isNumber(value, attribute) && Number(value) % 1 === 0),
  boolean: (value) => typeof value === "boolean",
  string: (value, { noBlank, strict }) =>
    typeof value === "string" ? !(noBlank && value === "") : typeof value === "number" && !strict,
  enumerated: (value, { values, coerceNumber }) =>
    (values as unknown[]).some((choice) => {
      const [, pattern] = /^\/(.*)\/$/.exec(String(choice)) ?? [];
      return pattern === undefined
        ? (coerceNumber ? Number(value) : value) === choice
        : new RegExp(pattern).test(String(value));
    }),
  flaglist: (value, { flags = [], extras = [] }) =>
    extras.includes(value) || (typeof value === "string" && value.split("+").every((flag) => flags.includes(flag))),
  color: isColor,
  colorlist: (value) => Array.isArray(value) && value.every(isColor),
  colorscale: (value) => isScaleName(value) || (Array.isArray(value) && value.length > 1 && value.every(isColorStep)),
  subplotid: (value, { dflt, regex = `/^${String(dflt)}([2-9]|[1-9]\\d+)?$/` }) =>
    new RegExp(regex.slice(1, -1)).test(String(value)),
  info_array: isInfoArray,
};

/** Whether a value is one that Plotly takes for an attribute. */
export function isTaken(value: unknown, attribute: Attribute): boolean {
  const check = checks[attribute.valType ?? "any"] ?? (() => true);
  if (attribute.arrayOk && Array.isArray(value)) {
    // where a list of colours may be one of numbers on a scale
    const isScaled = attribute.valType === "color" && value.every((item) => isNumber(item, {}));
    return isScaled || value.every((item) => Array.isArray(item) || item === null || check(item, attribute));
  }
  return check(value, attribute);
}

/** Says what Plotly takes for an attribute, e.g. `a number from 0 to 1`. */
export function describeTaken({
  valType,
  values,
  flags = [],
  extras = [],
  min,
  max,
  arrayOk,
  dflt,
}: Attribute): string {
  const range = [min === undefined ? "" : ` from ${min}`, max === undefined ? "" : ` to ${max}`].join("");
  const choices = (list: readonly unknown[]): string => list.map((item) => JSON.stringify(item)).join(", ");
  const texts: Record<string, string> = {
    data_array: "an array",
    number: `a number${range}`,
    integer: `a whole number${range}${extras.length > 0 ? ` or ${choices(extras)}` : ""}`,
    angle: "an angle in degrees",
    boolean: "true or false",
    string: "a text",
    enumerated: `one of ${choices((values as unknown[]) ?? [])}`,
    flaglist: `one of ${choices(extras)} or some of ${choices(flags)}, joined by +`,
    color: 'a colour such as "#332288"',
    colorlist: 'a list of colours such as ["#332288"]',
    colorscale: 'the name of a scale such as "Viridis", or [[0, "#ffffff"], [1, "#332288"]]',
    subplotid: `"${String(dflt)}", or with a number, "${String(dflt)}2"`,
    info_array: "a list with as many items as Plotly has parts of it",
  };
  return `${texts[valType ?? ""] ?? "another value"}${arrayOk ? ", or a list of such" : ""}`;
}

function isColor(value: unknown): boolean {
  return typeof value === "string" && tinycolor(value).isValid();
}

/** Of a colour scale, e.g. [0.5, "#332288"]. */
function isColorStep(step: unknown): boolean {
  return Array.isArray(step)
    ? step.length === 2 && isNumber(step[0], { min: 0, max: 1 }) && isColor(step[1])
    : isColor(step);
}

const scales =
  "Greys YlGnBu Greens YlOrRd Bluered RdBu Reds Blues Picnic Rainbow Portland Jet Hot Blackbody Earth Electric Viridis Cividis".split(
    " ",
  );

function isScaleName(value: unknown): boolean {
  return typeof value === "string" && scales.includes(value);
}

/** A list of parts of their own, e.g. `domain.x`, or of any number of the same; perhaps lists of such. */
function isInfoArray(value: unknown, { items, dimensions, freeLength }: Attribute): boolean {
  if (!Array.isArray(value)) return false;
  const parts = items as Attribute | Attribute[] | Attribute[][];
  if (dimensions === 2 || (dimensions === "1-2" && Array.isArray(value[0])))
    return value.every((row, i) => {
      const own = Array.isArray(parts) && Array.isArray(parts[i]) ? parts[i] : parts;
      return isInfoArray(row, { items: own, freeLength });
    });
  if (!Array.isArray(parts)) return value.every((item) => isTaken(item, parts));
  if (!freeLength && value.length !== parts.length) return false;
  return value.every((item, i) => item === null || isTaken(item, (parts[i] ?? {}) as Attribute));
}
