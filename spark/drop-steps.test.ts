import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "@tillbook/spark-connect";
import { dropSteps } from "./aggregate.js";

/** A session whose statements do what is given. */
function makeSession(run: (signal: AbortSignal | undefined) => Promise<void>) {
  const sent: string[] = [];
  const sql = async (text: string, _: unknown, options?: { signal?: AbortSignal }): Promise<void> => {
    sent.push(text);
    await run(options?.signal);
  };
  return { session: { sql } as unknown as Pick<Session, "sql">, sent };
}

test("what is cached is freed, each step before those that it reads", async () => {
  const { session, sent } = makeSession(async () => {});
  await dropSteps(session);
  const steps = ["item_sales", "told_receipts", "asked_articles", "rollup"];
  assert.deepEqual(
    sent,
    steps.map((step) => `drop view if exists ${step}`),
  );
});

test("a server that is gone delays the end of a run by two seconds, and hides no error of it", async () => {
  const started = performance.now();
  const { session, sent } = makeSession((signal) => sleep(60_000, undefined, { signal }));
  await dropSteps(session);
  assert.ok(performance.now() - started < 10_000);
  assert.equal(sent.length, 1);
});
