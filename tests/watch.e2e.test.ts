import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths } from "@tillbook/pipeline";
import { openBrowser } from "../report/browser.js";
import { type Checkout, copyBuiltCheckout, type Running } from "./checkout.js";

// `make watch` as its user sees it: a page in a browser, edits in the sources, lines in the terminal. The tests build on
// each other, in this order.

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const patienceMs = 400_000;
const address = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//;

let checkout: Checkout;
let watching: Running;
let browser: Browser;
let page: Page;
before(async () => {
  checkout = await copyBuiltCheckout();
  rmSync(join(checkout.root, "build", "report"), { recursive: true });
  git("init", "--quiet", "--initial-branch", "first");
  git("add", "--all");
  git("commit", "--quiet", "--message", "First");
  git("switch", "--quiet", "--create", "second");
  browser = await openBrowser({ chromium: undefined }, findPaths());
  watching = checkout.start("watch", { REPORT_CASHIERS: "names" });
  await watching.printed(address);
  page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(String(address.exec(watching.output())));
});
after(async () => {
  await browser?.close();
  checkout?.remove();
});

test("the page shows the report as soon as there is one", async () => {
  await report().locator("h1").waitFor();
  await expectSilence();
});

test("an edited style is on the page, at the same place, after html alone", async () => {
  await report().locator("#top-articles").scrollIntoViewIfNeeded();
  const stages = await edit(
    "report/report.css",
    (css) => `${css}\nh1 { word-spacing: 7px }\n`,
    async () => {
      await page.waitForFunction(
        "frames.length === 1 && frames[0].document.querySelector('h1') && frames[0].getComputedStyle(frames[0].document.querySelector('h1')).wordSpacing === '7px'",
      );
    },
  );
  assert.deepEqual(stages, ["html"]);
  assert.ok(Number(await page.evaluate("frames[0].scrollY")) > 100);
});

test("an edited notebook is on the page, and no other notebook was run", async () => {
  const stages = await edit("notebooks/2-monthly-sales.ipynb", addCell("markdown", "An edited sentence."), () =>
    report().getByText("An edited sentence.").waitFor(),
  );
  assert.deepEqual(stages, ["plot", "html"]);
  assert.match(watching.output(), /plot +3-top-articles unchanged\n(?:.*\n)*?html +done/);
});

test("a notebook that fails is said in a line, and the page stays with the last report", async () => {
  const good = readSource("notebooks/2-monthly-sales.ipynb");
  writeSource("notebooks/2-monthly-sales.ipynb", addCell("code", 'throw new Error("broken on purpose")')(good));
  await page.getByText("broken on purpose").waitFor();
  assert.match(await say(), /^plot +failed: notebooks\/2-monthly-sales\.ipynb .*\[NOTEBOOK_FAILED\]\nplot +try: /);
  await report().getByText("An edited sentence.").waitFor();
  await edit(
    "report/report.css",
    (css) => css.replace("7px", "6px"),
    () => page.getByText("broken on purpose").waitFor(),
  );
  await edit("notebooks/2-monthly-sales.ipynb", () => good, expectSilence);
  await report().getByText("An edited sentence.").waitFor();
});

test("an edited query is on the page, in the Spark that stayed up, and import was not run", async () => {
  const stages = await edit(
    "spark/sales_per_cashier.sql",
    (sql) => sql.replace(/^ {4}cashier,$/m, "    concat(cashier, ' edited') as cashier,"),
    () => report().locator("#data-cashier-pace th", { hasText: "edited" }).first().waitFor({ state: "attached" }),
  );
  assert.deepEqual(stages, ["aggregate", "plot", "html"]);
  assert.match(watching.output(), /^aggregate .*Spark SPARK_REMOTE/m);
});

test("a broken style is told with its line, and the page stays with the last report", async () => {
  const good = readSource("report/report.css");
  await edit(
    "report/report.css",
    (css) => `h1 { color red }\n${css}`,
    () => page.getByText('report/report.css:1:11: Expected ":"').waitFor(),
  );
  await report().getByText("An edited sentence.").waitFor();
  await edit("report/report.css", () => good, expectSilence);
});

test("a MariaDB and a Spark that are killed are started again, without a word from the user", async () => {
  const servers = checkout.processes().filter((line) => /\/bin\/(mariadbd|java) /.test(line));
  assert.equal(servers.length, 2, servers.join("\n"));
  for (const line of servers) process.kill(Number.parseInt(line, 10), "SIGKILL");
  await edit(
    "spark/sales_per_cashier.sql",
    (sql) => sql.replace("' edited'", "' mended'"),
    () => report().locator("#data-cashier-pace th", { hasText: "mended" }).first().waitFor({ state: "attached" }),
  );
  assert.match(watching.output(), /^watch +MariaDB and Spark had ended, and are started again$/m);
});

test("a new, a renamed and a deleted notebook are on the page, and off it", async () => {
  const section = (name: string) => report().locator(`section#${name}`);
  const whole = JSON.parse(readSource("notebooks/6-weekday-hours.ipynb"));
  const title = JSON.stringify({ ...whole, cells: whole.cells.slice(0, 1) });
  const made = addCell("code", "console.log('a new notebook');")(title);
  await follow(
    () => writeSource("notebooks/7-new.ipynb", made),
    () => section("new").getByText("a new notebook", { exact: true }).waitFor(),
  );
  await follow(
    () => renameSync(join(checkout.root, "notebooks/7-new.ipynb"), join(checkout.root, "notebooks/7-other.ipynb")),
    () => section("other").waitFor(),
  );
  assert.equal(await section("new").count(), 0);
  await follow(
    () => rmSync(join(checkout.root, "notebooks/7-other.ipynb")),
    async () => {
      await page.waitForFunction(
        "frames.length === 1 && frames[0].document?.querySelector('h1') && !frames[0].document.querySelector('#other')",
      );
    },
  );
});

