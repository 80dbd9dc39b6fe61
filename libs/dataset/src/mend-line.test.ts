import assert from "node:assert/strict";
import { test } from "node:test";
import { mendLine } from "./mend-line.js";
import { RecordCutter } from "./record-cutter.js";

/** A table of a day, a note and an amount, where the note is not read. */
const form = {
  delimiter: ",",
  width: 3,
  fields: [
    { column: "sold_on" as const, at: 0 },
    { column: "amount" as const, at: 2 },
  ],
};

test("a broken quote in a column that is not read is emptied", () => {
  assert.equal(mend('2026-03-01,Rohr 5" lang,1.00'), "2026-03-01,,1.00\n");
  assert.equal(mend('2026-03-01,"Rohr 5\\" lang",1.00\r\n'), "2026-03-01,,1.00\n");
  assert.equal(mend('2026-03-01,"Rohr 5" lang",1.00\n'), "2026-03-01,,1.00\n");
  assert.equal(mend('2026-03-01,"5"" x" y,z",1.00\n'), "2026-03-01,,1.00\n");
  assert.equal(
    mendLine(Buffer.from('1.00,2026-03-01,"5 inch'), { ...form, fields: [] })?.toString(),
    "1.00,2026-03-01,\n",
  );
  assert.equal(mend('"2026-03-01",Köln 5","1,00",\n'), '"2026-03-01",,"1,00",\n');
});

test("a line stays broken where the column is read, or where it is not sure which it is", () => {
  assert.equal(mend('2026-03-01,a,1.00"\n'), undefined);
  assert.equal(mend('2026-03-01,5" a,b,1.00\n'), undefined);
  assert.equal(mend('2026-03-01,5" a\n'), undefined);
  assert.equal(mend('2026-03-01,"5 a,1.00\n'), undefined);
});

test("a mended line stays in its place", () => {
  const [text, malformed] = cut('d,n,a\n1,"x\ny",2\n3,5" a,4\n5,"b" c",6\n7,8,9"\n10,11,12\n');
  assert.equal(text, '1,"x\ny",2\n3,,4\n5,,6\n\n10,11,12\n');
  assert.deepEqual(malformed, [6]);
});

test("a quote that is closed in another row does not swallow the rows between", () => {
  assert.deepEqual(cut('d,n,a\n2026-03-01,"5 inch,1.00\n2026-03-02,x,2.00\n2026-03-03,6 inch",3.00\n'), [
    "\n2026-03-02,x,2.00\n2026-03-03,,3.00\n",
    [2],
  ]);
  const note = '2026-03-01,"one, two, three\nfour, five, six",1.00\n';
  assert.deepEqual(cut(`d,n,a\n${note}`), [note, []]);
});

function mend(line: string): string | undefined {
  return mendLine(Buffer.from(line), form)?.toString();
}

function cut(text: string): [string, number[]] {
  const cutter = new RecordCutter(form);
  const cuts = [cutter.push(Buffer.from(text)), cutter.end()];
  const malformed = cuts.flatMap((block) => block.malformed.map(({ line }) => line));
  return [cuts.map(({ bytes }) => bytes.toString()).join(""), malformed];
}
