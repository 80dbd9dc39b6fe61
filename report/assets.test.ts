import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { makeScripts, readAssets } from "./assets.js";
import { bundlePlotly } from "./bundle-plotly.js";

const folder = import.meta.dirname;

test("the assets are those of this package, Plotly as its package has it", async () => {
  const assets = await readAssets(folder, ["bar"], "a", "en");
  assert.equal(assets.css, await readFile(join(folder, "report.css"), "utf8"));
  assert.equal(assets.client, await readFile(join(folder, "client.js"), "utf8"));
  assert.match(assets.plotly, new RegExp(`^/\\* plotly\\.js v${assets.plotlyVersion} \\(scatter,bar\\)`));
  assert.doesNotMatch(assets.plotly, /setPlotConfig\(\{"locale"/);
  assert.equal(assets.fontCss.match(/@font-face/g)?.length, 3);
});

test("Plotly comes with the types of traces that are drawn, and no others", async () => {
  const [bars, more] = await Promise.all([
    bundlePlotly(folder, ["bar"]),
    bundlePlotly(folder, ["sankey", "bar", "bar"]),
  ]);
  assert.match(more, /^\/\* plotly\.js v[\d.]+ \(scatter,bar,sankey\)/);
  assert.ok(bars.length < 1_120_000 && more.length > bars.length + 20_000, `${bars.length}, ${more.length}`);
  assert.equal(await bundlePlotly(folder, ["bar", "scatter"]), bars);
});

test("the text decides on the alphabets of the fonts, the language on Plotly's words", async () => {
  const { plotly, fontCss } = await readAssets(folder, ["bar"], "Łódź", "de");
  assert.equal(fontCss.match(/@font-face/g)?.length, 6);
  assert.match(plotly, /Januar[\s\S]*\nPlotly\.setPlotConfig\(\{"locale":"de"\}\);\n$/);
});

test("a script is hashed as the browser reads it, with line ends of one kind", () => {
  const assets = { css: "", fontCss: "", plotlyVersion: "", client: "a\r\nb\rc", drill: "d", plotly: "p" };
  const hash = (text: string): string => createHash("sha256").update(text).digest("base64");
  const text = "a\nb\nc\nd\ntillbook.start();\n";
  assert.deepEqual(makeScripts(assets), { client: { text, hash: hash(text) }, plotly: { text: "p", hash: hash("p") } });
});

test("a script that would end its element is refused", () => {
  const make = (client: string) =>
    makeScripts({ css: "", fontCss: "", plotlyVersion: "", client, drill: "", plotly: "" });
  for (const wrong of ['"</script>"', '"</SCRIPT "', "<!--"])
    assert.throws(() => make(wrong), /expected a script without/);
  make('"<\\/script>"');
});
