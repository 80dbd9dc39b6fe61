import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { en } from "@tillbook/charts";
import { makeFormulaCss } from "./formula-font.js";
import { renderLatex, renderMarkdown } from "./markdown.js";

const source = { where: "notebooks/1-a.ipynb cell 2" };

const render = (text: string, renderText = renderMarkdown): string =>
  String(renderText(text, { id: "a", title: "A", taken: new Set(), messages: en }, source));

/** The TeX of the formulas that a text has. */
function findFormulas(text: string, renderText = renderMarkdown): string[] {
  return [...render(text, renderText).matchAll(/<math alttext="([^"]*)"/g)].map(([, tex]) => tex!);
}

test("formulas are read as Jupyter has them", () => {
  assert.deepEqual(findFormulas("a $x_1^2$, $y_2$ and $$z$$"), ["x_1^2", "y_2", "z"]);
  assert.deepEqual(findFormulas("a\n$$\nx = *1*\n$$\nb"), ["x = *1*"]);
  assert.deepEqual(findFormulas("$$ a $$"), ["a"]);
  assert.deepEqual(findFormulas("\\begin{align}\na &= b \\\\\n&= c\n\\end{align}"), [
    "\\begin{align}\na &amp;= b \\\\\n&amp;= c\n\\end{align}",
  ]);
  assert.deepEqual(findFormulas("- a $\\text{costs \\$5}$\n\n> $$\n> b\n> $$"), ["\\text{costs \\$5}", "b"]);
  assert.deepEqual(findFormulas("```math\nx\n```"), ["x"]);
});

test("amounts, code and escaped signs are none", () => {
  for (const text of ["from $5 to $6", "$ 5 and 6 $", "\\$x\\$", "`$x$`", "a $x", "$$", "US$3–US$4"]) {
    assert.deepEqual(findFormulas(text), [], text);
  }
  assert.equal(render("from $5 to $6"), "<p>from $5 to $6</p>\n");
});

test("LaTeX is a text with formulas, or a formula alone", () => {
  const find = (text: string): string[] => findFormulas(text, renderLatex);
  assert.deepEqual(find("$\\displaystyle x$"), ["\\displaystyle x"]);
  assert.deepEqual(find("\\[x\\] and \\(y\\)"), ["x", "y"]);
  assert.deepEqual(find("x^2"), ["x^2"]);
  assert.match(render("a <b> $x$", renderLatex), /a &lt;b> /);
});

test("a formula on lines of its own scrolls, and is called by its TeX", () => {
  assert.match(
    render("$$\n\\frac{a}{b}\n$$"),
    /<div class="scroll formula" tabindex="0" role="group" aria-label="\\frac\{a\}\{b\}"><math/,
  );
});

test("a formula that can't be read stops the report, with what is wrong", () => {
  assert.throws(() => render("$\\frac{a$ $"), {
    code: "NOTEBOOK_INVALID",
    message: /cell 2: can't read the formula \\frac\{a: .*expected/i,
  });
  assert.throws(() => render("\\begin{tabular}{l}a\\end{tabular}", renderLatex), /can't read the formula/);
});

test("a page with formulas has their style and the letters that they need, and no other page has", async () => {
  const from = join(import.meta.dirname, "package.json");
  assert.equal(await makeFormulaCss("<p>x</p>", from), "");
  const few = await makeFormulaCss(`<p>${render("$x$")}</p>`, from);
  assert.match(
    few,
    /^\/\* Noto Sans Math[\s\S]*@font-face\{font-family:"NotoSans Math";src:url\(data:font\/woff2;base64,[\s\S]*^math \{/m,
  );
  assert.doesNotMatch(few, /\.ttf/);
  const more = await makeFormulaCss(`<p>${render("$x + \\sqrt{\\frac{y}{z}}$")}</p>`, from);
  assert.ok(few.length < more.length && more.length < 60_000, `${few.length} ${more.length}`);
});
