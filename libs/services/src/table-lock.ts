import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";

/** How long a run waits for another one, which may be one that was killed and whose connection is still closing. */
const patienceSeconds = 60;

/**
 * Runs `work` while no other run of the same stage, from any machine, changes this database; waits for one that does. The
 * lock ends with the connection.
 * @param patience  longest wait in seconds, by default 60
 * @throws TillbookError BUSY when another run still has it then
 */
export async function withTableLock<T>(
  connection: Connection,
  stage: string,
  work: () => Promise<T>,
  patience = patienceSeconds,
): Promise<T> {
  const name = "concat('tillbook.', ?, '.', left(database(), 40))";
  const [rows] = await connection.query<RowDataPacket[]>(`select get_lock(${name}, ?) as taken`, [stage, patience]);
  if (rows[0]?.["taken"] !== 1) {
    throw new TillbookError(
      "BUSY",
      `another ${stage} is changing this database`,
      `wait until it ends, then run \`make ${stage}\``,
    );
  }
  try {
    return await work();
  } finally {
    await connection.query(`select release_lock(${name})`, [stage]).catch(() => {});
  }
}
