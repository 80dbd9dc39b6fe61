import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, formatManifest, readSettings, sha256, TillbookError } from "@tillbook/pipeline";
import { addProvenance, checksumPlaceholder, readHtmlProvenance, writeChecksum } from "@tillbook/provenance";
import type { RowDataPacket } from "mysql2/promise";
import { checks } from "../verify/checks.js";
import { readContext } from "../verify/context.js";
import { checkFiles, checkManifestFiles } from "../verify/files.js";
import { checkGenerated } from "../verify/generated.js";
import { compareReports, rebuildReport } from "../verify/rebuild-report.js";
import { checkReportFile } from "../verify/report-file.js";
import { rerunNotebooks } from "../verify/rerun-notebooks.js";
import { checkCsv } from "../verify/sales.js";
import type { Check } from "../verify/verify.js";
import { type Checkout, copyBuiltCheckout, sharedSpark } from "./checkout.js";

// One report of 20,000 sales; then one thing after the other is changed in it, must be named, and is put back.

let checkout: Checkout;
/** Where the report is built again. */
let again: string;
before(async () => {
  checkout = await copyBuiltCheckout(sharedSpark);
  copyFileSync(join(checkout.root, "build/report/tillbook.html"), join(checkout.root, "english.html"));
  again = join(checkout.root, "again");
  // Otherwise each question to the database would start it.
  await checkout.start("mysql").printed(/mysql ready/);
});
after(() => checkout?.remove());

const hashing: readonly Check[] = [checkManifestFiles, checkCsv, checkFiles];

/**
 * Everything that `make verify` finds wrong, by default without running the notebooks and building the report again; or the
 * findings up to the first that names `wanted`, where the checks that hash files come first.
 */
async function verify(
  sql?: { change: string; back: string },
  env: Record<string, string> = {},
  { those = checks, wanted }: { those?: readonly Check[]; wanted?: string } = {},
): Promise<string[]> {
  const paths = findPaths(checkout.root);
  return checkout.query(async (connection) => {
    if (sql) await connection.query(sql.change);
    const findings: string[] = [];
    try {
      const { signal } = new AbortController();
      const context = await readContext(readSettings(env), paths, findPaths(paths.root, again), connection, signal);
      const isQuick = (check: Check): number => Number(hashing.includes(check));
      for (const check of wanted === undefined ? those : those.toSorted((a, b) => isQuick(b) - isQuick(a))) {
        await check(context, findings);
        if (wanted !== undefined && findings.some((finding) => finding.includes(wanted))) break;
      }
    } catch (error) {
      if (!(error instanceof TillbookError)) throw error;
      findings.push(error.message);
    } finally {
      if (sql) await connection.query(sql.back);
    }
    return findings;
  });
}

async function changeFile(
  file: string,
  change: (bytes: Buffer) => Buffer,
  wanted?: string,
  those?: readonly Check[],
): Promise<string[]> {
  const path = join(checkout.root, file);
  const good = readFileSync(path);
  const bad = change(good);
  assert.ok(!bad.equals(good), `expected a change of ${file}`);
  writeFileSync(path, bad);
  return verify(undefined, {}, { ...(wanted !== undefined && { wanted }), ...(those && { those }) }).finally(() =>
    writeFileSync(path, good),
  );
}

test("make verify finds nothing wrong with a report as it was made, runs its notebooks and builds it again, and leaves build/ alone", async () => {
  const changed = (): number[] =>
    ["html", "pdf"].map((kind) => statSync(join(checkout.root, `build/report/tillbook.${kind}`)).mtimeMs);
  const before = changed();
  const { code, output } = await checkout.make("verify", { STRICT: "1" });
  assert.equal(code, 0, output);
  assert.match(output, /ok: [1-9]\d{3} numbers in the notebooks are what MySQL computes for them\n/);
  assert.match(output, /10 CSV files have the same bytes when they are generated again/);
  assert.match(output, /\d+ notebooks give the same bytes when they are run again/);
  assert.match(output, /HTML, PDF and \d+ other files of the report have the same bytes when they are built again/);
  assert.deepEqual(changed(), before);
  assert.deepEqual(
    readdirSync(join(checkout.root, ".data")).filter((name) => name.startsWith("verify-")),
    [],
  );
  assert.deepEqual(await verify(), []);
});

