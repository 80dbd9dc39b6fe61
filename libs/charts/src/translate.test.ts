import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import {
  fillSentence,
  findTranslation,
  joinTemplate,
  makeTranslate,
  splitMarkdown,
  translateText,
} from "./translate.js";

const messages = { ...de, notebooks: { "Most is sold.": "Das meiste wird verkauft.", "{0} of {1}": "von {1}: {0}" } };

test("a paragraph is found however its lines are broken, and itself in the language of the notebooks", () => {
  assert.equal(findTranslation("Most\n  is sold. ", messages), "Das meiste wird verkauft.");
  assert.equal(findTranslation("Least is sold.", messages), undefined);
  assert.equal(findTranslation("Least is sold.", en), "Least is sold.");
});

test("the values of a sentence may change their places", () => {
  const sentence = joinTemplate(["", " of ", ""]);
  assert.equal(sentence, "{0} of {1}");
  assert.equal(fillSentence(findTranslation(sentence, messages)!, ["5", "9"]), "von 9: 5");
});

test("Markdown is split after headings and where a line is empty", () => {
  assert.deepEqual(splitMarkdown("# Title\nOne\ntwo\n \n\n- three\n"), ["# Title", "One\ntwo", "- three"]);
});

test("a place without a value stays, and a place may stand twice", () => {
  assert.equal(fillSentence("{0} {1} {0} {10}", ["a", ""]), "a  a {10}");
  assert.equal(joinTemplate(["all"]), "all");
  assert.equal(joinTemplate(["a ", " b ", " c"]), "a {0} b {1} c");
});

test("headings of every level end a block, and other lines with a # don't", () => {
  assert.deepEqual(splitMarkdown("###### Six\nText\n#hash\nend"), ["###### Six", "Text\n#hash\nend"]);
  assert.deepEqual(splitMarkdown("\n\n \n"), []);
});

test("blocks of code and formulas are whole", () => {
  const code = "```ts\n# a\n\nb\n```";
  assert.deepEqual(splitMarkdown(`One\n${code}\n\nTwo`), [`One\n${code}`, "Two"]);
  assert.deepEqual(splitMarkdown("$$\na\n\nb\n$$\n\nTwo\n\n$$a$$\n\nb"), ["$$\na\n\nb\n$$", "Two", "$$a$$", "b"]);
});

test("what has no words needs no translation", () => {
  const code = [
    "`select a`",
    "```sql\nselect\n```",
    "$x^2$",
    "$$\nx\n$$",
    "https://a.example/b",
    "{0}: {1}",
    "---",
    "<br>",
  ];
  for (const text of code) assert.equal(findTranslation(text, messages), text);
  for (const text of ["a `b`", "[a](b)", "![a](b)", "$5 a $"]) assert.equal(findTranslation(text, messages), undefined);
});

test("a text without translation stays English, with a mark at its end, in Markdown of any kind", () => {
  const mark = "\u00a0[en]";
  assert.equal(makeTranslate(messages)`Least: ${"5"}.`, `Least: 5.${mark}`);
  assert.equal(makeTranslate(messages)`${"5"} of ${"9"}`, "von 9: 5");
  assert.equal(makeTranslate(en)`Least: ${"5"}.`, "Least: 5.");
  assert.equal(translateText("## Title ##\n", messages), `## Title${mark}`);
  assert.equal(translateText("Title\n===", messages), `Title${mark}\n===`);
  assert.equal(translateText("- a\n- b", messages), `- a\n- b${mark}`);
  assert.equal(translateText("| a |\n|---|\n| b |", messages), "| a |\n|---|\n| b |\n\n[en]");
});
