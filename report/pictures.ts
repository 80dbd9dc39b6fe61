import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { html } from "@remix-run/html-template";
import type { Meta as FigureMeta } from "@tillbook/charts";
import { sha256, writeFileAtomic } from "@tillbook/pipeline";
import type { Browser } from "playwright";
import { type KeptDrawings, noDrawings } from "./kept-drawings.js";

/** A chart as a picture for slides. */
export interface Picture {
  /** Of the chart, e.g. "monthly-sales". */
  name: string;
  /** With a white ground, title and text alternative inside, and fonts that most machines have. */
  svg: string;
}

/** Turns Plotly's SVG into a file that stands alone. */
export function makePicture(svg: string, { name, title, alt }: FigureMeta): Picture {
  const texts = html`<title>${title}</title><desc>${alt}</desc>`;
  const ground = '<rect width="100%" height="100%" fill="#ffffff"/>';
  const standing = svg
    .trim()
    .replace(/^<svg[^>]*>/, (head) => `${head}${texts}${ground}`)
    .replaceAll("Inter, sans-serif", "Inter, Segoe UI, Helvetica Neue, Arial, sans-serif");
  return { name, svg: `${standing}\n` };
}

/**
 * Takes screenshots of SVGs in a page that loads nothing.
 * @param fontCss  @font-face rules, and other style of the SVGs
 * @param scale  pixels of the picture per CSS px
 * @param kept  screenshots of before, which are not taken again
 * @returns PNG files, in the order of the SVGs
 */
export async function takePngs(
  browser: Browser,
  svgs: readonly string[],
  fontCss: string,
  scale: number,
  kept: KeptDrawings = noDrawings,
): Promise<Uint8Array[]> {
  const style = `${fontCss} body{margin:0;font-variant-numeric:tabular-nums} svg{display:block}`;
  const from = (svg: string): string[] => [browser.version(), String(screenshot), style, String(scale), svg];
  const pngs = await Promise.all(svgs.map((svg) => kept.find(from(svg))));
  const missing = svgs.filter((_, i) => pngs[i] === undefined);
  const taken = missing.length > 0 ? await screenshot(browser, missing, style, scale) : [];
  await Promise.all(missing.map((svg, i) => kept.keep(from(svg), taken[i]!)));
  return pngs.map((png) => png ?? taken.shift()!);
}

/** Takes each alone at the same place, since a picture's pixels depend on where it is. */
async function screenshot(
  browser: Browser,
  svgs: readonly string[],
  style: string,
  scale: number,
): Promise<Uint8Array[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: scale });
  try {
    await page.route("**", (route) => route.abort());
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${style}</style><body>`);
    await page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))");
    const pngs: Uint8Array[] = [];
    for (const svg of svgs) {
      await page.evaluate(`document.body.innerHTML = ${JSON.stringify(svg)}`);
      pngs.push(await page.locator("body > svg").screenshot({ animations: "disabled" }));
    }
    return pngs;
  } finally {
    await page.close();
  }
}

/**
 * Writes `<name>.svg` and, at twice the size, `<name>.png` of each chart, and removes those of other charts.
 * @returns SHA-256 by file name
 */
export async function writePictures(
  browser: Browser,
  pictures: readonly Picture[],
  fontCss: string,
  folder: string,
  kept?: KeptDrawings,
): Promise<Record<string, string>> {
  const svgs = pictures.map(({ svg }) => svg);
  const pngs = await takePngs(browser, svgs, fontCss, 2, kept);
  const files = pictures.flatMap(({ name, svg }, i): [string, string | Uint8Array][] => [
    [`${name}.svg`, svg],
    [`${name}.png`, pngs[i]!],
  ]);
  await mkdir(folder, { recursive: true });
  const names = new Set(files.map(([file]) => file));
  const others = (await readdir(folder)).filter((file) => /\.(svg|png)$/.test(file) && !names.has(file));
  for (const file of others) await rm(join(folder, file));
  for (const [file, content] of files) await writeFileAtomic(join(folder, file), content);
  return Object.fromEntries(files.map(([file, content]) => [file, sha256(content)]));
}
