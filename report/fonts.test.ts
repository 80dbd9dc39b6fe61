import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";
import { locales } from "@tillbook/charts";
import { chooseSubsets, embedFonts } from "./fonts.js";
import { listFonts, notice } from "./name-fonts.js";

const ranges = { greek: "U+0370-0377,U+037A", "latin-ext": "U+0100-02BA,U+0304", latin: "U+0000-00FF,U+20AC,U+0304" };

test("plain text with euros needs the Latin letters only", () => {
  assert.deepEqual(chooseSubsets("Käse € 3", ranges), ["latin"]);
});

test("a letter outside Latin brings its alphabet", () => {
  assert.deepEqual(chooseSubsets("Łódź", ranges), ["latin-ext", "latin"]);
  assert.deepEqual(chooseSubsets("\u037a", ranges), ["greek", "latin"]);
});

test("the ends of a range belong to it", () => {
  const one = { b: "U+0100-0102", latin: "U+0041-005A" };
  const chosen = (text: string): boolean => chooseSubsets(text, one).includes("b");
  assert.deepEqual(["\u00ff", "\u0100", "\u0102", "\u0103"].map(chosen), [false, true, true, false]);
});

test("each face is embedded with the range of its subset", async () => {
  const css = await embedFonts("a", import.meta.filename);
  const faces = css.split("\n").map((rule) => {
    const [, family, weight] =
      /^@font-face\{font-family:"([^"]+)";font-weight:(\d+);font-style:normal;/.exec(rule) ?? [];
    assert.match(
      rule,
      /;unicode-range:U\+0000-00FF[^;]*;src:url\(data:font\/woff2;base64,d09GMg[^)]+\) format\("woff2"\)\}$/,
    );
    return `${family} ${weight}`;
  });
  assert.deepEqual(faces, ["Inter 400", "Inter 600", "JetBrains Mono 400"]);
});

test("a character that no font has changes nothing", () => {
  assert.deepEqual(chooseSubsets("漢", ranges), ["latin"]);
});

test("names in other scripts bring their letters, and only those; names in Latin letters bring none", async () => {
  const rules = (css: string): string[] => css.split("\n").filter((rule) => /unicode-range:U\+(?!0000)/.test(rule));
  const plain = await embedFonts("Käse Łódź Кофе", import.meta.filename);
  assert.ok(!plain.includes(notice));
  const css = await embedFonts("東京 קפה 김밥 قهوة 🥐", import.meta.filename);
  assert.ok(css.includes(notice));
  const added = rules(css).filter((rule) => !rules(plain).includes(rule));
  assert.ok(added.length >= 12 && added.every((rule) => rule.includes('font-family:"Inter"')), `${added.length}`);
  for (const code of ["6771", "5E7", "AE40", "642", "1F950"]) {
    const weights = added
      .filter((rule) => new RegExp(`U\\+${code}[,;]`).test(rule))
      .map((rule) => /weight:(\d+)/.exec(rule)?.[1]);
    assert.deepEqual(weights, ["400", "600"], code);
  }
  assert.ok(css.length - plain.length < 60_000, `${css.length - plain.length}`);
});

test("Chinese characters are Japanese ones beside kana, Korean ones beside Hangul, and Chinese ones else", () => {
  assert.deepEqual(
    ["東京", "抹茶ラテ", "김치 金"].map((text) => listFonts("金", text)[0]),
    ["sc", "jp", "kr"],
  );
  assert.deepEqual(listFonts("김", "東京 김"), ["kr"]);
});

test("the licences that the report names are those of the packages, in every language", () => {
  const require = createRequire(import.meta.url);
  const licenceOf = (name: string): string => require(`${name}/package.json`).license;
  assert.equal(licenceOf("@fontsource/inter"), "OFL-1.1");
  assert.equal(licenceOf("@fontsource/jetbrains-mono"), "OFL-1.1");
  assert.equal(licenceOf("plotly.js"), "MIT");
  for (const { report } of Object.values(locales)) {
    assert.match(report.licences, /Inter .* JetBrains Mono \(SIL Open Font License 1\.1\)\. .*Plotly\.js \(MIT/);
  }
});
