// biome-ignore-all lint/style/noDefaultExport: the package has one
declare module "subset-font" {
  /** Makes a font that has only the glyphs of a text, at one place of each axis that is named. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: "woff2"; variationAxes?: Record<string, number> },
  ): Promise<Buffer>;
}
