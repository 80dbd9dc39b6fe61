// Run by `npm pack` and `npm publish`, before and after: in this repository the package is its sources, in a tarball what
// is compiled from them. `npm run reference` writes API.md.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatReference } from "./reference.mjs";

const forms = {
  sources: { main: "./src/index.ts", types: "./src/index.ts", exports: { ".": "./src/index.ts" } },
  compiled: {
    main: "./dist/index.js",
    types: "./dist/index.d.ts",
    // `require` gets the same module: every Node that we support can
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  },
};

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
const [form] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
if (form === "compiled") {
  execFileSync(process.execPath, ["../../node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  for (const file of ["connect.proto", "status.proto"]) copyFileSync(`src/${file}`, `dist/${file}`);
  writeFileSync("API.md", formatReference("dist"));
}
writeFileSync("package.json", `${JSON.stringify({ ...manifest, ...forms[form] }, undefined, 2)}\n`);
