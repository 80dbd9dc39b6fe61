import assert from "node:assert/strict";
import { test } from "node:test";
import { listShownTexts } from "./shown-texts.js";

function list(...cells: string[]): string[] {
  return listShownTexts(cells).map(({ cell, line, text }) => `${cell}:${line} ${text}`);
}

test("texts that are said or printed are found, by their own words and by the name of a constant in any cell", () => {
  assert.deepEqual(list(`say(\`Best: \${a}\`, 'Worst');`, "say`Last`;\nconsole.log('Done', 5);"), [
    '0:1 say("Best: {0}")',
    '0:1 say("Worst")',
    '1:1 say("Last")',
    '1:2 console.log("Done")',
  ]);
  assert.deepEqual(list("const text = 'Best';", "say(a ? text : b || 'None');"), [
    '0:1 say("Best")',
    '1:1 say("None")',
  ]);
  assert.deepEqual(
    list(`say(rows.map((row) => \`\${row} sells\`).join(', '));\nsay(...['One', (await 'Two') as string]);`),
    ['0:1 say("{0} sells")', '0:2 say("One")', '0:2 say("Two")'],
  );
});

test("what is translated, has no words, or is no text of the report is none", () => {
  const said = `say(translate\`Best: \${a}\`, '**', \`\${a}: \${b}\`, describe(rows, 'month'), row['name'], table);`;
  assert.deepEqual(
    list(said, "const b = translate`Best`; say(b); log('Best'); throw new Error('Bad');", "say(a === 'x' ? b : '')"),
    [],
  );
});

test("the texts of a figure and of key figures are found, not its names, kinds and places", () => {
  const figure = `const trace = { type: "bar", name: "Stores", x: ["Mon"], hovertemplate: "%{x}: %{y}<extra></extra>" };
const figure: Figure = {
  data: [trace, { ...trace, text: ["High", translate\`Low\`], mode: "lines" }],
  layout: { xaxis: { title: { text: "Hour" }, ticktext: ["Early"] }, meta: { name: "a-b", title: \`Sales of \${a}\`, alt } },
};
show(figure);
keyFigures([{ label: "Sales", value: "5", note: undefined }]);`;
  assert.deepEqual(list(figure), [
    '0:1 "Stores" as data.name in show()',
    '0:3 "High" as data.text in show()',
    '0:4 "Hour" as layout.xaxis.title.text in show()',
    '0:4 "Early" as layout.xaxis.ticktext in show()',
    '0:4 "Sales of {0}" as layout.meta.title in show()',
    '0:7 "Sales" as label in keyFigures()',
  ]);
});
