import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { checkAssets } from "./check-assets.js";

test("a broken style or script is told with its file, line and column; ours are whole", async () => {
  await checkAssets(import.meta.dirname);
  const folder = mkdtempSync(join(tmpdir(), "tillbook-assets-"));
  const check = (css: string, js: string): Promise<void> => {
    writeFileSync(join(folder, "report.css"), css);
    writeFileSync(join(folder, "client.js"), js);
    writeFileSync(join(folder, "drill.js"), "");
    return checkAssets(folder);
  };
  try {
    await assert.rejects(check("a { color: red }\nb { color red; }\nc { colr: red }", "if ("), {
      code: "STYLE_INVALID",
      message: 'report/report.css:2:10: Expected ":", in: b { color red; }',
      details: [
        'report/report.css:3:5: "colr" is not a known CSS property, in: c { colr: red }',
        "report/client.js:1:5: Unexpected end of file, in: if (",
      ],
    });
    await assert.rejects(check("a {\n  color: red;\n/* b", ""), /report\.css:3:5: Expected "\*\/" to terminate/);
    await check("a { color: red }", "");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
