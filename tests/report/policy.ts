import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { before } from "node:test";
import type { Page } from "playwright";
import { type Bench, openBench } from "./bench.js";

// The content security policy. The page is online here: only the policy keeps it from what it should not do.

let bench: Bench;

before(async () => {
  bench = await openBench();
});

/** What a page may not have, as if it had come in with the data. */
const forbidden = `
<script>document.title = "a script ran"</script>
<script src="/script.js"></script>
<p onclick="document.title = 'a handler ran'" id="handler"></p>
<link rel="stylesheet" href="/style.css">
<style>@font-face { font-family: foreign; src: url("/font.woff2") }</style><p style="font-family: foreign">Text</p>
<img src="/image.png" alt="">
<audio src="/audio.mp3" preload="auto"></audio>
<iframe src="/frame.html"></iframe>
<object data="/object.svg" type="image/svg+xml"></object>
<base href="/elsewhere/">
<form action="/form" method="post"></form>
`;

/** What the page itself has, or might. */
const allowed = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">';

const act = `
  document.getElementById("handler").click();
  document.querySelector("form").submit();
  fetch("/fetch").catch(() => {});
  new Worker("/worker.js");
`;

test("the policy forbids each thing that a page could load, send or run, and no more", async () => {
  const html = bench.html.replace("</main>", () => `${forbidden}${allowed}</main>`);
  const requests: string[] = [];
  const server = createServer(({ url }, response) => {
    if (url !== "/" && url !== "/favicon.ico") requests.push(String(url));
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(url === "/" ? html : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const context = await bench.browser.newContext();
  try {
    const page = await context.newPage();
    const refused = new Set<string>();
    await page.addInitScript(`addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      console.debug(effectiveDirective + " " + blockedURI))`);
    page.on("console", (message) => {
      if (message.type() === "debug") refused.add(message.text().replace(address, ""));
    });
    await page.goto(address);
    await page.locator("html[data-charts=ready]").waitFor();
    await page.evaluate(`(() => {${act}})()`);
    const expected = [
      "base-uri elsewhere/",
      "connect-src fetch",
      "font-src font.woff2",
      "form-action form",
      "frame-src frame.html",
      "img-src image.png",
      "media-src audio.mp3",
      "object-src object.svg",
      "script-src-attr inline",
      "script-src-elem inline",
      "script-src-elem script.js",
      "style-src-elem style.css",
      "worker-src worker.js",
    ];
    // one that doesn't come is shown by the comparison
    while (refused.size < expected.length && (await isNext(page))) {}
    assert.deepEqual([...refused].sort(), expected);
    assert.deepEqual(requests, []);
    assert.equal(await page.evaluate("document.title"), "Sales report, January to December 2025");
  } finally {
    await context.close();
    server.close();
  }
});

/** Waits for the next line on the console; false when none comes. */
function isNext(page: Page): Promise<boolean> {
  return page.waitForEvent("console", { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}
