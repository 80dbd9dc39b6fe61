import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { type Message, transform } from "esbuild";

/**
 * Reads the style and the scripts of the page as a browser would, which passes over what is wrong without a word.
 * @param folder  of this package
 * @throws TillbookError STYLE_INVALID naming file, line, column and each problem
 */
export async function checkAssets(folder: string): Promise<void> {
  const found = await Promise.all(
    (["report.css", "client.js", "drill.js"] as const).map((name) => findProblems(folder, name)),
  );
  const [first, ...others] = found.flat();
  if (first === undefined) return;
  throw new TillbookError("STYLE_INVALID", first, "fix the line", { details: others });
}

async function findProblems(folder: string, name: string): Promise<string[]> {
  const source = await readFile(join(folder, name), "utf8");
  const loader = name === "report.css" ? "css" : "js";
  const { errors = [], warnings } = (await transform(source, { loader, logLevel: "silent" }).catch(
    (failure: { errors: Message[]; warnings: Message[] }) => failure,
  )) as { errors?: Message[]; warnings: Message[] };
  return [...errors, ...warnings].map(({ text, location }) => {
    const place = location ? `:${location.line}:${location.column + 1}` : "";
    return `report/${name}${place}: ${text}, in: ${location?.lineText.trim().slice(0, 100) ?? ""}`;
  });
}
