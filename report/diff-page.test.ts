import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "@tillbook/charts";
import { listLines, type Provenance } from "@tillbook/provenance";
import { renderDiffPage, summarise } from "./diff-page.js";
import { diffReports, isSame, type ReportSide } from "./diff-reports.js";

const theme = { name: "Shop", logo: undefined, accent: "#0b6e4f", accentDark: "#aaccbb", charts: [] };

function side(
  file: string,
  cell: string,
  sha256: string,
  change: Partial<Provenance> = {},
  plot: object = {},
): ReportSide {
  const german = change.language === "de";
  const provenance: Provenance = {
    checksum: "",
    format: 1,
    language: "en",
    origin: { commit: `commit of ${file}`, tree: "clean", lockfiles: {}, versions: { Chromium: "1" } },
    manifests: {
      import: {
        files: [{ name: "<jan>.csv", sha256, rows: 3, amount_cents: "300" }],
        first_day: "2026-01-01",
        last_day: "2026-01-31",
      },
      aggregate: { queries: "q", wrote: { monthly_sales: sha256 } },
      plot: { months: { "2026-01": { sales: 3, amount_cents: cell.replace(/\D/g, "") } }, ...plot },
    },
    lines: [],
    colors: {},
    charts: {},
    tables: [
      {
        section: "sales",
        title: german ? "Verkäufe" : "Sales",
        name: "sales",
        columns: german ? ["Filiale", "Umsatz (€)"] : ["Store", "Revenue (€)"],
        rows: [["<Ulm>", cell]],
      },
    ],
    ...change,
  };
  return { file, checksum: "c".repeat(64), provenance };
}

const render = (was: ReportSide, is: ReportSide): string =>
  renderDiffPage(diffReports(was, is), { theme, paper: "a4" }, { css: "", fontCss: "" });

test("the page lists what moved, then, now and the change, with the months and the cause, and runs no script", () => {
  const page = render(side("old.html", "1,000.50", "1"), side("new.html", "1,001.00", "2"));
  const lines = listLines(page);
  for (const line of [
    "1 number differs, in 1 section.",
    "<Ulm>\tRevenue (€)\t1,000.50\t1,001.00\t+0.50",
    "January 2026\t1,000.50\t1,001.00\t+0.50\t3\t3",
    "<jan>.csv\tcorrected\t3\t3\t3.00\t3.00",
    "1 file corrected, 3 rows, as many as before.",
    "commit\tcommit of old.html\tcommit of new.html",
  ])
    assert.ok(lines.includes(line), `${line}\nin\n${lines.join("\n")}`);
  assert.match(page, /script-src ;/);
  assert.doesNotMatch(page, /<script|<Ulm>|https?:/);
});

test("equal reports are plainly said to be, whatever their file", () => {
  const diff = diffReports(side("a.html", "1.00", "1"), side("b.pdf", "1.00", "1"));
  assert.equal(isSame(diff), true);
  assert.match(summarise(diff), /^Nothing has changed/);
});

test("the page is in the language of the later report, and compares the numbers of the other one by value", () => {
  const german = (cell: string): ReportSide => side("neu.html", cell, "2", { language: "de" });
  assert.equal(isSame(diffReports(side("old.html", "1,000.50", "2"), german("1.000,50"))), true);
  const page = render(side("old.html", "1,000.50", "1"), german("1.001,00"));
  assert.match(page, /<html lang="de">/);
  assert.ok(page.includes(de.restated.diff.title));
  assert.ok(listLines(page).includes("<Ulm>\tUmsatz (€)\t1,000.50\t1.001,00\t+0,50"), listLines(page).join("\n"));
});

test("reports of two periods, stores or currencies, or in an unknown language, are refused with the reason", () => {
  const was = side("old.html", "1.00", "1");
  const january = { period: { name: "2026-01", first: "2026-01-01", last: "2026-01-31" } };
  assert.throws(() => diffReports(was, side("new.html", "1.00", "1", {}, january)), {
    message: "expected two reports of the same period and store: old.html is a report of all, new.html one of 2026-01",
  });
  assert.throws(() => diffReports(was, side("new.html", "1.00", "1", {}, { store: "Köln" })), /one of all, store Köln/);
  const dollars = side("new.html", "1.00", "1");
  (dollars.provenance.manifests["import"] as { currency?: string }).currency = "USD";
  assert.throws(() => diffReports(was, dollars), /the same currency: old\.html is in EUR, new\.html in USD/);
  assert.throws(() => diffReports(was, side("new.html", "1.00", "1", { language: "fr" })), /in the language "fr"/);
});

test("a PDF without tables is compared by its months; that more can't be said is said", () => {
  const { tables: _, ...rest } = side("old.pdf", "1.00", "1").provenance;
  const old: ReportSide = { file: "old.pdf", checksum: "", provenance: rest };
  const diff = diffReports(old, side("new.pdf", "2.00", "2"));
  assert.equal(isSame(diff), false);
  assert.match(summarise(diff), /^The sum of 1 month differs\. These reports differ, but one of them/);
  assert.equal(isSame(diffReports(old, side("new.pdf", "1.00", "1"))), true);
});
