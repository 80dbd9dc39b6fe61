import { palette } from "@tillbook/charts";
import { parseJson } from "@tillbook/pipeline";
import { wcagContrast } from "culori";
import * as v from "valibot";
import { lightPaper, mixUntil } from "./contrast.js";

/** Least contrast of text (WCAG 2.2, 1.4.3), and of graphics (1.4.11). */
const textContrast = 4.5;
const areaContrast = 3;

const expected: Record<string, string> = {
  name: "a text of 1 to 60 characters",
  logo: "the name of an SVG or PNG file in report/themes",
  accent: 'a colour such as "#0b6e4f", in small letters',
  charts: `a list of 1 to ${palette.length} colours`,
};

/** Accepts a colour that stands out from white. */
function color(ratio: number) {
  return v.pipe(
    v.string(expected["accent"]),
    v.regex(/^#[0-9a-f]{6}$/, expected["accent"]),
    v.check(
      (value) => wcagContrast(value, lightPaper) >= ratio,
      ({ input }) => {
        const got = wcagContrast(input, lightPaper).toFixed(1);
        const darker = mixUntil(input, "#000000", lightPaper, ratio);
        return `a colour whose contrast to white (here ${got}) is at least ${ratio}, e.g. "${darker}"`;
      },
    ),
  );
}

const schema = v.strictObject(
  {
    /** Of the company: on the cover, in the running header, as author. */
    name: v.pipe(v.string(expected["name"]), v.regex(/^\S(.{0,58}\S)?$/u, expected["name"])),
    /** An SVG or PNG file beside the theme's, shown instead of the name on the cover. */
    logo: v.optional(v.pipe(v.string(expected["logo"]), v.regex(/^[^/\\]+\.(svg|png)$/, expected["logo"]))),
    /** Colour of the name and the links. */
    accent: color(textContrast),
    /** Colours of the stores, in the order of their revenue; by default the accent and our own. */
    charts: v.optional(
      v.pipe(
        v.array(color(areaContrast), expected["charts"]),
        v.minLength(1, expected["charts"]),
        v.maxLength(palette.length, expected["charts"]),
        v.check((colors) => new Set(colors).size === colors.length, "a list of different colours"),
      ),
    ),
  },
  // no object, an unknown field, or a missing one
  ({ path }) => {
    const field = path?.[0]?.key;
    return field === undefined ? "an object" : (expected[String(field)] ?? "among name, logo, accent and charts");
  },
);

/** A file in `report/themes/`. */
export type ThemeFile = v.InferOutput<typeof schema>;

/**
 * Reads the text of a theme's file.
 * @throws Error naming the field, what was expected and what was got
 */
export function parseTheme(text: string): ThemeFile {
  const { success, output, issues } = v.safeParse(schema, parseJson(text), { abortPipeEarly: true });
  if (success) return output;
  const [issue] = issues;
  const field = issue.expected === "never" ? "its fields" : (v.getDotPath(issue) ?? "it");
  throw new Error(`${field} must be ${issue.message}, got ${JSON.stringify(issue.input) ?? "nothing"}`);
}
