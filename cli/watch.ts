import { runStage } from "@tillbook/pipeline";
import { watchEdits } from "./edits.js";
import { knowTasks } from "./known-tasks.js";
import { runNx } from "./nx.js";
import { keepStages } from "./stage-processes.js";
import { watchReport } from "./watch-report.js";
import { startWatchServer } from "./watch-server.js";
import { keepServices } from "./watch-services.js";

// `node --import @tillbook/pipeline/tsx cli/watch.ts` serves the report to a browser on this machine, and rebuilds what depends
// on a file as soon as it is edited. Database and Spark stay up in between. Ctrl-C ends all.

// a stage is given what is in .env at its start, which may be edited later
const shell = { ...process.env };

await runStage("watch", async ({ settings, paths, log, signal }) => {
  const edits = await watchEdits(paths.root);
  const server = await startWatchServer(paths.report);
  const services = keepServices(settings, paths, log);
  const stages = keepStages(paths.root);
  try {
    log(`${server.url} shows the report; Ctrl-C ends`);
    return await watchReport({
      settings,
      paths,
      log,
      signal,
      edits,
      server,
      services,
      stages,
      nx: runNx,
      known: knowTasks(),
      shell,
    });
  } finally {
    await edits.close();
    await server.close();
    await stages.stop();
    await services.stop();
  }
});
