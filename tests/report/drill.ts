import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { before } from "node:test";
import { parse } from "csv-parse/sync";
import type { Locator, Page } from "playwright";
import { type Bench, openBench, waitForCharts } from "./bench.js";
import { listViolations } from "./violations.js";

// One store or one month, opened from its name in the HTML.

let bench: Bench;

before(async () => {
  bench = await openBench();
});

const phone = { width: 390, height: 844 };

/** Reads a table as its reader sees it. */
async function readCells(table: Locator): Promise<string[][]> {
  const rows: string[][] = [];
  for (const row of await table.locator("tbody tr").all()) rows.push(await row.locator("th, td").allTextContents());
  return rows.map((row) => row.map((text) => text.replace(/\s+/g, " ").trim()));
}

const hashOf = (page: Page): Promise<string> => page.evaluate("location.hash");
const scrollOf = (page: Page): Promise<number> => page.evaluate("scrollY");

test("from the table of stores one goes to a store, on to a month, and back to where one was; the address names each", async () => {
  const { page, messages, requests, close } = await bench.open("plain");
  await waitForCharts(page);
  const dialog = page.getByRole("dialog");
  const link = page.locator("#stores").getByRole("link", { name: "Trier", exact: true });
  await link.scrollIntoViewIfNeeded();
  const place = await scrollOf(page);
  await link.click();
  await dialog.getByRole("heading", { name: "Trier, month by month" }).waitFor();
  assert.equal(await page.evaluate("document.activeElement.id"), "drill-title");
  assert.equal(await hashOf(page), "#store=Trier");
  assert.equal(await dialog.getByRole("button", { name: "Back" }).count(), 0);
  const months = await readCells(dialog.locator("table"));
  assert.equal(months.length, 13);
  await dialog.getByRole("link", { name: "March 2025" }).click();
  await dialog.getByRole("heading", { name: "March 2025, store by store" }).waitFor();
  assert.equal(await hashOf(page), "#month=2025-03");
  const stores = await readCells(dialog.locator("table"));
  assert.deepEqual(stores.find(([store]) => store === "Trier")?.slice(1), months[2]?.slice(1));
  await dialog.getByRole("link", { name: "Hanau" }).click();
  await dialog.getByRole("heading", { name: "Hanau, month by month" }).waitFor();
  await dialog.getByRole("button", { name: "Back" }).click();
  await dialog.getByRole("heading", { name: "March 2025, store by store" }).waitFor();
  await page.goBack();
  await dialog.getByRole("heading", { name: "Trier, month by month" }).waitFor();
  await page.goForward();
  await dialog.getByRole("heading", { name: "March 2025, store by store" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction("location.hash === ''");
  assert.equal(await scrollOf(page), place);
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Trier");
  assert.deepEqual([messages, requests], [[], []]);
  await close();
});

test("the sums are those of the table of stores and of the table of growth", async () => {
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  const dialog = page.getByRole("dialog");
  const stores = await readCells(page.locator("#stores table").first());
  const growth = await readCells(page.locator("#growth > .scroll table"));
  for (const [, store, revenue, perDay] of stores.slice(0, -1)) {
    await page.evaluate(`location.hash = "#store=" + encodeURIComponent(${JSON.stringify(store)})`);
    await dialog.getByRole("heading", { name: `${store}, month by month` }).waitFor();
    const sum = (await readCells(dialog.locator("table"))).at(-1)!;
    assert.deepEqual([sum[1], sum[3]], [revenue, perDay]);
  }
  for (const [month, openDays, revenue, perDay, change] of growth) {
    await page.evaluate(
      `document.querySelector("#growth > .scroll table").querySelectorAll("a").forEach((a) => a.textContent.replace(/\\s/g, " ") === ${JSON.stringify(month)} && a.click())`,
    );
    await dialog.getByRole("heading", { name: `${month}, store by store` }).waitFor();
    const rows = await readCells(dialog.locator("table"));
    assert.deepEqual(rows.at(-1)?.slice(0, 5), ["All", revenue, openDays, perDay, change]);
    const amounts = rows.slice(0, -1).map(([, amount = ""]) => Number(amount.replaceAll(",", "")));
    assert.deepEqual(
      amounts,
      [...amounts].sort((a, b) => b - a),
    );
  }
  await close();
});

test("a shared address opens what it names, behind it is the report; one that names nothing opens nothing", async () => {
  const { page, messages, close } = await bench.open("plain", {}, "#month=2025-12");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "December 2025, store by store" }).waitFor();
  await page.reload();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction("location.hash === ''");
  await page.goForward();
  await dialog.getByRole("heading", { name: "December 2025, store by store" }).waitFor();
  await page.goBack();
  await dialog.waitFor({ state: "hidden" });
  for (const hash of ["#store=Nowhere", "#month=2031-01", "#store=%E0%A4%A", "#stores"]) {
    await page.evaluate(`location.hash = "${hash}"`);
    assert.equal(await dialog.count(), 0, hash);
  }
  assert.deepEqual(messages, []);
  await close();
});

