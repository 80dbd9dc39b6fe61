import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@tillbook/pipeline";

const folders = ["libs", "notebooks", "report", "reports", "spark"];
const leftOut = /(^|\/)(node_modules|fixtures|expected|\.[^/]+)(\/|$)|\.test\.ts$|\.md$/;

/** Hashes the sources that reports are made by, and the versions that the lockfiles pin; not tests. */
export async function hashSources(root: string): Promise<string> {
  const listed = folders.map(async (folder) => {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name).slice(root.length + 1));
  });
  const files = [...(await Promise.all(listed)).flat(), "package-lock.json", "requirements.txt"];
  const wanted = files.filter((file) => !leftOut.test(file)).sort();
  const hashes = wanted.map(async (file) => `${file} ${sha256(await readFile(join(root, file)))}`);
  return sha256((await Promise.all(hashes)).join("\n"));
}
