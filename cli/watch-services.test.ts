import assert from "node:assert/strict";
import { test } from "node:test";
import { findPaths, readSettings, TillbookError } from "@tillbook/pipeline";
import { keepServices } from "./watch-services.js";

// The functions that start the servers are replaced by those that write down what they were asked.

const paths = findPaths("/somewhere");
const { signal } = new AbortController();

/** Keeps services by some settings; `calls` has what was started and stopped, and the servers can be made to end. */
function keep(env: Record<string, string> = {}, startSpark?: () => Promise<void>) {
  const calls: string[] = [];
  const printed: string[] = [];
  const state = { password: "a", isSparkUp: true };
  const services = keepServices(readSettings(env), paths, (line) => void printed.push(line), {
    startEmbeddedSpark: async ({ memory }) => {
      calls.push(`start Spark with ${memory}`);
      await startSpark?.();
      state.isSparkUp = true;
      const number = calls.filter((call) => call.startsWith("start Spark")).length;
      return {
        remote: `sc://${number}`,
        isRunning: () => state.isSparkUp,
        stop: async () => void calls.push(`stop Spark ${number}`),
      };
    },
    joinEmbeddedMysql: async (_, database, given) => {
      assert.equal(given, signal);
      calls.push(`join ${database}`);
      return { password: state.password };
    },
    leaveEmbeddedMysql: async () => void calls.push("leave"),
  });
  return { services, calls, printed, state };
}

test("MariaDB is joined before each rebuild, and has ended where it has another password", async () => {
  const { services, calls, state } = keep({ MYSQL_DATABASE: "shop" });
  assert.deepEqual(await services.mend(signal), []);
  assert.deepEqual(await services.mend(signal), []);
  state.password = "b";
  assert.deepEqual(await services.mend(signal), ["MariaDB"]);
  assert.deepEqual(await services.mend(signal), []);
  await services.stop();
  assert.deepEqual(calls, [...Array(4).fill("join shop"), "leave"]);
});

test("Spark is started once, and the stages are told where it is as soon as it is up", async () => {
  const { services, calls, printed } = keep({ SPARK_MEMORY: "3g" });
  assert.deepEqual(services.environment(), {});
  services.warm();
  services.warm();
  assert.deepEqual(services.environment(), {});
  await new Promise(setImmediate);
  services.warm();
  assert.deepEqual(services.environment(), { SPARK_REMOTE: "sc://1", SPARK_PARTS: "/somewhere/.data/spark-parts" });
  assert.deepEqual(await services.mend(signal), []);
  await services.stop();
  assert.deepEqual(calls, ["start Spark with 3g", "join tillbook", "stop Spark 1", "leave"]);
  assert.deepEqual(printed, []);
});

test("Spark's parts are where the settings say", async () => {
  const { services } = keep({ SPARK_PARTS: "/parts" });
  services.warm();
  await new Promise(setImmediate);
  assert.equal(services.environment()["SPARK_PARTS"], "/parts");
});

test("a Spark that has ended is cleared away, and the next one starts after the rebuild", async () => {
  const { services, calls, state } = keep({ MYSQL_HOST: "db" });
  services.warm();
  await new Promise(setImmediate);
  state.isSparkUp = false;
  assert.deepEqual(await services.mend(signal), ["Spark"]);
  assert.deepEqual(services.environment(), {});
  assert.deepEqual(await services.mend(signal), []);
  services.warm();
  await new Promise(setImmediate);
  assert.equal(services.environment()["SPARK_REMOTE"], "sc://2");
  await services.stop();
  assert.deepEqual(calls, ["start Spark with 2g", "stop Spark 1", "start Spark with 2g", "stop Spark 2"]);
});

test("MariaDB and Spark that have both ended are both named", async () => {
  const { services, state } = keep();
  await services.mend(signal);
  services.warm();
  await new Promise(setImmediate);
  Object.assign(state, { password: "b", isSparkUp: false });
  assert.deepEqual(await services.mend(signal), ["MariaDB", "Spark"]);
});

test("servers that the settings name elsewhere are neither started nor stopped", async () => {
  const { services, calls } = keep({ MYSQL_HOST: "db", SPARK_REMOTE: "sc://spark" });
  assert.deepEqual(await services.mend(signal), []);
  services.warm();
  await services.stop();
  assert.deepEqual([calls, services.environment()], [[], {}]);
});

test("a Spark that does not start is told, and the stages start their own", async () => {
  const { services, calls, printed } = keep({ MYSQL_HOST: "db" }, async () => {
    throw new TillbookError("SPARK_FAILED", "no Spark", "see its log");
  });
  services.warm();
  await services.stop();
  assert.deepEqual(printed, ["failed: no Spark [SPARK_FAILED]", "  try: see its log"]);
  assert.deepEqual([services.environment(), calls], [{}, ["start Spark with 2g"]]);
});

test("stopping waits for a Spark that is still starting", async () => {
  let finish = (): void => {};
  const { services, calls } = keep({ MYSQL_HOST: "db" }, () => new Promise((resolve) => (finish = resolve)));
  services.warm();
  const stopped = services.stop();
  await new Promise(setImmediate);
  assert.deepEqual(calls, ["start Spark with 2g"]);
  finish();
  await stopped;
  assert.deepEqual(calls, ["start Spark with 2g", "stop Spark 1"]);
});
