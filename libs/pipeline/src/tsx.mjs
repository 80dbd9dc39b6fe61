// `node --import @tillbook/pipeline/tsx x.ts` instead of `--import tsx`: tsx keeps the code that it has compiled in the folder for
// temporary files, and would run what another account has put there. Stages don't need it: they have a bundle.
import "./private-tmp.mjs";
import { useBundle } from "./bundle.mjs";

if (!(await useBundle())) await import("tsx");
