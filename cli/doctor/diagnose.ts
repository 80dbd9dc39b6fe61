import { formatFailure, type Paths, type Settings } from "@tillbook/pipeline";
import { formatFinding } from "./finding.js";
import { checkMachine } from "./machine.js";
import { checkMysql, checkReplica } from "./server.js";

/**
 * Looks at this machine and at the MySQL of the settings, and prints what was found and what to do.
 * @param read  throws where a setting is invalid, which is printed as well
 * @returns the exit code: 1 where something stands in the way of a stage
 */
export async function diagnose(
  read: () => { paths: Paths; settings: Settings },
  print: (line: string) => void,
): Promise<number> {
  try {
    const { paths, settings } = read();
    const findings = [
      ...(await checkMachine(paths, settings)),
      ...(await checkMysql(settings.mysql, paths)),
      ...(await checkReplica(settings.mysql, paths)),
    ];
    for (const line of findings.flatMap(formatFinding)) print(line);
    const problems = findings.filter(({ remedy }) => remedy !== undefined).length;
    print(problems === 0 ? "nothing stands in the way" : `${problems} ${problems === 1 ? "problem" : "problems"}`);
    return problems === 0 ? 0 : 1;
  } catch (error) {
    for (const line of formatFailure(error)) print(line);
    return 1;
  }
}
