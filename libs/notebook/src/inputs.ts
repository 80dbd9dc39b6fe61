import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { formatManifest, type Paths, sha256 } from "@tillbook/pipeline";

const files = ["libs/notebook/jupyter/kernels/tslab/kernel.json", "package-lock.json", "requirements.txt"];

/**
 * Hashes what every notebook depends on besides itself: the language, the sources that notebooks run, the manifests of the
 * tables, and the locked dependencies. Undefined when a manifest is missing, since then the tables are unknown.
 */
export async function hashSharedInputs(paths: Paths, locale: string): Promise<string | undefined> {
  const manifests = await Promise.all(["import", "aggregate"].map((stage) => readTables(paths, stage)));
  if (manifests.includes(undefined)) return undefined;
  const sources = await listNotebookSources(paths.root);
  const hashes = [...sources, ...files.map((file) => join(paths.root, file))].map(
    async (file) => `${relative(paths.root, file)} ${sha256(await readFile(file))}`,
  );
  return sha256([locale, ...manifests, ...(await Promise.all(hashes))].join("\n"));
}

/** Reads a manifest without the server's version: the same tables on another server give the same notebooks. */
async function readTables(paths: Paths, stage: string): Promise<string | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(paths.manifests, `${stage}.json`), "utf8"));
    const { server_version: _, ...tables } = manifest;
    return formatManifest(tables);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Lists the sources that notebooks run: those beside them, and those of the libs that their package.json names, in turn. */
export async function listNotebookSources(root: string): Promise<string[]> {
  const folders = new Set(["notebooks"]);
  for (const folder of folders) {
    const { dependencies } = JSON.parse(await readFile(join(root, `${folder}/package.json`), "utf8"));
    for (const name of Object.keys(dependencies ?? {}))
      if (name.startsWith("@tillbook/")) folders.add(name.replace("@tillbook", "libs"));
  }
  const sources = [...folders].map((folder) => listSources(join(root, folder, folder === "notebooks" ? "" : "src")));
  return (await Promise.all(sources)).flat();
}

async function listSources(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: folder.endsWith("src") });
  const sources = names.filter((name) => /\.(ts|py)$/.test(name) && !name.endsWith(".test.ts"));
  return sources.sort().map((name) => join(folder, name));
}
