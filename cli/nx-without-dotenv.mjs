import { createRequire } from "node:module";

// Runs nx without its own reader of .env, which replaces $ by variables, even in single quotes. Nx is started with the settings
// in its environment instead; it reads .env with dotenv's `config` alone, before it starts and for each task.
const require = createRequire(new URL("../node_modules/nx/package.json", import.meta.url));
require("dotenv").config = () => ({ parsed: {} });
require("./dist/bin/nx.js");
