import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Reads the sources of charts, which may have texts of their own; named from the checkout `root`, in order. */
export async function readChartSources(root: string): Promise<{ file: string; source: string }[]> {
  const folder = "libs/charts/src";
  const names = (await readdir(join(root, folder))).filter((name) => /(?<!\.test)\.ts$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = `${folder}/${name}`;
      return { file, source: await readFile(join(root, file), "utf8") };
    }),
  );
}
