import type { Browser } from "playwright";

// A notebook with each kind of cell and output that Jupyter knows and a report shows.

const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="300" height="80">
<title>Three bars</title><script>hacked = 1</script>
<defs><linearGradient id="ground"><stop offset="0" stop-color="#0b6e4f"/><stop offset="1" stop-color="#88ccee"/></linearGradient></defs>
<rect id="bar" x="10" y="10" width="40" height="60" style="fill:url(#ground);position:fixed" onclick="hacked = 1"/>
<use href="#bar" x="60"/><rect x="130" y="30" width="40" height="40" fill="#332288"/><text x="190" y="45">Vector text</text></svg>`;

/** With a style of its own, as Matplotlib and Observable Plot write them. */
const styledSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><title>A red circle</title>
<style>* { fill: red } p { display: none }</style><circle cx="30" cy="30" r="25"/></svg>`;

const frame = `<style scoped>.dataframe tbody tr th { color: red }</style><table border="1" class="dataframe">
<thead><tr style="text-align: right"><th></th><th>article</th><th>revenue</th><th>sales</th></tr></thead><tbody>
<tr><th>0</th><td>Espresso &amp; milk</td><td>1,234.50</td><td>617</td></tr>
<tr><th>1</th><td>Tea</td><td>-3.00</td><td>2</td></tr></tbody></table>`;

const html = `<div style="position:fixed;top:0"><h2 id="figures">A heading</h2><p onclick="hacked = 1">Some <mark>marked</mark>,
<sub>low</sub> and <kbd>typed</kbd> text.</p><script>hacked = 1</script><ul><li>One</li></ul>${svg}
<details><summary>More</summary><p>Folded text</p></details></div>`;

const markdown = (png: string): string => `## Markdown

Euler: $e^{i\\pi} + 1 = 0$, and $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i$; but $5 and $6 are amounts[^note].

$$
\\sigma = \\sqrt{\\int_{-\\infty}^{\\infty} (x - \\mu)^2 f(x)\\,\\mathrm{d}x}
$$

\\begin{align}
a &= b + c \\\\
  &= \\alpha_h
\\end{align}

- [x] done
- [ ] open

| article | revenue |
|---|--:|
| Tea | 3.00 |

Attached: ![A green square, attached](attachment:square.png) beside: ![Bars from a file](<my bars.svg>) inside: ![A green square, inside](data:image/png;base64,${png})

HTML in Markdown: <b>bold</b>, H<sub>2</sub>O, <u>under</u><br>next line. ~~Gone~~

> Quoted

---

[^note]: A footnote with **bold** text.`;

/** Makes the notebook; its pixels are drawn by the browser. */
export async function makeNotebook(browser: Browser): Promise<unknown> {
  const page = await browser.newPage();
  const draw = (type: string): Promise<string> =>
    page.evaluate(`(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 120, height: 60 });
      const context = canvas.getContext("2d");
      context.fillStyle = "#117733";
      context.fillRect(0, 0, 60, 60);
      context.fillStyle = "#882255";
      context.fillRect(60, 0, 60, 60);
      return canvas.toDataURL("${type}").split(",")[1];
    })()`);
  const [png, jpeg, webp] = [await draw("image/png"), await draw("image/jpeg"), await draw("image/webp")];
  await page.close();
  const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const show = (type: string, content: unknown, alt?: string) => ({
    output_type: "display_data",
    metadata: alt === undefined ? {} : { [type]: { alt } },
    data: { [type]: content },
  });
  const outputs = [
    { output_type: "stream", name: "stdout", text: ["printed \u001b[31mline\u001b[0m\n"] },
    { output_type: "stream", name: "stderr", text: "warned line\n" },
    { ...show("text/plain", "a plain result"), output_type: "execute_result", execution_count: 1 },
    show("text/html", frame),
    show("text/html", html),
    show("text/markdown", "Shown **Markdown**"),
    show("text/latex", "$\\displaystyle \\lim_{h \\to 0} \\frac{f(x+h) - f(x)}{h}$"),
    show("image/svg+xml", svg),
    show("image/svg+xml", styledSvg),
    show("image/png", png, "PNG of two colours"),
    show("image/jpeg", jpeg, "JPEG of two colours"),
    show("image/gif", gif, "GIF of one pixel"),
    show("image/webp", webp, "WebP of two colours"),
    show("application/json", { revenue: [1, 2] }),
    {
      ...show("application/vnd.vegalite.v5+json", {}),
      data: { "application/vnd.vegalite.v5+json": {}, "text/markdown": "Instead of Vega" },
    },
  ];
  const attachments = { "square.png": { "image/png": png }, "my bars.svg": { "image/svg+xml": svg } };
  const cells = [
    { cell_type: "markdown", metadata: {}, source: "# Every output" },
    { cell_type: "markdown", metadata: {}, attachments, source: markdown(png) },
    { cell_type: "code", metadata: {}, source: "showAll();", execution_count: 1, outputs },
    { cell_type: "raw", metadata: {}, source: "raw <text>" },
    { cell_type: "raw", metadata: { raw_mimetype: "text/html" }, source: "<p>raw <em>HTML</em></p>" },
    { cell_type: "raw", metadata: { raw_mimetype: "text/latex" }, source: "\\only{LaTeX}" },
  ];
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}
