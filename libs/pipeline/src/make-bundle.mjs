import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles that no process began with for so long are removed, in ms; older processes may still load parts of theirs. */
const keptMs = 24 * 60 * 60 * 1000;

/** Bundles our own sources, each entry and what entries share; packages are loaded from where they are. */
export async function makeBundle(root, entries, bundle) {
  const folder = dirname(bundle);
  const part = mkdtempSync(join(folder, "part-"));
  try {
    await build({
      entryPoints: entries.map((file) => join(root, file)),
      absWorkingDir: root,
      outbase: root,
      outdir: part,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node22",
      logLevel: "silent",
      plugins: [packagesStay, placesStay],
    });
    renameSync(part, bundle);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  removeOld(folder, bundle);
}

const packagesStay = {
  name: "packages stay where they are",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      // what an entry doesn't use of them is not loaded
      kind === "entry-point" || path.startsWith("@tillbook/") ? undefined : { external: true, sideEffects: false },
    );
  },
};

const placesStay = {
  name: "import.meta names the source",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const places = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
      const contents = readFileSync(path, "utf8").replace(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, name) =>
        JSON.stringify(places[name]),
      );
      return { contents, loader: "ts" };
    });
  },
};

function removeOld(folder, bundle) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path !== bundle && Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
