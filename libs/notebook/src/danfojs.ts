import { createRequire } from "node:module";
import { prepareDanfojs } from "./prepare-danfojs.js";

prepareDanfojs();

const danfojs: typeof import("danfojs-node") = createRequire(import.meta.url)("danfojs-node");

/** danfojs' own, but exact: what `prepareDanfojs` prepares. */
export const { DataFrame, MinMaxScaler, Series, toJSON } = danfojs;
export type DataFrame = import("danfojs-node").DataFrame;
export type Series = import("danfojs-node").Series;
