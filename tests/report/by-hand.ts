import assert from "node:assert/strict";
import test, { before } from "node:test";
import { type Bench, openBench, waitForCharts } from "./bench.js";
import { type PdfPage, readPages, type Word } from "./read-pdf.js";

// The HTML, printed by hand from a browser in which its scripts run.

let bench: Bench;
let printed: Uint8Array;

before(async () => {
  bench = await openBench();
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  // as a print dialog does, without background graphics
  printed = new Uint8Array(await page.pdf({ preferCSSPageSize: true }));
  await close();
});

/** Lists the lines of a page from the top, without their blanks, each with its place in points. */
function listLines({ words }: PdfPage): { text: string; x: number; y: number }[] {
  const sorted = words.filter(({ text }) => text.trim() !== "").sort((a, b) => a.y - b.y);
  const lines: Word[][] = [];
  for (const word of sorted) {
    const last = lines.at(-1);
    if (last && word.y - last[0]!.y < 2) last.push(word);
    else lines.push([word]);
  }
  return lines.map((line) => {
    const [first, ...others] = line.sort((a, b) => a.x - b.x);
    const text = [first, ...others].map((word) => word!.text.replace(/\s+/g, "")).join("");
    return { text, x: first!.x, y: first!.y };
  });
}

test("printed by hand the HTML has the pages of the PDF, each line at its place", async () => {
  const [byHand, pdf] = [await readPages(printed), await readPages((await bench.print()).pdf)];
  assert.equal(byHand.length, pdf.length);
  for (const [p, page] of pdf.entries()) {
    const [lines, expected] = [listLines(byHand[p]!), listLines(page)];
    assert.deepEqual(
      lines.map(({ text }) => text),
      expected.map(({ text }) => text),
      `page ${p + 1}`,
    );
    const moved = lines.filter(({ x, y }, i) => Math.hypot(x - expected[i]!.x, y - expected[i]!.y) > 1.5);
    assert.deepEqual(moved, [], `page ${p + 1}`);
  }
});

test("on other paper no chapter is lost, and there are hardly more pages", async () => {
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  const letter = await readPages(new Uint8Array(await page.pdf()));
  await close();
  const { pages } = await bench.print();
  assert.ok(letter.length >= pages && letter.length <= pages + 2, `${letter.length}, ${pages}`);
});

test("the contents of the HTML have the page numbers of the PDF, which a screen doesn't show", async () => {
  const { page, close } = await bench.open("plain");
  const { pageOf } = await bench.print();
  const places = page.locator("[data-page-of]");
  const numbers = await places.evaluateAll((all) =>
    all.map(({ dataset, textContent }) => [dataset["pageOf"], textContent]),
  );
  assert.ok(numbers.length > 15);
  assert.deepEqual(
    numbers.map(([id, number]) => [id, Number(number)]),
    numbers.map(([id = ""]) => [id, pageOf.get(id ?? "")]),
  );
  assert.equal(await places.first().isVisible(), false);
  await close();
});
