import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { makeScripts, readAssets } from "./assets.js";

const folder = import.meta.dirname;

test("the assets are those of this package, Plotly as its package has it", async () => {
  const assets = await readAssets(folder, "plotly-basic.min.js", "a", "en");
  assert.equal(assets.css, await readFile(join(folder, "report.css"), "utf8"));
  assert.equal(assets.client, await readFile(join(folder, "client.js"), "utf8"));
  assert.match(assets.plotly, new RegExp(`plotly\\.js \\(basic - minified\\) v${assets.plotlyVersion}\\b`));
  assert.doesNotMatch(assets.plotly, /setPlotConfig\(\{"locale"/);
  assert.equal(assets.fontCss.match(/@font-face/g)?.length, 3);
});

test("the text decides on the alphabets of the fonts, the language on Plotly's words", async () => {
  const { plotly, fontCss } = await readAssets(folder, "plotly-basic.min.js", "Łódź", "de");
  assert.equal(fontCss.match(/@font-face/g)?.length, 6);
  assert.match(plotly, /Januar[\s\S]*\nPlotly\.setPlotConfig\(\{"locale":"de"\}\);\n$/);
});

test("a script is hashed as the browser reads it, with line ends of one kind", () => {
  const assets = { css: "", fontCss: "", plotlyVersion: "", client: "a\r\nb\rc", plotly: "p" };
  const hash = (text: string): string => createHash("sha256").update(text).digest("base64");
  const text = "a\nb\nc\ntillbook.start();\n";
  assert.deepEqual(makeScripts(assets), { client: { text, hash: hash(text) }, plotly: { text: "p", hash: hash("p") } });
});

test("a script that would end its element is refused", () => {
  const make = (client: string) => makeScripts({ css: "", fontCss: "", plotlyVersion: "", client, plotly: "" });
  for (const wrong of ['"</script>"', '"</SCRIPT "', "<!--"])
    assert.throws(() => make(wrong), /expected a script without/);
  make('"<\\/script>"');
});
