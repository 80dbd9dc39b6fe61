import { formatSeconds } from "@tillbook/pipeline";

/** How many of the latest reports tell how long the next ones take. */
const latest = 20;

/**
 * Tells how far the reports are, e.g. "37 of 457, 1.9 s each, about 13 min left".
 * @param ends  when each report that was made in this run ended, in ms since its start
 * @param done  reports that are there, also those of an earlier run
 */
export function formatProgress(ends: readonly number[], done: number, total: number): string {
  const from = Math.max(0, ends.length - 1 - latest);
  const [first, last] = [from === 0 ? 0 : ends[from]!, ends.at(-1) ?? 0];
  const count = from === 0 ? ends.length : latest;
  const each = (last - first) / Math.max(count, 1);
  return `${done} of ${total}, ${formatSeconds(each)} each, about ${formatDuration((total - done) * each)} left`;
}

function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