test("its table sorts, and is saved under the store's name", async () => {
  const { page, close } = await bench.open("plain", {}, "#store=Saarbr%C3%BCcken");
  const dialog = page.getByRole("dialog");
  const table = dialog.locator("table");
  const before = await readCells(table);
  await dialog.getByRole("button", { name: "Revenue (€)" }).press("Enter");
  const upwards = await readCells(table);
  const amounts = upwards.slice(0, -1).map(([, amount = ""]) => Number(amount.replaceAll(",", "")));
  assert.deepEqual(
    amounts,
    [...amounts].sort((a, b) => a - b),
  );
  assert.deepEqual(upwards.at(-1), before.at(-1));
  await dialog.getByRole("button", { name: "Month", exact: true }).click();
  assert.deepEqual(await readCells(table), before, "months are sorted as such");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: /^CSV/ }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "Saarbrücken, month by month.csv");
  const saved = parse((await readFile(await download.path(), "utf8")).slice(1)) as string[][];
  assert.deepEqual(
    saved[1]?.slice(0, 2).map((text) => text.replaceAll("\u00a0", " ")),
    [before[0]![0], before[0]![1]?.replaceAll(",", "")],
  );
  await close();
});

test("on a phone it fills the screen, its rows are cards, and nothing is cut", async () => {
  const { page, close } = await bench.open("plain", { viewport: phone }, "#store=Esslingen%20am%20Neckar");
  const dialog = page.getByRole("dialog");
  await dialog.locator("table.cards").waitFor();
  const box = await dialog.boundingBox();
  assert.deepEqual([box?.width, box?.height], [phone.width, phone.height]);
  assert.equal(await dialog.locator("td").first().getAttribute("data-head"), "Revenue (€)");
  assert.equal(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth), true);
  await close();
});

test("axe finds nothing in it, on a desktop, on a phone and in the dark", async () => {
  assert.deepEqual(await listViolations("plain", { colorScheme: "light" }, undefined, "#month=2025-03"), []);
  assert.deepEqual(
    await listViolations("plain", { viewport: phone, colorScheme: "light" }, undefined, "#store=Trier"),
    [],
  );
  const dark = { colorScheme: "dark" as const };
  assert.deepEqual(await listViolations("plain", dark, ["color-contrast"], "#store=Trier"), []);
});

test("without JavaScript and on paper there are neither its links nor its table", async () => {
  const still = await bench.open("plain", { javaScriptEnabled: false }, "#store=Trier");
  assert.equal(await still.page.locator("a.drill-link, dialog").count(), 0);
  await still.close();
  const { page, close } = await bench.open("plain", {}, "#store=Trier");
  await page.getByRole("dialog").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("dialog").isVisible(), false);
  await close();
});
