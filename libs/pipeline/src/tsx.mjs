// `node --import @tillbook/pipeline/tsx x.ts` instead of `--import tsx`: tsx keeps the code that it has compiled in the folder for
// temporary files, and would run what another account has put there.
import "./private-tmp.mjs";
import "tsx";
