import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { isDrawable, readSchema } from "../libs/charts/src/plotly-schema.js";
import { bundlePlotly } from "../report/bundle-plotly.js";
import { type Checkout, copyBuiltCheckout } from "./checkout.js";

// The stages with what the image of Compose has, and nothing else; `make test-compose` runs the image itself, by hand.

let checkout: Checkout;
before(async () => {
  checkout = await copyBuiltCheckout();
  const { packages } = JSON.parse(readFileSync(join(checkout.root, "package-lock.json"), "utf8"));
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(packages)) if (dev) remove(path);
  const dockerfile = readFileSync(join(checkout.root, "Dockerfile"), "utf8");
  const copied = [...dockerfile.matchAll(/^COPY --from=sources \/tillbook\/(\w+) \1$/gm)].map(([, folder]) => folder);
  assert.ok(copied.includes("report"), dockerfile);
  const others = readdirSync(checkout.root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]+$/.test(entry.name) && !["build", "docker"].includes(entry.name))
    .map(({ name }) => name);
  for (const folder of others) if (!copied.includes(folder)) remove(folder);
  const [, command] = /^FROM packages AS slim\nRUN (.*?[^\\])$/ms.exec(dockerfile) ?? [];
  assert.match(String(command), /^find node_modules .*rm -r /s);
  execFileSync("sh", ["-c", String(command)], { cwd: checkout.root });
});
after(() => checkout?.remove());

function remove(path: string): void {
  rmSync(join(checkout.root, path), { recursive: true, force: true });
}

test("what the image has is enough for the checks of the data, the notebooks, and the report in German", async () => {
  const aggregated = readFileSync(join(checkout.root, "build/manifests/aggregate.json"), "utf8");
  assert.match(aggregated, /"checks"/);
  for (const folder of ["notebooks", "charts", "report"]) remove(`build/${folder}`);
  await checkout.query(async () => {
    const stages = [
      "spark/aggregate.stage.ts",
      "libs/notebook/src/plot.stage.ts",
      "report/html.stage.ts",
      "report/pdf.stage.ts",
    ];
    const child = spawn("docker/stage.sh", stages, {
      cwd: checkout.root,
      env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: checkout.root, REPORT_LOCALE: "de" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /^pdf +done in /m);
  });
  const html = readFileSync(join(checkout.root, "build/report/tillbook.html"), "utf8");
  assert.ok(html.includes('Plotly.setPlotConfig({"locale":"de"})'));
  assert.equal(readFileSync(join(checkout.root, "build/manifests/aggregate.json"), "utf8"), aggregated);
});

test("every trace that can be drawn is bundled with what the image has", async () => {
  const { traces } = readSchema();
  const types = Object.keys(traces).filter((type) => isDrawable(traces[type]!));
  assert.ok(types.includes("heatmap"), String(types));
  const bundle = await bundlePlotly(join(checkout.root, "report"), types);
  assert.match(bundle, /^\/\* plotly\.js v/);
});
