import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import { listNames, markNames } from "./mark-names.js";

const table = (columns: string[], ...rows: string[][]) => ({ section: "a", title: "A", name: "a", columns, rows });

test("the names of a report are those under the heads of its tables, without its own words and bare numbers", () => {
  const tables = [
    table(["Place", "Store"], ["1", "Köln"], ["2", "Store 381"], ["–", "All"]),
    table(
      ["Article", "Revenue (€)"],
      ["Roggenbrot 750 g", "1.00"],
      ["All other articles", "2.00"],
      ["Article 4711", "3.00"],
    ),
    table(["Cashier", "Store"], ["Cashier 3", "Köln"], ["Ada", "(no store)"], ["B", "Ulm"]),
    table(["Month", "Revenue (€)"], ["January 2026", "1.00"]),
  ];
  assert.deepEqual(listNames(tables, en), ["Köln", "Roggenbrot 750 g", "Ada", "Ulm"]);
  assert.deepEqual(listNames([table(["Filiale"], ["Filiale 381"], ["Summe"], ["Store 381"])], de), ["Store 381"]);
});

test("names are marked as whole words, the longest first, in texts and nowhere else; an element that is a name gets the mark itself", () => {
  const names = ["Köln", "Köln Süd", "Brot & Salz", "Hof (a|b)"];
  const page =
    '<head><title>Köln</title></head><p title="Köln">Köln, Köln Süd: Kölner <b>Brot &amp; Salz</b></p><svg><text>Köln</text></svg><script>"Köln"</script><td class="a">Hof (a|b)</td><strong>Köln</strong>';
  assert.equal(
    markNames(page, names, "de"),
    '<head><title>Köln</title></head><p title="Köln"><span lang="de">Köln</span>, <span lang="de">Köln Süd</span>: Kölner <b><span lang="de">Brot &amp; Salz</span></b></p><svg><text>Köln</text></svg><script>"Köln"</script><td class="a" lang="de">Hof (a|b)</td><strong lang="de">Köln</strong>',
  );
  assert.equal(markNames(page, [], "de"), page);
});
