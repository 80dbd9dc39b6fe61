import assert from "node:assert/strict";
import { SparkError, type Value } from "./index.js";

/** Writes an error as expected/ask-pyspark.py does. */
export function toPlainError(error: unknown): unknown {
  assert.ok(error instanceof SparkError);
  const contexts = error.queryContexts.map(({ fragment, start, stop }) => [fragment, start, stop]);
  return { error: error.errorClass, sqlState: error.sqlState, parameters: error.messageParameters, contexts };
}

/** Writes a value as expected/ask-pyspark.py does. */
export function toPlain(value: Value): unknown {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString("hex") };
  if (value instanceof Map) return { map: [...value].map((entry) => entry.map(toPlain)) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (Object.is(value, -0)) return { double: "-0" };
  if (typeof value === "number") return Number.isFinite(value) ? value : { double: String(value) };
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toPlain(field)]));
}
