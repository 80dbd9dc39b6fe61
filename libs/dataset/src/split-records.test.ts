import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { RecordCutter } from "./record-cutter.js";
import { splitRecords } from "./split-records.js";

test("records are split at delimiters and line breaks outside of quotes", () => {
  assert.deepEqual(splitRecords('a,"b ""c"", d\ne",\r\n\n,\n""\n', { delimiter: "," }), [
    ["a", 'b "c", d\ne', ""],
    ["", ""],
    [""],
  ]);
  assert.deepEqual(splitRecords("", { delimiter: "," }), []);
});

test("a formula is one field, with its quotes", () => {
  assert.deepEqual(splitRecords('="0012",a\n1,="b,\nc"\r\n=1,2\n', { delimiter: "," }), [
    ['="0012"', "a"],
    ["1", '="b,\nc"'],
    ["=1", "2"],
  ]);
});

test("where each record ends is told, in characters", () => {
  const ends: number[] = [];
  splitRecords('é,1\n\n"a\nb",2\r\n', { delimiter: "," }, ends);
  assert.deepEqual(ends, [4, 14]);
});

const csvOptions = { record_delimiter: ["\r\n", "\n"], relax_column_count: true, skip_empty_lines: true };

test("whatever is cut from a file is split as csv-parse does it", () => {
  const text = fc.array(fc.constantFrom("a", "é", ",", ";", '"', '""', ',"', '",', "=", "\n", "\r\n", " ", ' "', '" '));
  fc.assert(
    fc.property(text, fc.constantFrom(",", ";"), fc.boolean(), (parts, delimiter, isSpaced) => {
      const file = parts.join("");
      fc.pre(!file.includes('="'));
      const form = { delimiter, isSpaced };
      const cutter = new RecordCutter(form);
      for (const { bytes } of [cutter.push(Buffer.from(`h\n${file}`)), cutter.end()]) {
        const records = bytes.toString();
        assert.deepEqual(splitRecords(records, form), parse(records, { ...csvOptions, delimiter, trim: isSpaced }));
      }
    }),
    { numRuns: 5000 },
  );
});
