import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { findPaths, sha256 } from "@tillbook/pipeline";
import type { Browser } from "playwright";
import { openBrowser } from "./browser.js";
import { makePicture, takePngs, writePictures } from "./pictures.js";

let browser: Browser;
let folder: string;

before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths());
  folder = await mkdtemp(join(tmpdir(), "tillbook-pictures-"));
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Reads the width and height of a PNG. */
function readSize(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png);
  assert.equal(bytes.toString("latin1", 1, 4), "PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

function makeSvg(width: number, color: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20"><rect width="9" height="9" fill="${color}"/></svg>`;
}

test("a picture for slides has its title, text alternative and a white ground inside, and usual fonts", () => {
  const svg =
    '\n<svg a="1"><text style="font-family: Inter, sans-serif">A</text><svg/><text font="Inter, sans-serif"/></svg>\n';
  const table = { columns: [], rows: [] };
  const fonts = "Inter, Segoe UI, Helvetica Neue, Arial, sans-serif";
  assert.deepEqual(makePicture(svg, { name: "bars", title: "A & B $&", alt: "<b>", table }), {
    name: "bars",
    svg: `<svg a="1"><title>A &amp; B $&amp;</title><desc>&lt;b&gt;</desc><rect width="100%" height="100%" fill="#ffffff"/><text style="font-family: ${fonts}">A</text><svg/><text font="${fonts}"/></svg>\n`,
  });
});

test("each SVG becomes a PNG of its size times the scale, in their order", async () => {
  const pngs = await takePngs(browser, [makeSvg(30, "#ff0000"), makeSvg(50, "#0000ff")], "", 2);
  assert.deepEqual(pngs.map(readSize), [
    [60, 40],
    [100, 40],
  ]);
  const [same, other] = await takePngs(browser, [makeSvg(30, "#ff0000"), makeSvg(30, "#0000ff")], "", 2);
  assert.deepEqual(same, pngs[0]);
  assert.notDeepEqual(other, pngs[0]);
});

test("variables of the style colour the SVGs", async () => {
  const [colored] = await takePngs(browser, [makeSvg(30, "var(--c)")], ":root{--c:#ff0000}", 1);
  assert.deepEqual(colored, (await takePngs(browser, [makeSvg(30, "#ff0000")], "", 1))[0]);
});

test("each chart is written as SVG and PNG of twice the size; those of charts that are gone go, other files stay", async () => {
  const home = join(folder, "new", "charts");
  await writePictures(browser, [{ name: "gone", svg: makeSvg(9, "red") }], "", home);
  await writeFile(join(home, "gone.json"), "");
  const svg = makeSvg(30, "#ff0000");
  const written = await writePictures(browser, [{ name: "bars", svg }], "", home);
  assert.deepEqual((await readdir(home)).sort(), ["bars.png", "bars.svg", "gone.json"]);
  const png = await readFile(join(home, "bars.png"));
  assert.deepEqual(readSize(png), [60, 40]);
  assert.equal(await readFile(join(home, "bars.svg"), "utf8"), svg);
  assert.deepEqual(written, { "bars.svg": sha256(svg), "bars.png": sha256(png) });
});

test("a picture loads nothing", async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
  await takePngs(browser, [makeSvg(30, "red").replace("<rect", `<image href="${address}"/><rect`)], "", 1);
  server.close();
  assert.equal(requests, 0);
});
