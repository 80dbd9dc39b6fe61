import assert from "node:assert/strict";
import { it } from "node:test";
import { readProgress } from "./progress.js";

it("progress is the sum over the stages, each with its own numbers", () => {
  const stage = (
    stageId: string,
    numTasks: string,
    numCompletedTasks: string,
    inputBytesRead: string,
    done: boolean,
  ) => ({
    stageId,
    numTasks,
    numCompletedTasks,
    inputBytesRead,
    done,
  });
  const stages = [stage("1", "10", "10", "100", true), stage("2", "7", "3", "20", false)];
  assert.deepEqual(readProgress({ stages, numInflightTasks: "2" }), {
    tasks: 17,
    completedTasks: 13,
    inflightTasks: 2,
    bytesRead: 120,
    stages: [
      { id: 1, tasks: 10, completedTasks: 10, bytesRead: 100, isDone: true },
      { id: 2, tasks: 7, completedTasks: 3, bytesRead: 20, isDone: false },
    ],
  });
  const empty = { tasks: 0, completedTasks: 0, inflightTasks: 0, bytesRead: 0, stages: [] };
  assert.deepEqual(readProgress({ stages: [], numInflightTasks: "0" }), empty);
});
