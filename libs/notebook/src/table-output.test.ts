import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, startRecording, stopRecording } from "@tillbook/charts";
import { Series } from "./danfojs.js";
import { takeEvidence } from "./evidence.js";
import { DataFrame, listRows, makeTable } from "./frames.js";
import { formatMarkdownTable, takeTable } from "./table-output.js";

test("frames, series and rows are tables, anything else is none", () => {
  assert.deepEqual(takeTable(new DataFrame([[1, "x"]], { columns: ["n", "name"] })), {
    columns: ["n", "name"],
    rows: [{ n: 1, name: "x" }],
  });
  assert.deepEqual(takeTable(new Series([1], { index: ["mean"] })), {
    columns: ["", " "],
    rows: [{ "": "mean", " ": 1 }],
  });
  assert.deepEqual(takeTable([{ a: 1 }, { b: 2 }])?.columns, ["a", "b"]);
  for (const other of [undefined, null, 1, "a", [], [1], [[1]], {}, [new Date()], [{ a: 1 }, 2]])
    assert.equal(takeTable(other), undefined);
});

test("names from files can't break a table, in its head either", () => {
  const rows = [{ "a|b": "<script>\nx | $y$ *z*" }];
  const lines = formatMarkdownTable(takeTable(rows)!, en).split("\n");
  assert.deepEqual(lines, ["| a\\|b |", "| --- |", "| \\<script\\> x \\| \\$y\\$ \\*z\\* |"]);
});

test("columns of numbers stand to the right; digits alone are a name, and what is missing a dash", () => {
  const rows = [
    { article: "4711", share: "0.1250", n: 5, big: 10n, yes: true, gap: null, nothing: Number.NaN },
    { article: "12", share: null, n: -7, big: 9007199254740993n, yes: false, gap: undefined, nothing: null },
  ];
  assert.equal(
    formatMarkdownTable(takeTable(rows)!, de),
    `| article | share | n | big | yes | gap | nothing |
| --- | ---: | ---: | ---: | --- | ---: | ---: |
| 4711 | 0,1250 | 5 | 10 | true | – | – |
| 12 | – | −7 | 9007199254740993 | false | – | – |`,
  );
  assert.equal(formatMarkdownTable({ columns: ["a"], rows: [] }, en), "| a |\n| --- |");
});

test("each number of rows that a query gave says where it comes from, also after they are filtered", () => {
  const fields = [
    { name: "store", columnType: 253, decimals: 0, characterSet: 255 },
    { name: "since", columnType: 10, decimals: 0, characterSet: 63 },
    { name: "revenue", columnType: 246, decimals: 2, characterSet: 63 },
  ];
  const rows = [
    ["Ulm", "2026-03-01", "1.50"],
    ["Bonn", "2026-03-02", "12.00"],
  ];
  const table = makeTable({ sql: "select 1", fields, rows }, 2);
  startRecording();
  const markdown = formatMarkdownTable(takeTable(listRows(table).slice(1))!, en);
  const whole = formatMarkdownTable(takeTable(table, listRows)!, en);
  const { data, metadata } = takeEvidence({ markdown, whole });
  stopRecording();
  assert.equal(data.markdown, "| store | since | revenue |\n| --- | --- | ---: |\n| Bonn | 2026-03-02 | 12.00 |");
  assert.deepEqual(metadata.tillbook?.sources, ["select 1"]);
  assert.deepEqual(metadata.tillbook?.expressions, [
    '{"cell":[0,1,"since"]}',
    '{"cell":[0,1,"revenue"]}',
    '{"cell":[0,0,"since"]}',
    '{"cell":[0,0,"revenue"]}',
  ]);
  const [day, revenue] = metadata.tillbook!.numbers.map((line) => line.split(/[- ]/));
  assert.deepEqual([data.markdown.slice(Number(day![0]), Number(day![1])), day![2]], ["2026-03-02", "isoDay"]);
  assert.deepEqual([data.markdown.slice(Number(revenue![0]), Number(revenue![1])), revenue![2]], ["12.00", "plain:2"]);
});
