import type { ExecutionProgress } from "./messages.js";

/** How far a query is: sums over the stages that Spark has planned so far, so the totals can grow. */
export interface Progress {
  tasks: number;
  completedTasks: number;
  inflightTasks: number;
  /** Bytes that the tasks have read from their sources. */
  bytesRead: number;
  stages: StageProgress[];
}

/** How far one stage is. */
export interface StageProgress {
  id: number;
  tasks: number;
  completedTasks: number;
  bytesRead: number;
  isDone: boolean;
}

/** Sums a progress message of the server. */
export function readProgress({ stages, numInflightTasks }: ExecutionProgress): Progress {
  const parts = stages.map(
    (stage): StageProgress => ({
      id: Number(stage.stageId),
      tasks: Number(stage.numTasks),
      completedTasks: Number(stage.numCompletedTasks),
      bytesRead: Number(stage.inputBytesRead),
      isDone: stage.done,
    }),
  );
  const sum = (key: "tasks" | "completedTasks" | "bytesRead"): number =>
    parts.reduce((total, stage) => total + stage[key], 0);
  return {
    tasks: sum("tasks"),
    completedTasks: sum("completedTasks"),
    inflightTasks: Number(numInflightTasks),
    bytesRead: sum("bytesRead"),
    stages: parts,
  };
}
