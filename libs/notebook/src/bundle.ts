import { join } from "node:path";
import { build, type Plugin } from "esbuild";

const prefix = "tillbook-cells:";

/**
 * Puts each module together with all that it uses of ours, and nothing else: functions that nobody calls, comments and the
 * other languages' texts are not in it, packages only by their name.
 * @param root  the checkout
 * @param modules  TypeScript by name, as if in `notebooks/`
 * @param files  entry files from `root`
 * @param otherLanguages  languages whose texts nothing uses
 * @returns JavaScript by name or file; undefined when an import leads nowhere, or something is no TypeScript
 */
export async function bundleModules(
  root: string,
  modules: ReadonlyMap<string, string>,
  files: readonly string[],
  otherLanguages: readonly string[],
): Promise<Map<string, string> | undefined> {
  const names = [...modules.keys()];
  const entries = [...names.map((name) => `${prefix}${name}`), ...files.map((file) => join(root, file))];
  try {
    const { outputFiles } = await build({
      entryPoints: entries.map((entry, i) => ({ in: entry, out: `${i}` })),
      plugins: [resolveOurs(root, modules, otherLanguages)],
      absWorkingDir: root,
      outdir: join(root, "build"),
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      minifyWhitespace: true,
      legalComments: "none",
      logLevel: "silent",
    });
    return new Map([...names, ...files].map((name, i) => [name, outputFiles[i]?.text ?? ""]));
  } catch {
    return undefined;
  }
}

function resolveOurs(root: string, modules: ReadonlyMap<string, string>, otherLanguages: readonly string[]): Plugin {
  const texts = new Set(otherLanguages.map((language) => `./${language}.js`));
  return {
    name: "ours",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: new RegExp(`^${prefix}`) }, ({ path }) => ({
        path: path.slice(prefix.length),
        namespace: prefix,
      }));
      onLoad({ filter: /./, namespace: prefix }, ({ path }) => ({
        contents: modules.get(path) ?? "",
        loader: "ts",
        resolveDir: join(root, "notebooks"),
      }));
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === "entry-point" || path.startsWith("@tillbook/") ? undefined : { path, external: true },
      );
      onResolve({ filter: /^\.\// }, ({ path, resolveDir }) =>
        resolveDir.endsWith("/locale") && texts.has(path) ? { path, external: true } : undefined,
      );
    },
  };
}
