// Makes the folder that `tsc -p tsconfig.build.json` filled a package of its own: `npm pack ../../build/spark-connect`.
import { copyFile, readFile, writeFile } from "node:fs/promises";

const source = new URL("./", import.meta.url);
const target = new URL("../../build/spark-connect/", import.meta.url);

const {
  private: _private,
  scripts: _scripts,
  ...manifest
} = JSON.parse(await readFile(new URL("package.json", source), "utf8"));
const dist = {
  ...manifest,
  main: "./index.js",
  types: "./index.d.ts",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  files: ["*.js", "*.d.ts", "*.proto"],
};
await writeFile(new URL("package.json", target), `${JSON.stringify(dist, undefined, 2)}\n`);
for (const file of ["connect.proto", "status.proto"]) {
  await copyFile(new URL(`src/${file}`, source), new URL(file, target));
}
await copyFile(new URL("README.md", source), new URL("README.md", target));