test("one flipped byte in any file of build/ is found, and the file is named", async () => {
  const build = join(checkout.root, "build");
  const files = readdirSync(build, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(checkout.root, join(entry.parentPath, entry.name)));
  assert.ok(files.length > 40);
  const missed: string[] = [];
  for (const file of files) {
    const name = file.replace(/^build\/csv\//, "");
    const flip = (good: Buffer): Buffer => {
      const bad = Buffer.from(good);
      const at = Math.floor(bad.length / 2);
      bad[at] = (bad[at] ?? 0) ^ 1;
      return bad;
    };
    const findings = await changeFile(file, flip, name);
    if (!findings.some((finding) => finding.includes(name))) missed.push(`${file}: ${findings.join("; ")}`);
  }
  assert.deepEqual(missed, []);
});

test("one changed row in any table is found, and the table and the place are named", async () => {
  const changes: [table: string, change: string, back: string, place: RegExp][] = [
    ["sales", "set amount = amount + 0.01 where id = 7", "set amount = amount - 0.01 where id = 7", /2025-01-01, /],
    [
      "monthly_sales",
      "set revenue = revenue + 0.01 order by store, year, month, day limit 1",
      "set revenue = revenue - 0.01 order by store, year, month, day limit 1",
      /store .*, year 2025, month 1, day \d+:/,
    ],
    [
      "sales_per_cashier",
      "set sales = sales + 1 order by store, year, month, day, cashier limit 1",
      "set sales = sales - 1 order by store, year, month, day, cashier limit 1",
      /store .*, cashier /,
    ],
    [
      "time_sales",
      "set revenue = revenue + 1 order by store, year, month, day, hour limit 1",
      "set revenue = revenue - 1 order by store, year, month, day, hour limit 1",
      /store .*, year 2025, month 1, day \d+, hour \d+/,
    ],
    [
      "top_articles",
      "set rank_in_store = rank_in_store + 1 order by period, store, article limit 1",
      "set rank_in_store = rank_in_store - 1 order by period, store, article limit 1",
      /rank_in_store/,
    ],
    [
      "import_status",
      "set row_count = row_count + 1 order by id desc limit 1",
      "set row_count = row_count - 1 order by id desc limit 1",
      /row_count/,
    ],
    [
      "aggregate_status",
      "set spark_version = concat(spark_version, '1') order by id desc limit 1",
      "set spark_version = left(spark_version, char_length(spark_version) - 1) order by id desc limit 1",
      /spark_version/,
    ],
  ];
  for (const [table, change, back, place] of changes) {
    const findings = await verify({ change: `update ${table} ${change}`, back: `update ${table} ${back}` });
    assert.ok(
      findings.some((finding) => finding.includes(`table ${table}`) && place.test(finding)),
      `${table}: ${findings.join("; ")}`,
    );
  }
  assert.deepEqual(await verify(), []);
});

test("one edited sentence is found in the HTML and in a notebook, and is named", async () => {
  const edit = (good: Buffer): Buffer =>
    Buffer.from(good.toString().replace("has the highest revenue", "has the least revenue"));
  const html = await changeFile("build/report/tillbook.html", edit);
  assert.ok(
    html.some((finding) => /tillbook\.html: line \d+ was changed: ".* has the least revenue/.test(finding)),
    html.join("; "),
  );
  const number = (good: Buffer): Buffer =>
    Buffer.from(
      good.toString().replace(/(The tables add up to €)(\d)/, (_, messages, digit) => messages + ((digit % 9) + 1)),
    );
  const notebook = await changeFile("build/notebooks/1-the-data.ipynb", number);
  assert.ok(
    notebook.some((finding) =>
      /1-the-data\.ipynb, cell \d+: expected €[\d,.]+, got €[\d,.]+ in "The tables add up/.test(finding),
    ),
    notebook.join("; "),
  );
});

test("a seed or a server's version that was edited in a manifest is found", async () => {
  const edit = (change: (manifest: Record<string, unknown>) => void) => (good: Buffer) => {
    const manifest = JSON.parse(good.toString());
    change(manifest);
    return Buffer.from(formatManifest(manifest));
  };
  const forgeSeed = edit((manifest) => {
    manifest["settings"] = { ...(manifest["settings"] as object), seed: 4711 };
  });
  const generated = await changeFile("build/manifests/generate.json", forgeSeed, undefined, [checkGenerated]);
  assert.match(generated.join(), /generate\.json: its settings give other files, the first sales-01\.csv/);
  const forgeVersion = edit((manifest) => {
    manifest["server_version"] = "MySQL 9.9.9";
  });
  const imported = await changeFile("build/manifests/import.json", forgeVersion);
  assert.match(imported.join("; "), /import\.json: server_version is MySQL 9\.9\.9, the server is MariaDB /);
});

test("a report says by itself that it was changed: the HTML the line and the chart, the PDF the page", async () => {
  const report = (name: string): Buffer => readFileSync(join(checkout.root, "build", "report", name));
  for (const name of ["tillbook.html", "tillbook.pdf"])
    assert.deepEqual((await checkReportFile(report(name))).findings, []);
  const html = report("tillbook.html").toString();
  const sum = html.replace(/(id="data-top-articles"[\s\S]*?<tr class="sum">[\s\S]*?<td class="right[^"]*">\d)/, "$15");
  assert.match(
    (await checkReportFile(Buffer.from(sum))).findings.join("\n"),
    /expected the sum \d+ \(in cents\), got \d+/,
  );
  const chart = html.replace(/("y":\[)/, "$19");
  assert.match(
    (await checkReportFile(Buffer.from(chart))).findings.join("\n"),
    /the data of the chart [a-z-]+ were changed/,
  );
  const pdf = report("tillbook.pdf");
  pdf[pdf.length - 2000] = (pdf[pdf.length - 2000] ?? 0) ^ 1;
  assert.match(
    (await checkReportFile(pdf)).findings.join("\n"),
    /the file was changed: its SHA-256 differs|cannot read the PDF/,
  );
});

/** Edits the HTML, and makes its provenance, its checksum and its hash in the manifests anew, as a forger would. */
function forgeHtml(edit: (html: string) => string): void {
  const report = join(checkout.root, "build/report/tillbook.html");
  const html = readFileSync(report, "utf8");
  const provenance = readHtmlProvenance(html);
  assert.ok(provenance);
  const start = html.lastIndexOf('<script type="application/json" id="provenance">');
  const page = html.slice(0, start) + html.slice(html.indexOf("</body>", start));
  const opened = page.replace(/tillbook-sha256:[0-9a-f]{64}/, checksumPlaceholder);
  const edited = edit(opened);
  assert.notEqual(edited, opened);
  const forged = writeChecksum(Buffer.from(addProvenance(edited, provenance)));
  writeFileSync(report, forged);
  for (const [name, hash] of [
    ["html", "sha256"],
    ["pdf", "html"],
  ] as const) {
    const file = join(checkout.root, `build/manifests/${name}.json`);
    writeFileSync(file, formatManifest({ ...JSON.parse(readFileSync(file, "utf8")), [hash]: sha256(forged) }));
  }
}

const forgeries: [name: string, edit: (html: string) => string, named: RegExp][] = [
  [
    "two cells swapped",
    (html) =>
      html.replace(
        /(<details class="data" id="data-top-articles">[\s\S]*?<th scope="row"[^>]*>)([^<]*)(<[\s\S]*?<th scope="row"[^>]*>)([^<]*)/,
        "$1$4$3$2",
      ),
    /^build\/report\/tillbook\.html: line \d+ of the text differs .*expected .* \| .*, got .* \| /,
  ],
  [
    "a digit",
    (html) => html.replace(/(The tables add up to €)(\d)/, (_, before, digit) => before + ((digit % 9) + 1)),
    /tillbook\.html: line \d+ of the text .*expected The tables add up to €[\d,.]+, exactly .*, got The tables add up to €/,
  ],
  [
    "a sentence deleted",
    (html) => html.replace(/<p>The tables add up to [^<]*<\/p>/, ""),
    /tillbook\.html: line \d+ of the text .*expected The tables add up to .*, got How this was computed/,
  ],
  [
    "a sentence added",
    (html) => html.replace(/<p>The tables add up to /, "<p>All stores are doing well.</p>$&"),
    /tillbook\.html: line \d+ of the text .*expected The tables add up to .*, got All stores are doing well\./,
  ],
  [
    "a style that hides the key figures",
    (html) => html.replace("</style>", ".key-figures{display:none}</style>"),
    /tillbook\.html:\d+: expected .*, got .*\.key-figures\{display:none\}/,
  ],
];

test("a forged report is found though its provenance, checksum and manifests were made anew, and the first difference is named", async () => {
  assert.deepEqual(await verify(undefined, {}, { those: [rerunNotebooks, rebuildReport] }), []);
  const [root, made] = [findPaths(checkout.root), findPaths(checkout.root, again)];
  const kept = join(checkout.root, "kept");
  cpSync(root.build, kept, { recursive: true });
  for (const [name, edit, named] of forgeries) {
    forgeHtml(edit);
    // nothing in the report itself gives it away
    assert.deepEqual(await verify(), [], name);
    const findings: string[] = [];
    await compareReports(made, root, findings);
    assert.match(findings[0] ?? "", named, name);
    rmSync(root.build, { recursive: true });
    cpSync(kept, root.build, { recursive: true });
  }
});

test("make verify is red for a forged HTML whose PDF was printed anew, and names line and page", async () => {
  const root = findPaths(checkout.root);
  const kept = join(checkout.root, "kept-2");
  cpSync(root.build, kept, { recursive: true });
  forgeHtml(forgeries[1]![1]);
  const pdf = spawnSync("node", ["--import", "@tillbook/pipeline/tsx", "report/pdf.stage.ts"], {
    cwd: root.root,
    encoding: "utf8",
  });
  assert.equal(pdf.status, 0, pdf.stderr);
  assert.deepEqual(await verify(), []);
  const { code, output } = await checkout.make("verify");
  assert.notEqual(code, 0);
  assert.match(output, /WRONG: build\/report\/tillbook\.html: line \d+ of the text differs/);
  assert.match(output, /WRONG: build\/report\/tillbook\.pdf: page \d+ differs from the report built again/);
  assert.match(output, /failed: \d+ findings, the first: build\/report\/tillbook\.html: line \d+/);
  rmSync(root.build, { recursive: true });
  cpSync(kept, root.build, { recursive: true });
});

test("a German report with another theme is verified, and tillbook-verify names the first difference from the English one, and why", async () => {
  const { code, output } = await checkout.make("report", { REPORT_LOCALE: "de", REPORT_THEME: "frischmarkt" });
  assert.equal(code, 0, output);
  assert.deepEqual(await verify(undefined, { REPORT_LOCALE: "de" }), []);
  const alone = npx("tillbook-verify", "build/report/tillbook.html", "build/report/tillbook.pdf");
  assert.equal(alone.status, 0, alone.stdout + alone.stderr);
  const compared = npx("tillbook-verify", "compare", "build/report/tillbook.html", "english.html");
  assert.equal(compared.status, 1, compared.stderr);
  const pattern =
    /tillbook\.html: DIFFERS from english\.html: plot wrote different output: notebooks\/0-overview\.ipynb is .*\n.*why: language is de here, en there\n$/;
  assert.match(compared.stdout, pattern);
});

test("a report of own files is verified: names that are numbers or have some, and more refunds than sales", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const day = `2024-0${1 + (i % 3)}-${10 + (i % 19)}`;
    const amount = (i % 5 === 0 ? 50.1 : -0.37 * (i % 97)).toFixed(2);
    return `${day},${8 + (i % 11)}:30:00,${["Nord 2", "512", "51 groß\u202e"][i % 3]},${i % 4 === 0 ? i : `Tee 1.5 g, ${i % 40}`},${amount},${700 + (i % 13)}`;
  });
  writeFileSync(
    join(checkout.root, "own.csv"),
    `sold_on,sold_at,store,article,amount,cashier\n${rows.map((row) => row.replace(/(Tee [^,]*, \d+)/, '"$1"')).join("\n")}\n`,
  );
  const env = { SALES_CSV: "own.csv" };
  const report = await checkout.make("report", env);
  assert.equal(report.code, 0, report.output);
  const [[total]] = await checkout.query((connection) =>
    connection.query<RowDataPacket[]>("select sum(amount) as s from sales"),
  );
  assert.match(String(total?.["s"]), /^-\d/);
  const verified = await checkout.make("verify", { ...env, WITH: "english.html" });
  assert.match(verified.output, /\d+ notebooks give the same bytes when they are run again/);
  assert.doesNotMatch(verified.output, /WRONG/);
  assert.match(verified.output, /DIFFERS from english\.html: generate wrote different output/);
});

function npx(...args: string[]) {
  return spawnSync("npx", ["--no", ...args], { cwd: checkout.root, encoding: "utf8" });
}
