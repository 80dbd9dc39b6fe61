import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Reads the sources that may have texts of their own, of charts and beside the notebooks; named from `root`, in order. */
export async function readChartSources(root: string): Promise<{ file: string; source: string }[]> {
  const folders = ["libs/charts/src", "notebooks"].map(async (folder) => {
    const names = (await readdir(join(root, folder))).filter((name) => /(?<!\.test)\.ts$/.test(name)).sort();
    return names.map((name) => `${folder}/${name}`);
  });
  const files = (await Promise.all(folders)).flat();
  return Promise.all(files.map(async (file) => ({ file, source: await readFile(join(root, file), "utf8") })));
}
