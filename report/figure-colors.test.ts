import assert from "node:assert/strict";
import test from "node:test";
import { toDark } from "./contrast.js";
import { listColors, mapColors } from "./figure-colors.js";

test("each colour is changed, at any depth; what looks like one in a text is not", () => {
  const texts = { meta: "#111111", name: "#111111", text: ["#111111"], customdata: "#111111", ticktext: ["#111111"] };
  const figure = { ...texts, marker: { color: ["#ABCDEF", "red", "#11111", "#1111111"] }, width: 2, line: null };
  const changed = mapColors(figure, (color) => `<${color}>`);
  assert.deepEqual(changed, { ...figure, marker: { color: ["<#abcdef>", "red", "#11111", "#1111111"] } });
});

test("each colour of a figure is listed with its dark one, which the figure may choose", () => {
  const meta = {
    name: "a",
    title: "#222222",
    alt: "",
    table: { columns: [], rows: [] },
    dark: { "#ffee00": "#001122" },
  };
  const figure = { data: [{ marker: { color: "#332288" } }], layout: { meta, font: { color: "#FFEE00" } } };
  assert.deepEqual(listColors(figure), { "#332288": toDark("#332288"), "#ffee00": "#001122" });
  const { dark: _, ...without } = meta;
  assert.deepEqual(listColors({ data: [], layout: { meta: without, plot_bgcolor: "#332288" } }), {
    "#332288": toDark("#332288"),
  });
});
