import assert from "node:assert/strict";
import test from "node:test";
import { palette } from "@tillbook/charts";
import { wcagContrast } from "culori";
import { parseTheme } from "./theme-file.js";

const theme = { name: "A", accent: "#0b6e4f" };

/** Says what is wrong with a theme. */
function refuse(wrong: unknown): string {
  try {
    parseTheme(typeof wrong === "string" ? wrong : JSON.stringify(wrong));
    return "accepted";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a theme of all fields is read as it is", () => {
  const full = { ...theme, logo: "a.svg", charts: ["#0b6e4f", "#cf8409"] };
  assert.deepEqual(parseTheme(JSON.stringify(full)), full);
});

test("what is no object is refused", () => {
  assert.match(refuse("{"), /^it must be JSON, got .*JSON/);
  assert.equal(refuse("null"), "it must be an object, got null");
  assert.equal(refuse('"A"'), 'it must be an object, got "A"');
});

test("name and accent must be there, and no other field", () => {
  assert.equal(refuse({ accent: "#0b6e4f" }), "name must be a text of 1 to 60 characters, got nothing");
  assert.match(refuse({ name: "A" }), /^accent must be a colour such as "#0b6e4f", in small letters, got nothing$/);
  assert.equal(refuse({ ...theme, color: "x" }), 'its fields must be among name, logo, accent and charts, got "color"');
});

test("a name has 1 to 60 characters, the first and last of them visible", () => {
  for (const name of ["A", "Ää", "x".repeat(60)]) assert.equal(refuse({ ...theme, name }), "accepted");
  for (const name of ["", " A", "A ", "x".repeat(61), 7]) {
    assert.equal(refuse({ ...theme, name }), `name must be a text of 1 to 60 characters, got ${JSON.stringify(name)}`);
  }
});

test("a logo is a name of an SVG or PNG file, no path", () => {
  for (const logo of ["a.svg", "a.b.png"]) assert.equal(refuse({ ...theme, logo }), "accepted");
  for (const logo of ["../a.svg", "a\\b.svg", "a.jpg", ".svg", "a.svgz", 7]) {
    const got = JSON.stringify(logo);
    assert.equal(
      refuse({ ...theme, logo }),
      `logo must be the name of an SVG or PNG file in report/themes, got ${got}`,
    );
  }
});

test("a colour is written as # and six small hexadecimal digits", () => {
  for (const accent of ["green", "#0B6E4F", "#0b6e4", "#0b6e4f0", "x#0b6e4f", 7]) {
    const got = JSON.stringify(accent);
    assert.equal(
      refuse({ ...theme, accent }),
      `accent must be a colour such as "#0b6e4f", in small letters, got ${got}`,
    );
  }
});

test("an accent has a contrast of 4.5 to white, and a darker one is proposed that has", () => {
  assert.equal(
    refuse({ ...theme, accent: "#ffcc00" }),
    'accent must be a colour whose contrast to white (here 1.5) is at least 4.5, e.g. "#8c7000", got "#ffcc00"',
  );
  assert.ok(wcagContrast("#8c7000", "#ffffff") >= 4.5);
  assert.equal(refuse({ ...theme, accent: "#767676" }), "accepted"); // 4.54
  assert.match(refuse({ ...theme, accent: "#777777" }), /here 4\.5\) is at least 4\.5/); // 4.48
});

test("the colours of charts are 1 to 6, differ, and stand out from white by 3", () => {
  const charts = (...colors: unknown[]): string => refuse({ ...theme, charts: colors });
  assert.equal(charts(...palette), "accepted");
  assert.equal(charts("#949494"), "accepted"); // 3.03
  assert.match(charts("#112233", "#fafafa"), /^charts\.1 must be a colour whose contrast .* is at least 3/);
  assert.equal(charts(), "charts must be a list of 1 to 6 colours, got []");
  assert.match(charts(...palette, "#112233"), /^charts must be a list of 1 to 6 colours, got \["/);
  assert.match(refuse({ ...theme, charts: "#112233" }), /^charts must be a list of 1 to 6 colours/);
  assert.equal(
    charts("#112233", "#445566", "#112233"),
    'charts must be a list of different colours, got ["#112233","#445566","#112233"]',
  );
});
