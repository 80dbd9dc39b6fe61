import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import {
  type Attribute,
  findAttribute,
  isDrawable,
  isList,
  listAttributes,
  readSchema,
} from "../libs/charts/src/plotly-schema.js";

// Writes libs/charts/src/plotly-types.ts from Plotly's schema, after an update of plotly.js. Groups of attributes that are the
// same in several places, as most fonts are, become one interface.

/** What no report shows: maps, WebGL, controls, what Chart Studio or a user's edits need. */
const left =
  /src$|revision|^(scene|geo|map|mapbox|updatemenus|sliders|modebar|newshape|activeshape|newselection|activeselection|selections|stream|selectedpoints|selected|unselected|transition|computed|template|meta|customdata|calendar|[xyz]calendar)$/;

/** Renders the types as the text of their file. */
export function renderFigureTypes(): string {
  const { traces, layout } = readSchema();
  const interfaces = new Map<string, string>();
  const names = new Set(["Trace", "Layout"]);

  const drawn = Object.entries(traces).filter(([, trace]) => isDrawable(trace));
  const traceNames = drawn.map(([type, { attributes }]) => {
    const name = `${type[0]!.toUpperCase()}${type.slice(1)}Trace`;
    const own = type === "scatter" ? 'type?: "scatter"' : `type: ${JSON.stringify(type)}`;
    const lines = [own, ...renderMembers(attributes, type), "customdata?: readonly unknown[]", "meta?: unknown"];
    interfaces.set(lines.join(";"), name);
    return name;
  });
  const ofTraces = drawn.map(([, { layoutAttributes }]) => layoutAttributes ?? {});
  const all: Attribute = Object.assign({}, ...ofTraces, layout.layoutAttributes);
  interfaces.set([...renderMembers(all, "layout"), "template?: unknown"].join(";"), "Layout");
  const bodies = [...interfaces].map(([body, name]) => `export interface ${name} {${body}}`);
  return `${head}${bodies.join("\n")}\nexport type Trace = ${traceNames.join(" | ")};\n`;

  function renderMembers(group: Attribute, owner: string): string[] {
    return listAttributes(group)
      .filter((key) => !left.test(key) && key !== "type")
      .concat(
        listAttributes(group).filter((key) => key === "type" && findAttribute(group, key)?.valType === "enumerated"),
      )
      .flatMap((key) => {
        const attribute = findAttribute(group, key)!;
        const type = renderType(key, attribute, owner);
        const further = "_isSubplotObj" in attribute ? [`[${key}: \`${key}\${number}\`]: ${type} | undefined`] : [];
        return [`${key}?: ${type}`, ...further];
      });
  }

  function renderType(key: string, attribute: Attribute, owner: string): string {
    if (isList(attribute))
      return `readonly ${nameGroup(key.replace(/s$/, ""), Object.values(attribute.items as object)[0], owner)}[]`;
    if (attribute.role === "object") return nameGroup(key, attribute, owner);
    const isShown = /^(value|reference)$/.test(key) && attribute.valType === "number";
    const type = isShown ? "Shown" : renderValue(attribute);
    return attribute.arrayOk && type !== "unknown" ? `List<${type}>` : type;
  }

  function nameGroup(key: string, group: Attribute, owner: string): string {
    const body = renderMembers(group, key).join(";");
    const known = interfaces.get(body);
    if (known) return known;
    const capitalize = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`;
    const [short, long] = [capitalize(key), `${capitalize(owner)}${capitalize(key)}`];
    let name = names.has(short) ? long : short;
    for (let n = 2; names.has(name); n++) name = `${long}${n}`;
    names.add(name);
    interfaces.set(body, name);
    return name;
  }
}

function renderValue({ valType = "any", values = [], flags = [], extras = [], items }: Attribute): string {
  const literals = (list: readonly unknown[]): string[] => list.map((value) => JSON.stringify(value));
  switch (valType) {
    case "data_array":
      return "Values";
    case "number":
    case "integer":
      return ["number", ...literals(extras)].join(" | ");
    case "angle":
      return 'number | "auto"';
    case "boolean":
      return "boolean";
    case "color":
      return "string";
    case "string":
    case "subplotid":
      return "string";
    case "enumerated":
      if ((values as unknown[]).length > 40) return "string | number";
      return (values as unknown[]).some((value) => /^\/.+\/$/.test(String(value)))
        ? "string"
        : [...new Set(literals(values as unknown[]))].join(" | ");
    case "flaglist":
      return [
        flags.length === 0 || flags.length > 4 ? "string" : `Flags<${literals(flags).join(" | ")}>`,
        ...literals(extras),
      ].join(" | ");
    case "colorlist":
      return "readonly string[]";
    case "colorscale":
      return "string | readonly (string | readonly [number, string])[]";
    case "info_array": {
      const parts = [items].flat(2) as Attribute[];
      const types = [...new Set(parts.map(renderValue))];
      return types.includes("unknown") ? "readonly unknown[]" : `readonly (${types.join(" | ")} | null)[]`;
    }
    default:
      return "unknown";
  }
}

const head = `// Made by scripts/make-figure-types.ts from the schema of plotly.js (MIT License); don't edit.
import type { Flags, List, Shown, Values } from "./figure.js";

`;

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(findRoot(), "libs/charts/src/plotly-types.ts"), renderFigureTypes());
