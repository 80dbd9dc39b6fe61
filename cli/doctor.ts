import {
  cleanEnvironment,
  escapeControls,
  findPaths,
  type Paths,
  readSettings,
  type Settings,
} from "@tillbook/pipeline";
import { diagnose } from "./doctor/diagnose.js";

// `make doctor`: looks at this machine and at the MySQL of the settings, changes nothing, and ends with exit code 1 where
// something stands in the way of a stage.

const print = (line: string): void => void process.stderr.write(`doctor    ${escapeControls(line)}\n`);

function read(): { paths: Paths; settings: Settings } {
  const paths = findPaths();
  cleanEnvironment(paths.root);
  return { paths, settings: readSettings() };
}

process.exitCode = await diagnose(read, print);
