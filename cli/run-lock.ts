import { join } from "node:path";
import { makePrivateFolder, type Paths } from "@tillbook/pipeline";
import { withLock } from "@tillbook/services";

/** Makes the folders that a run writes to outside of `build/`, for their owner alone: who may read nx's database may lock it. */
export async function makeRunFolders({ root, data }: Paths): Promise<void> {
  await makePrivateFolder(data);
  await makePrivateFolder(join(root, ".nx"));
}

/** Runs `work` while no other run does in this checkout, and prints which one it waits for. */
export function withRunLock<T>(paths: Paths, log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const onWait = (holder: string): void => log(`waiting for the run with pid ${holder} to end`);
  return withLock(join(paths.data, "run.lock"), work, onWait);
}
