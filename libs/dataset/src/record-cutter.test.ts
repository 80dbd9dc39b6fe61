import assert from "node:assert/strict";
import { test } from "node:test";
import { countBytes, RecordCutter } from "./record-cutter.js";

const unclosed = ["expected a closing quote", "none to the end of the file, or for 64 KB"];
const stray = ["expected quotes around a whole field, and doubled inside it", "one elsewhere"];
const after = ["expected a delimiter after a closing quote", "text"];

test("the header is left out, and the line numbers go on behind it", () => {
  assert.deepEqual(cut("a,b\n1,2\n"), { text: "1,2\n", lines: [2], malformed: [] });
  assert.deepEqual(cut('"a\nx",b\n1,2\n'), { text: "1,2\n", lines: [3], malformed: [] });
  assert.deepEqual(cut("a,b"), { text: "", lines: [], malformed: [] });
});

test("a last line without a line break gets one", () => {
  assert.equal(cut("h\n1").text, "1\n");
  assert.equal(cut("h\n1\n").text, "1\n");
  assert.equal(cut('h\n"1"').text, '"1"\n');
  assert.equal(cut('h\n1\n"2"').text, '1\n"2"\n');
});

test("quoted fields may have line breaks, delimiters and doubled quotes; CR LF may follow", () => {
  for (const row of [
    '"a\nb",2\n',
    '"a,b",2\n',
    '"a""b",2\n',
    '"a"\r\n',
    '1,"b"\r\n',
    '"",2\n',
    '"a""",2\n',
    '1,"\n\n",3\n',
  ]) {
    assert.deepEqual(cut(`h\n${row}x\n`), { text: `${row}x\n`, lines: [2], malformed: [] }, row);
  }
});

test("a quote inside an unquoted field is malformed; the lines around it are not", () => {
  assert.deepEqual(cut('h\n1\na"b,c\n2\n'), { text: "1\n\n2\n", lines: [2], malformed: [[3, 'a"b,c', ...stray]] });
  assert.deepEqual(cut('h\nx,a"\n'), { text: "\n", lines: [2], malformed: [[2, 'x,a"', ...stray]] });
});

test("text after a closing quote is malformed, and so is a CR without LF", () => {
  assert.deepEqual(cut('h\n"a"b\n2\n'), { text: "\n2\n", lines: [2], malformed: [[2, '"a"b', ...after]] });
  assert.deepEqual(cut('h\n"a"\rb\n2\n'), { text: "\n2\n", lines: [2], malformed: [[2, '"a"\rb', ...after]] });
});

test("a quote that is never closed costs its line alone", () => {
  assert.deepEqual(cut('h\n1\n"a\n2\n'), { text: "1\n\n2\n", lines: [2], malformed: [[3, '"a', ...unclosed]] });
  assert.deepEqual(cut('h\n"a'), { text: "\n", lines: [2], malformed: [[2, '"a', ...unclosed]] });
  assert.deepEqual(cut('h\n1,"'), { text: "\n", lines: [2], malformed: [[2, '1,"', ...unclosed]] });
});

test("several malformed lines become blank one by one, with the line numbers of an editor", () => {
  const { text, malformed } = cut('h\n"a\nb",1\na"b\n2\n"c"d\n3\n');
  assert.equal(text, '"a\nb",1\n\n2\n\n3\n');
  assert.deepEqual(
    malformed.map(([line]) => line),
    [4, 6],
  );
});

test("other delimiters end a quoted field, too, and the comma then doesn't", () => {
  assert.deepEqual(cut('h\n"a";b\n', ";").malformed, []);
  assert.deepEqual(cut('h\n"a",b\n', ";").malformed, [[2, '"a",b', ...after]]);
});

test("the results do not depend on where the bytes are divided", () => {
  const text = 'h,"i"\r\n"a\nb",1\r\na"b\n"c"\r\n""\n"c"d\n"e""f",\n"g\n2\n';
  const whole = cut(text);
  assert.equal(whole.malformed.length, 3);
  for (let size = 1; size <= text.length; size++) {
    const { malformed, text: joined } = cut(text, ",", size);
    assert.deepEqual({ malformed, joined }, { malformed: whole.malformed, joined: whole.text }, String(size));
  }
});

test("a record of 64 KB is read; a longer one is malformed, and shown by its beginning", () => {
  const fits = `"${"x".repeat(65_533)}"\n`;
  assert.deepEqual(cut(`h\n${fits}1\n`, ",", 1000), { text: `${fits}1\n`, lines: [2], malformed: [] });
  const { text, malformed } = cut(`h\n"x${fits.slice(1)}1\n`, ",", 1000);
  assert.equal(text, "\n1\n");
  assert.deepEqual(malformed[0]?.slice(2), unclosed);
  assert.equal(String(malformed[0]?.[1]).length, 65_536);
});

test("a line without quotes that is longer than 64 KB is malformed, to its end", () => {
  const long = "x".repeat(200_000);
  const { text, malformed } = cut(`h\n1\n${long}\n2\n`, ",", 70_000);
  assert.equal(text, "1\n\n2\n");
  assert.deepEqual(
    malformed.map(([line, , ...problem]) => [line, ...problem]),
    [[3, "expected a row of at most 64 KB", "a longer one"]],
  );
});

test("bytes are counted", () => {
  assert.equal(countBytes(Buffer.from("a\nb\n"), 10), 2);
  assert.equal(countBytes(Buffer.from("\n"), 10), 1);
  assert.equal(countBytes(Buffer.alloc(0), 10), 0);
});

/** Cuts a text that comes in pieces of `size`; `lines` has the number of the first line. */
function cut(text: string, delimiter = ",", size = text.length) {
  const cutter = new RecordCutter({ delimiter });
  const bytes = Buffer.from(text);
  const cuts = [];
  for (let at = 0; at < bytes.length; at += size) cuts.push(cutter.push(bytes.subarray(at, at + size)));
  cuts.push(cutter.end());
  const lines = cuts.filter((block) => block.bytes.length > 0).map(({ line }) => line);
  return {
    text: Buffer.concat(cuts.map((block) => block.bytes)).toString(),
    lines: lines.slice(0, 1),
    malformed: cuts.flatMap((block) =>
      block.malformed.map(
        ({ line, bytes, problem }) => [line, bytes.toString(), problem.expected, problem.got] as const,
      ),
    ),
  };
}
