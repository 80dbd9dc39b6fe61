import { SingleBar } from "cli-progress";

/** Shows how far a stage is. */
export interface Progress {
  /** Says that `done` of `total` units are finished. */
  (done: number, total: number): void;
  /** Ends the display; called once, also after a failure. */
  end: () => void;
}

/**
 * Makes a bar where `stream` is a terminal, and a line at each 10 % elsewhere. `make` asks for a line at each percent
 * (`TILLBOOK_PROGRESS`), of which it makes a bar, since nx gives its tasks no terminal.
 */
export function createProgress(stage: string, log: (line: string) => void, stream = process.stderr): Progress {
  return stream.isTTY ? createBar(stage, stream) : createLines(log);
}

function createBar(stage: string, stream: NodeJS.WriteStream): Progress {
  const format = `${stage.padEnd(9)} [{bar}] {percentage} %`;
  const bar = new SingleBar({
    format,
    stream,
    barsize: 32,
    barCompleteChar: "#",
    barIncompleteChar: ".",
    clearOnComplete: true,
  });
  let isStarted = false;
  const show = (done: number, total: number): void => {
    if (!isStarted) bar.start(total, done);
    else bar.update(done);
    isStarted = true;
  };
  return Object.assign(show, { end: () => bar.stop() });
}

function createLines(log: (line: string) => void): Progress {
  const stepPercent = process.env["TILLBOOK_PROGRESS"] ? 1 : 10;
  let shown = 0;
  const show = (done: number, total: number): void => {
    const percent = Math.floor((100 * done) / Math.max(total, 1) / stepPercent) * stepPercent;
    if (percent <= shown || percent >= 100) return;
    shown = percent;
    log(`${percent} %`);
  };
  return Object.assign(show, { end: () => {} });
}
