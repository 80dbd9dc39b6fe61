import { generateSales } from "@tillbook/dataset";
import { isSame } from "./manifests.js";
import type { Check } from "./verify.js";

/** Generates the sample sales again by the settings that the manifest names: the report shows them, and the seed. */
export const checkGenerated: Check = async ({ again, manifests, signal }, findings) => {
  const { generate } = manifests;
  if (generate === undefined) return "the files are not generated";
  const files = await generateSales(generate.settings, { folder: again.csv, signal });
  if (!isSame(files, generate.files)) {
    const names = generate.files.filter(({ sha256 }, i) => sha256 !== files[i]?.sha256).map(({ name }) => name);
    findings.push(
      `build/manifests/generate.json: its settings give other files, the first ${names[0]}; was its seed edited?`,
    );
  }
  return `${files.length} CSV files have the same bytes when they are generated again`;
};
