import assert from "node:assert/strict";
import test from "node:test";
import { type Blanks, endLines, findBlank } from "./line-ends.js";

const blanks: Blanks = { glyphs: new Map([["F5", "01CD"]]), code: new Set(["F9"]) };

/** A text object as Skia writes it. */
const line = (y: number, font = "F5", glyph = "005D"): string =>
  `BT\n/${font} 10 Tf\n1 0 0 -1 75 ${y} Tm\n<${glyph}> Tj\nET`;
const ended = (y: number, font = "F5", change = ""): string =>
  line(y, font).replace("\nET", `\n${change}5 0 Td <01CD> Tj\nET`);

test("a line gets a blank where the next text is on another one, also across marked content, and at the end of the page", () => {
  assert.equal(endLines(`${line(56)}\n${line(70)}`, blanks), `${ended(56)}\n${ended(70)}`);
  assert.equal(
    endLines(`/P <</MCID 0 >>BDC\n${line(56)}\nEMC\n/P <</MCID 1 >>BDC\n${line(70)}\nEMC`, blanks),
    `/P <</MCID 0 >>BDC\n${ended(56)}\nEMC\n/P <</MCID 1 >>BDC\n${ended(70)}\nEMC`,
  );
});

test("text that goes on in its line, ends by a blank, or is code, of a chart or an artifact stays as it is", () => {
  for (const content of [
    line(56, "F5", "01CD"),
    line(56, "F9"),
    `/Figure <</MCID 0 >>BDC\n${line(56)}\nEMC`,
    `/Artifact BMC\n${line(56)}\nEMC`,
  ])
    assert.equal(endLines(content, blanks), content);
  assert.equal(endLines(`${line(56)}\n${line(56)}`, blanks), `${line(56)}\n${ended(56)}`);
});

test("a font without a blank takes that of another, and without any nothing changes", () => {
  assert.equal(endLines(line(56, "F6"), blanks), ended(56, "F6", "/F5 10 Tf\n"));
  assert.equal(endLines(line(56), { glyphs: new Map(), code: new Set() }), line(56));
});

test("the glyph of a blank is found in a CMap, alone or in a range", () => {
  assert.equal(findBlank("1 beginbfchar\n<005D> <0054>\n<01CD> <0020>\nendbfchar"), "01CD");
  assert.equal(findBlank("1 beginbfrange\n<0001> <0005> <001E>\nendbfrange"), "0003");
  assert.equal(findBlank("1 beginbfrange\n<0001> <0002> <001E>\n<0005> <0009> <0041>\nendbfrange"), undefined);
});
