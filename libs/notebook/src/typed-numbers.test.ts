import assert from "node:assert/strict";
import { test } from "node:test";
import { findTypedNumbers } from "./typed-numbers.js";

function find(markdown: string): string[] {
  return findTypedNumbers(markdown).map(({ line, text }) => `${line} ${text}`);
}

/** Those of some texts that have numbers which are refused. */
function refused(...texts: string[]): string[] {
  return texts.filter((text) => findTypedNumbers(text).length > 0);
}

test("results typed into prose are found with their lines, in headings, lists, tables, quotes, links and HTML too", () => {
  assert.deepEqual(find("We have 8 stores.\nRevenue of 1,234.50\n\n- from 9:30 on"), ["1 8", "2 1,234.50", "4 9:30"]);
  const table = "| a | b |\n|---|---|\n| 1.5 | x |\n";
  assert.deepEqual(find(`## The 3 best stores\n\n> in 2 stores\n\n${table}`), ["1 3", "3 2", "7 1.5"]);
  assert.deepEqual(find("[all 5](https://a.example/7)\n\n<p>\nand 6</p>\n\n**7**% of *8*"), ["1 5", "4 6", "6 7"]);
  const results = ["in 2025 more", "3/4 of it", "80/20 of it", "90/20", "5k", "3M euros", "EUR5", "+12 %", "x: 7"];
  const more = [
    "from $1,234 to $1,300",
    "costs $5",
    "\\$5$",
    "$ 5 $",
    "Top 1,234",
    "top 20 % of it",
    "Sales 202",
    "the 2nd",
  ];
  const compounds = ["an 8-store chain", "1,7-Eleven", "Q1.5", "rank1,234", "a 1-2"];
  const all = [...results, ...more, ...compounds];
  assert.deepEqual(refused(...all), all);
});

test("numbers that are names are none: Top 10, 80/20, Q1, 7-Eleven, windows of time", () => {
  const names = [
    "Top 10",
    "the top 10 articles",
    "80/20",
    "a 50/50 split",
    "open 24/7",
    "Q1",
    "from Q1 to Q4",
    "7-Eleven",
  ];
  const more = [
    "COVID-19",
    "MP3",
    "B2B",
    "ISO9001",
    "Figure 3",
    "see Table 2.",
    "a 12-month average",
    "30-days window",
  ];
  assert.deepEqual(refused(...names, ...more, "A note.[^1]\n\n[^1]: its text"), []);
  assert.deepEqual(find("Top 10 of 300, Q1 and 80/20"), ["1 300"]);
});

test("code, formulas, addresses and pictures' addresses are none", () => {
  const code = ["`select 1`", "```sql\nselect 1\n\nlimit 5\n```\n", "~~~\n1\n~~~", "    select 1", "``a ` 1``"];
  const formulas = ["$x^2$", "$1_a*b$ and $2*c_3$", "$$\n\\frac{1}{2}\n$$", "\\begin{align}\n1\n\\end{align}"];
  const addresses = [
    "https://a.example/2025?x=1",
    "<https://a.example/5>",
    "[a](b-1.html)",
    "![chart](a2.png)",
    "&#36;",
  ];
  assert.deepEqual(refused(...code, ...formulas, ...addresses, '<img width="400">', "<!-- 3 -->"), []);
  assert.deepEqual(find("`1` and 2\n`3`\n```\n4\n```\n5"), ["1 2", "6 5"]);
  assert.deepEqual(find("$$\n1\n$$\n\n3 of\n\n![4 stores](a.png)"), ["5 3", "7 4"]);
});

test("dates in headings are no numbers of the data; in prose they are", () => {
  for (const date of ["in 2025", "in March 2025", "on 31 March 2025", "on 1 May 2025", "from 2025-03 to 2025-04-30"]) {
    assert.deepEqual(find(`## Sales ${date}`), []);
    assert.equal(find(`Sales ${date}`).length, 1);
    assert.equal(find(`####### Sales ${date}`).length, 1);
    assert.equal(find(`#Sales ${date}`).length, 1);
  }
  assert.deepEqual(find("   ###### Sales in 2024 and 2025"), []);
  assert.deepEqual(find("# Sales in 2024\n\nand 2025"), ["3 2025"]);
  assert.deepEqual(findTypedNumbers("# Sales in 2024", false), [{ line: 1, text: "2024" }]);
  const none = ["20250", "12025", "31 Martch", "March 31", "202"].map((number) => `# Sales ${number}`);
  assert.deepEqual(refused(...none), none);
});

test("the numbers of an ordered list are no numbers of the data", () => {
  assert.deepEqual(find("1. First\n2) Second\n   10. Third"), []);
  assert.deepEqual(find("1. First of 3"), ["1 3"]);
  assert.deepEqual(find("1.First"), ["1 1"]);
  assert.deepEqual(find("as 1. First"), ["1 1"]);
});

test("digits of other scripts and fractions are numbers too", () => {
  for (const text of ["５７７７ sales", "٥٧٧٧ sales", "½ of it"]) assert.equal(findTypedNumbers(text).length, 1, text);
});
