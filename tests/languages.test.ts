import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { formatAmount, locales, type Messages } from "@tillbook/charts";
import { findRoot } from "@tillbook/pipeline";
import { formatCsv } from "../libs/notebook/src/csv.js";
import { findForeign } from "./report/foreign-words.js";

// What a language needs besides its file; docs/languages.md says how to add one. Each message is one of its steps. Whether
// the texts of notebooks are complete is seen by `make check`, whether verify can compute the numbers by carried-numbers.test.ts.

const languages = Object.values(locales);
const { resolve } = createRequire(join(findRoot(), "report/package.json"));
/** Finds the folder of a package that the report depends on. */
const findPackage = (name: string): string => dirname(resolve(`${name}/package.json`));

test("CSV has the same numbers in every language", () => {
  const columns = [{ label: "Revenue", align: "right" as const }];
  for (const messages of languages) {
    for (const [cents, expected] of [
      [123_456_789n, "1234567.89"],
      [-100_000n, "-1000.00"],
      [5n, "0.05"],
    ] as const) {
      const table = { columns, rows: [[formatAmount(cents, messages)]] };
      assert.equal(formatCsv(table, messages.numbers), `Revenue\n${expected}\n`, messages.language);
    }
  }
});

test("a language groups digits by the mark that browsers use, since the page's own CSV asks the browser", () => {
  for (const { language, numbers } of languages) {
    const parts = new Intl.NumberFormat(language).formatToParts(-1234567.8);
    const find = (type: string): string | undefined => parts.find((part) => part.type === type)?.value;
    assert.deepEqual([numbers.group, numbers.decimal], [find("group"), find("decimal")], language);
  }
});

test("Plotly, which labels axes of dates and numbers itself, knows the language", () => {
  const dist = join(findPackage("plotly.js"), "dist");
  for (const { language } of languages.filter(({ language }) => language !== "en")) {
    assert.ok(existsSync(join(dist, `plotly-locale-${language}.js`)), language);
  }
});

test("the report's fonts have every letter of the language", () => {
  const font = findPackage("@fontsource/inter");
  const ranges = Object.values(JSON.parse(readFileSync(join(font, "unicode.json"), "utf8"))).join(",");
  const covered = [...ranges.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)].map(([, first = "", last = first]) =>
    [first, last].map((hex) => Number.parseInt(hex, 16)),
  );
  for (const { language } of languages) {
    const text = readFileSync(join(findRoot(), `libs/charts/src/locale/${language}.ts`), "utf8");
    const missing = [...new Set(text.match(/[\p{L}\p{N}]/gu))].filter((letter) => {
      const code = letter.codePointAt(0)!;
      return !covered.some(([first, last]) => first! <= code && code <= last!);
    });
    assert.deepEqual(missing, [], language);
  }
});

/** The labels that are no sentences. */
function listLabels({ labels }: Messages): string[] {
  return Object.values(labels).filter((label) => typeof label === "string");
}

test("words and numbers of each other language are found, and none of its own", () => {
  for (const messages of languages) {
    const own = Object.keys(messages.notebooks ?? {}).length > 0 ? Object.values(messages.notebooks!) : [];
    const text = [...own, ...listLabels(messages), formatAmount(123_456n, messages)].join("\n");
    assert.deepEqual(findForeign(text, messages.language), [], messages.language);
    for (const other of languages.filter((one) => one !== messages)) {
      const words = findForeign(listLabels(other).join("\n"), messages.language);
      assert.ok(words.length > 5, `${other.language} in ${messages.language}: ${words.join(", ")}`);
    }
  }
});
