import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { fillSentence, findTranslation, joinTemplate, splitMarkdown } from "./translate.js";

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
  assert.deepEqual(splitMarkdown("# Title\nOne\ntwo\n \n\n- three\n"), ["# Title", "One\ntwo", "- three\n"]);
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
