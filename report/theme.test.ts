import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { palette } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import { wcagContrast as contrast } from "culori";
import { colorFigure, readTheme } from "./theme.js";

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-themes-"));
});

after(() => rm(folder, { recursive: true, force: true }));

/** Reads what is wrong with a theme, with its hint. */
async function refuse(theme: unknown): Promise<string> {
  await writeFile(join(folder, "own.json"), typeof theme === "string" ? theme : JSON.stringify(theme));
  return readTheme("own", folder).then(
    () => "accepted",
    (error) => `${error.code}: ${error.message} | ${error.hint}`,
  );
}

test("the theme without a setting has our colours, and its accent can be read on both pages", async () => {
  const theme = await readTheme("tillbook", join(findPaths().root, "report/themes"));
  assert.deepEqual(theme.charts, palette);
  assert.equal(theme.logo, undefined);
  assert.ok(contrast(theme.accent, "#ffffff") >= 4.5 && contrast(theme.accentDark, "#15181d") >= 7);
});

test("a theme's own colours come first, and of ours those that are nearest to them are left out", async () => {
  await writeFile(join(folder, "own.json"), '{"name": "A", "accent": "#0b6e4f", "charts": ["#0f7a35", "#8a1c3a"]}');
  const { charts } = await readTheme("own", folder);
  // the green and the wine red are replaced; the others keep their order
  const others = palette.filter((color) => color !== "#006f42" && color !== "#8a154b");
  assert.deepEqual(charts, ["#0f7a35", "#8a1c3a", ...others]);
});

test("a theme that there is not is refused with those that there are", async () => {
  await assert.rejects(readTheme("blue", join(findPaths().root, "report/themes")), {
    code: "SETTING_INVALID",
    message: 'REPORT_THEME must be frischmarkt or tillbook, got "blue"',
  });
});

test("a theme that is wrong names the file, and the next command", async () => {
  assert.equal(
    await refuse({ name: "A", accent: "#ffcc00" }),
    'THEME_INVALID: report/themes/own.json: accent must be a colour whose contrast to white (here 1.5) is at least 4.5, e.g. "#8c7000", got "#ffcc00" | fix report/themes/own.json, then run `make report`',
  );
});

test("a logo is an SVG or PNG file beside the theme, and what its ending says", async () => {
  const theme = { name: "A", accent: "#0b6e4f" };
  await writeFile(join(folder, "fake.png"), "<svg></svg>");
  await writeFile(join(folder, "fake.svg"), "no picture");
  await writeFile(join(folder, "big.svg"), `<svg>${" ".repeat(500_000 - 10)}</svg>`);
  assert.match(await refuse({ ...theme, logo: "none.svg" }), /logo must be a file in report\/themes, got "none.svg"/);
  assert.match(await refuse({ ...theme, logo: "fake.png" }), /logo must be what its ending says, .* got "fake\.png"/);
  assert.match(await refuse({ ...theme, logo: "fake.svg" }), /logo must be what its ending says/);
  assert.match(await refuse({ ...theme, logo: "big.svg" }), /logo must be a file of at most 500 kB/);
});

test("a logo is embedded as a data URL of its kind", async () => {
  const png = Buffer.from("89504e470d0a1a0a00", "hex");
  const svg = `<?xml version="1.0"?><svg>${" ".repeat(500_000 - 32)}</svg>`;
  await Promise.all([writeFile(join(folder, "a.png"), png), writeFile(join(folder, "a.svg"), svg)]);
  const embed = async (logo: string): Promise<string | undefined> => {
    await writeFile(join(folder, "own.json"), JSON.stringify({ name: "A", accent: "#0b6e4f", logo }));
    return (await readTheme("own", folder)).logo;
  };
  assert.equal(svg.length, 500_000);
  assert.equal(await embed("a.png"), `data:image/png;base64,${png.toString("base64")}`);
  assert.equal(await embed("a.svg"), `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
});

test("without colours for the charts, the largest store has the accent", async () => {
  await writeFile(join(folder, "own.json"), '{"name": "A", "accent": "#0b6e4f"}');
  const { charts } = await readTheme("own", folder);
  assert.deepEqual([charts[0], charts.length], ["#0b6e4f", 6]);
});

test("a figure takes the theme's colours, but no text that looks like one", async () => {
  await writeFile(join(folder, "own.json"), '{"name": "A", "accent": "#0b6e4f", "charts": ["#0f7a35"]}');
  const meta = { name: "a", title: palette[0], alt: "", table: { columns: [], rows: [[palette[0]]] } };
  const figure = { data: [{ name: palette[0], marker: { color: palette[0] } }], layout: { meta } };
  const colored = colorFigure(figure, await readTheme("own", folder));
  assert.deepEqual(colored, { data: [{ name: palette[0], marker: { color: "#0f7a35" } }], layout: { meta } });
});
