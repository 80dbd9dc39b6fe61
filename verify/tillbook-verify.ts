import { runCommand } from "./command.js";

// `npx tillbook-verify report.pdf report.html` checks reports without anything else. `npx tillbook-verify compare one.html
// other.html` also prints the first stage whose output differs, and why. The exit code is 1 if anything is wrong or differs.
// `npx tillbook-verify diff old.html new.html` writes a page with the numbers that differ; its exit code is 1 if any do, 2 if they
// can't be compared. There are no options, since npx would take them as its own.

process.exitCode = await runCommand(process.argv.slice(2), console);
