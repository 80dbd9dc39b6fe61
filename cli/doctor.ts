import { cleanEnvironment, escapeControls, findPaths, formatFailure, readSettings } from "@tillbook/pipeline";
import { formatFinding } from "./doctor/finding.js";
import { checkMachine } from "./doctor/machine.js";
import { checkMysql, checkReplica } from "./doctor/server.js";

// `make doctor`: looks at this machine and at the MySQL of the settings, changes nothing, and ends with exit code 1 where
// something stands in the way of a stage.

const print = (line: string): void => void process.stderr.write(`doctor    ${escapeControls(line)}\n`);

try {
  const paths = findPaths();
  cleanEnvironment(paths.root);
  const settings = readSettings();
  const findings = [
    ...(await checkMachine(paths, settings)),
    ...(await checkMysql(settings.mysql, paths)),
    ...(await checkReplica(settings.mysql, paths)),
  ];
  for (const line of findings.flatMap(formatFinding)) print(line);
  const problems = findings.filter(({ remedy }) => remedy !== undefined).length;
  print(problems === 0 ? "nothing stands in the way" : `${problems} ${problems === 1 ? "problem" : "problems"}`);
  process.exitCode = problems === 0 ? 0 : 1;
} catch (error) {
  for (const line of formatFailure(error)) print(line);
  process.exitCode = 1;
}
