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
  assert.ok(contrast(theme.accent, "#ffffff") >= 4.5 && contrast(theme.accentDark, "#15181d") >= 4.5);
});

test("a theme's own colours come first, and of ours those that are nearest to them are left out", async () => {
  await writeFile(join(folder, "own.json"), '{"name": "A", "accent": "#0b6e4f", "charts": ["#0f7a35", "#c0c0ff"]}');
  const { charts } = await readTheme("own", folder);
  assert.deepEqual(charts.slice(0, 2), ["#0f7a35", "#c0c0ff"]);
  assert.equal(new Set(charts).size, 10);
  assert.ok(!charts.includes("#117733"));
});

test("a theme that there is not is refused with those that there are", async () => {
  await assert.rejects(readTheme("blue", join(findPaths().root, "report/themes")), {
    code: "SETTING_INVALID",
    message: 'REPORT_THEME must be frischmarkt or tillbook, got "blue"',
  });
});

test("a colour that can't be read on white is refused with a darker one that can", async () => {
  assert.equal(
    await refuse({ name: "A", accent: "#ffcc00" }),
    'THEME_INVALID: report/themes/own.json: accent must be a colour whose contrast to white, here 1.5, is at least 4.5, got "#ffcc00" | take a darker one, e.g. #8c7000',
  );
  assert.ok(contrast("#8c7000", "#ffffff") >= 4.5);
  assert.match(await refuse({ name: "A", accent: "#0b6e4f", charts: ["#fafafa"] }), /charts\[0\] .* is at least 1\.5/);
});

test("what is not a theme is refused by its field", async () => {
  assert.match(await refuse("{"), /own\.json: it must be JSON/);
  assert.match(await refuse([]), /it must be an object, got \[\]/);
  assert.match(await refuse({ accent: "#0b6e4f" }), /name must be a text of 1 to 60 characters/);
  assert.match(await refuse({ name: "A", accent: "green" }), /accent must be a colour such as "#0b6e4f"/);
  assert.match(await refuse({ name: "A", accent: "#0b6e4f", color: "x" }), /fields must be among .*, got "color"/);
  assert.match(await refuse({ name: "A", accent: "#0b6e4f", charts: [] }), /charts must be a list of 1 to 10/);
  assert.match(await refuse({ name: "A", accent: "#0b6e4f", charts: ["#112233", "#112233"] }), /colours that differ/);
});

test("a logo is an SVG or PNG file beside the theme, and what its ending says", async () => {
  const theme = { name: "A", accent: "#0b6e4f" };
  await writeFile(join(folder, "fake.png"), "<svg></svg>");
  await writeFile(join(folder, "big.svg"), `<svg>${" ".repeat(600_000)}</svg>`);
  assert.match(
    await refuse({ ...theme, logo: "../logo.svg" }),
    /logo must be the name of an SVG or PNG file in report\/themes/,
  );
  assert.match(await refuse({ ...theme, logo: "none.svg" }), /logo must be a file in report\/themes, got "none.svg"/);
  assert.match(await refuse({ ...theme, logo: "fake.png" }), /logo must be what its ending says/);
  assert.match(await refuse({ ...theme, logo: "big.svg" }), /logo must be a file of at most 500 kB/);
});

test("a figure takes the theme's colours, but no text that looks like one", async () => {
  await writeFile(join(folder, "own.json"), '{"name": "A", "accent": "#0b6e4f", "charts": ["#0f7a35"]}');
  const meta = { name: "a", title: palette[0], alt: "", table: { columns: [], rows: [[palette[0]]] } };
  const figure = { data: [{ name: palette[0], marker: { color: palette[0] } }], layout: { meta } };
  const colored = colorFigure(figure, await readTheme("own", folder));
  assert.deepEqual(colored, { data: [{ name: palette[0], marker: { color: "#0f7a35" } }], layout: { meta } });
});
