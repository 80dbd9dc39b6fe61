import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { markText, stopRecording, toQuantity } from "@tillbook/charts";
import { type Kernel, recordOutputs } from "./record-outputs.js";

afterEach(stopRecording);

test("what is printed or displayed has no marks, and says how its numbers were computed", () => {
  const written: unknown[] = [];
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  const display = (content: unknown): void => {
    written.push(content);
  };
  const kernel: Kernel = {
    lastWriteDisplayData: null,
    JupyterHandlerImpl: {
      prototype: {
        createWriteToIopub: (name, write) => ((text: string) => write(name, text)) as typeof stdout.write,
      },
    },
  };
  try {
    recordOutputs(kernel);
  } finally {
    [stdout.write, stderr.write] = writes;
  }
  kernel.lastWriteDisplayData = display;
  const print = kernel.JupyterHandlerImpl.prototype.createWriteToIopub("stdout", (name, text) => {
    written.push([name, text]);
  });
  print("plain 5\n");
  print(`${markText("5", "count", toQuantity(5))} sales\n`);
  kernel.lastWriteDisplayData!(
    { data: { "text/html": markText("7", "count", toQuantity(7)) }, metadata: { a: 1 } },
    false,
  );
  const evidence = (value: string, at: string): object => ({
    tillbook: { sources: [], expressions: [`{"value":"${value}"}`], numbers: [`0-1 count 0 ${at}`] },
  });
  assert.deepEqual(written, [
    ["stdout", "plain 5\n"],
    { data: { "text/plain": "5 sales" }, metadata: evidence("5", "/text~1plain"), transient: {} },
    { data: { "text/html": "7" }, metadata: { a: 1, ...evidence("7", "/text~1html") } },
  ]);
});
