/** Says that `done` of `total` units are finished. */
export type Progress = (done: number, total: number) => void;

/**
 * Logs a line such as `40 %` whenever another step of `stepPercent` is reached; 0 % and 100 % are left out. The command line
 * asks for each percent and draws a bar from them, since nx gives stages no terminal.
 */
export function createProgress(log: (line: string) => void, stepPercent: number): Progress {
  let shown = 0;
  return (done, total) => {
    const percent = Math.floor((100 * done) / Math.max(total, 1) / stepPercent) * stepPercent;
    if (percent <= shown || percent >= 100) return;
    shown = percent;
    log(`${percent} %`);
  };
}
