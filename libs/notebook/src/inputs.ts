import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { formatManifest, type Manifests, type Paths, sha256 } from "@tillbook/pipeline";

/**
 * Hashes what every notebook depends on besides itself: the language, the sources that notebooks run, the manifests of the
 * tables, and the locked dependencies. Undefined when a manifest is missing.
 */
export async function hashSharedInputs(paths: Paths, locale: string): Promise<string | undefined> {
  const manifests = ["import", "aggregate"].map((stage) => join(paths.manifests, `${stage}.json`));
  const sources = [
    ...(await listNotebookSources(paths.root)),
    join(paths.root, "libs/notebook/jupyter/kernels/tslab/kernel.json"),
    join(paths.root, "package-lock.json"),
    join(paths.root, "requirements.txt"),
  ];
  try {
    const lines = [...manifests, ...sources].map(async (file) => {
      const content = manifests.includes(file) ? await readTables(file) : await readFile(file);
      return `${relative(paths.root, file)} ${sha256(content)}`;
    });
    return sha256([locale, ...(await Promise.all(lines))].join("\n"));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).path;
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && missing && manifests.includes(missing)) return undefined;
    throw error;
  }
}

/** What a manifest says of tables: the same tables in another server make the same notebooks. */
async function readTables(file: string): Promise<string> {
  const { server_version, ...tables } = JSON.parse(await readFile(file, "utf8")) as Partial<Manifests["import"]>;
  return formatManifest(tables);
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
  const names = (await readdir(folder, { recursive: folder.endsWith("src") })).filter(
    (name) => /\.(ts|py)$/.test(name) && !name.endsWith(".test.ts"),
  );
  return names.sort().map((name) => join(folder, name));
}