test("another branch is on the page, and a commit in the report's origin", async () => {
  git("add", "--all");
  git("commit", "--quiet", "--message", "Edit");
  const commit = git("rev-parse", "HEAD");
  await report().getByText(commit).first().waitFor({ state: "attached" });
  await expectSilence();
  const before = watching.output().length;
  await follow(
    () => git("switch", "--quiet", "first"),
    () => report().getByText(git("rev-parse", "first")).first().waitFor({ state: "attached" }),
  );
  await waitFor(() =>
    /^watch +git has another commit, \d+ files edited$[\s\S]*^watch +(new report|report unchanged)/m.test(
      watching.output().slice(before),
    ),
  );
  assert.equal(await report().getByText("An edited sentence.").count(), 0);
});

test("a file that nothing depends on runs nothing", async () => {
  assert.deepEqual(await edit("README.md", (text) => `${text}\n`, expectSilence), []);
});

test("a new setting in .env is used without a restart, but for those of MySQL and Spark", async () => {
  const stages = await follow(
    () => writeSource(".env", "REPORT_PERIOD=2025-03\n"),
    () => waitFor(() => /"name": "2025-03"/.test(readSource("build/manifests/plot.json"))),
  );
  assert.deepEqual(stages.slice(-2), ["plot", "html"]);
  assert.doesNotMatch(watching.output(), /restart make watch/);
  await follow(() => writeSource(".env", "REPORT_PERIOD=2025-03\nSPARK_MEMORY=3g\n"), expectSilence);
  assert.match(watching.output(), /^watch +restart make watch to use the new settings of MySQL or Spark in \.env$/m);
});

test("the report of stages that stayed up is that of stages that start anew", async () => {
  const file = join(checkout.root, "build/report/tillbook.html");
  const editBoth = async (text: string): Promise<void> => {
    const cell = addCell("code", `say("Said ${text}.");`);
    await edit("notebooks/2-monthly-sales.ipynb", cell, expectSilence);
    await edit("report/report.css", (css) => `${css}\nh1 { word-spacing: 8px }\n`, expectSilence);
  };
  await editBoth("by nx, or without");
  rmSync(join(checkout.root, ".nx"), { recursive: true });
  await editBoth("without nx");
  assert.ok(!existsSync(join(checkout.root, ".nx")));
  const made = readFileSync(file);
  assert.match(made.toString(), /word-spacing: 8px[\s\S]*Said without nx/);
  rmSync(join(checkout.root, "build/notebooks"), { recursive: true });
  for (const stage of ["libs/notebook/src/plot.stage.ts", "report/html.stage.ts"]) {
    const env = { ...process.env, SALES_ROWS: "20000", REPORT_CASHIERS: "names" };
    const args = ["--import", "@tillbook/pipeline/tsx", stage];
    execFileSync(process.execPath, args, { cwd: checkout.root, env, stdio: "ignore" });
  }
  assert.ok(readFileSync(file).equals(made));
});

test("Ctrl-C ends everything, and the page says so", async () => {
  process.kill(-Number(watching.child.pid), "SIGINT");
  await watching.ended;
  await page.getByText("make watch has ended").waitFor();
  assert.deepEqual(await checkout.leftovers(), []);
});

function report() {
  return page.frameLocator("iframe").last(); // the older one goes when this has loaded
}

/** What the page says beside the report. */
async function say(): Promise<string> {
  return (await page.locator("[role=status]").textContent()) ?? "";
}

async function expectSilence(): Promise<void> {
  await page.waitForFunction("document.querySelector('[role=status]').textContent === '' && frames.length === 1");
}

/** Edits a file, waits for what should come of it, and lists the stages that ran. */
function edit(file: string, change: (text: string) => string, come: () => Promise<void>): Promise<string[]> {
  return follow(() => writeSource(file, change(readSource(file))), come);
}

/** Does something to the sources, waits for what should come of it, and lists the stages that ran. */
async function follow(act: () => unknown, come: () => Promise<void>): Promise<string[]> {
  const before = watching.output().length;
  act();
  await waitFor(() => /^watch +.* edited$/m.test(watching.output().slice(before)));
  await come();
  await waitFor(() =>
    /^watch +(new report|report unchanged|waiting for the next edit)/m.test(watching.output().slice(before)),
  );
  return [
    ...watching
      .output()
      .slice(before)
      .matchAll(/^(\w+) +done in/gm),
  ].map((match) => String(match[1]));
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!isTrue()) {
    assert.ok(performance.now() < deadline, watching.output());
    await sleep(50);
  }
}

function git(...args: string[]): string {
  const own = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  return execFileSync("git", [...own, ...args], { cwd: checkout.root, encoding: "utf8" }).trim();
}

function readSource(file: string): string {
  return readFileSync(join(checkout.root, file), "utf8");
}

function writeSource(file: string, text: string): void {
  writeFileSync(join(checkout.root, file), text);
}

function addCell(type: "markdown" | "code", source: string): (notebook: string) => string {
  return (text) => {
    const notebook = JSON.parse(text);
    const code = type === "code" ? { execution_count: null, outputs: [] } : {};
    notebook.cells.push({ cell_type: type, id: `added-${type}`, metadata: {}, source: [source], ...code });
    return JSON.stringify(notebook, null, 1);
  };
}
