// biome-ignore-all lint/style/noDefaultExport: the package has one
declare module "tinycolor2" {
  /** Reads a colour as Plotly does. */
  export default function tinycolor(color: string): {
    isValid(): boolean;
    getAlpha(): number;
    /** e.g. "#332288" */
    toHexString(): string;
    /** e.g. "rgba(51, 34, 136, 0.5)" */
    toRgbString(): string;
  };
}
