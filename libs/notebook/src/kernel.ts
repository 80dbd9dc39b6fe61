import { createRequire } from "node:module";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { endWithParent } from "@tillbook/pipeline";
import { type CellFailure, describeLeftovers, describeTypeError, explainThrown, type RunCell } from "./cell-failure.js";
import { skipTypes } from "./kernel-speed.js";
import { separateTimers } from "./kernel-timers.js";
import { showLastValue } from "./last-value.js";
import { prepareDanfojs } from "./prepare-danfojs.js";

// Preloaded into the tslab kernel by its kernelspec, to make failures visible: by itself tslab only prints errors on stderr,
// ignores a rejected promise or a throw in a timer, and loses messages when it sends many.

/** Set by the plot stage: a cell has ended only when nothing of it is running. A person may leave things running. */
const isStrict = process.env["TILLBOOK_PLOT"] === "1";
if (isStrict) skipTypes();
else separateTimers();
prepareDanfojs();

const require = createRequire(import.meta.url);
const executors = require("tslab/dist/executor.js");
const { ZmqServer } = require("tslab/dist/jupyter.js");

// a cell's own line may be far down in a stack
Error.stackTraceLimit = 100;
/** How long something may go on running after its cell has ended, in ms. */
const patienceMs = 5000;

/** What went wrong in the running cell, the first thing first. */
let failures: CellFailure[] = [];
/** The running cell, and the JavaScript that it became. */
let cell: RunCell = { source: "", javascript: "", script: "" };
let cellCount = 0;

process.on("uncaughtException", (error) => failures.push(explainThrown(error, cell, "in a timer or callback")));
process.on("unhandledRejection", (reason) => failures.push(explainThrown(reason, cell, "in a promise without await")));
if (isStrict) {
  process.exit = ((code?: number) => {
    throw new Error(`a cell must not end the kernel, but called process.exit(${code ?? ""})`);
  }) as typeof process.exit;
}

endWithParent("SIGKILL");

/** Each cell runs as a script of its own name, so that stack traces tell cells apart. */
const vm: typeof import("node:vm") = require("node:vm");
const { runInThisContext } = vm;
vm.runInThisContext = (code, options) => runInThisContext(code, { ...(options as object), filename: cell.script });

const { createExecutor } = executors;
executors.createExecutor = (folder: string, converters: Converters) => {
  const executor = createExecutor(folder, watchConverter(converters), {
    log: showLastValue,
    error: (...printed: unknown[]) => {
      console.error(...printed);
      failures.push(printed.length === 1 ? explainThrown(printed[0], cell) : describeTypeError(printed, cell.source));
    },
  });
  const execute = executor.execute;
  executor.execute = async (source: string): Promise<boolean> => {
    failures = [];
    cellCount += 1;
    cell = { source, javascript: "", script: `cell-${cellCount}.js` };
    const resources = countResources();
    const isDone: boolean = await execute(source);
    await nextTurn();
    if (isStrict && isDone && failures.length === 0) await waitForRest(resources);
    return isDone && failures.length === 0;
  };
  return executor;
};

interface Converter {
  convert: (declarations: string, source: string) => { output?: string };
}

interface Converters {
  node: Converter;
  browser: Converter;
  close: () => void;
}

/** Remembers the JavaScript of the running cell, whose lines its stack traces have. */
function watchConverter(converters: Converters): Converters {
  const { node } = converters;
  const convert: Converter["convert"] = (declarations, source) => {
    const converted = node.convert(declarations, source);
    if (source === cell.source) cell.javascript = converted.output ?? "";
    return converted;
  };
  return {
    node: { ...node, convert },
    get browser() {
      return converters.browser;
    },
    close: () => converters.close(),
  };
}

async function waitForRest(before: ReadonlyMap<string, number>): Promise<void> {
  const started = performance.now();
  for (let turn = 0; failures.length === 0; turn++) {
    const left = [...countResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
    if (left.length === 0) return;
    if (performance.now() - started > patienceMs) {
      failures.push(describeLeftovers(left.map(([kind]) => kind)));
      return;
    }
    await (turn < 10 ? nextTurn() : sleep(10, undefined, { ref: false }));
  }
}

/** Counts what keeps the process busy because of a cell; watchers of files and pipes are tslab's own. */
function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (/^(Timeout|Immediate|TCP|TLS|UDP|GetAddrInfo|Process|FSReq|HTTP)/.test(kind)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}

/** Like tslab's own, but sends a failure as such, and the number of the cell's messages with the reply. */
ZmqServer.prototype.handleExecute = async function (socket: unknown, message: Message): Promise<void> {
  let messages = 0;
  const publish = (type: string, content: unknown): void => {
    const sent = message.createReply();
    sent.header.msg_type = type;
    sent.content = content;
    messages += 1;
    sent.signAndSend(this.connInfo.key, this.iopub);
  };
  const content = await this.handler.handleExecute(
    message.content,
    (name: string, text: string) => publish("stream", { name, text }),
    (data: unknown, isUpdate: boolean) => publish(isUpdate ? "update_display_data" : "display_data", data),
  );
  const reply = message.createReply();
  reply.header.msg_type = "execute_reply";
  if (content.status === "error") {
    const failure = failures[0] ?? explainThrown(new Error(`the cell failed: ${inspect(content)}`), cell);
    const error = { ename: failure.name, evalue: failure.message, traceback: failure.trace };
    publish("error", error);
    Object.assign(content, error, { failure });
  }
  reply.content = { ...content, status: content.status === "abort" ? "aborted" : content.status, messages };
  reply.signAndSend(this.connInfo.key, socket);
};

/** Resolves when all sockets are bound: until then zeromq refuses to send on them, and a client may be early. */
let bound: Promise<unknown> = Promise.resolve();

const { close, handleShellMessage } = ZmqServer.prototype;
ZmqServer.prototype.handleShellMessage = async function (...message: unknown[]): Promise<void> {
  await bound;
  return handleShellMessage.apply(this, message);
};

/**
 * A socket sends about 500 messages in one turn of the event loop and refuses the next, which tslab ignores; and it drops
 * what a subscriber has not fetched beyond 1000. Here each message waits for the one before, and none is dropped.
 */
ZmqServer.prototype.bindSocket = function (socket: Publisher, port: number): Promise<void> {
  if (socket === this.iopub) {
    socket.sendHighWaterMark = 0;
    let last = Promise.resolve();
    const send = (parts: unknown): Promise<void> => {
      last = last.then(() => socket.send(parts));
      return last;
    };
    this.iopub = { send, close: () => socket.close() };
  }
  const { transport, ip } = this.connInfo;
  // as jupyter_client's addresses are; tslab's own knows only tcp
  const binding = socket.bind(transport === "ipc" ? `ipc://${ip}-${port}` : `tcp://${ip}:${port}`);
  bound = Promise.all([bound, binding]);
  return binding;
};

interface Publisher {
  bind: (address: string) => Promise<void>;
  send: (parts: unknown) => Promise<void>;
  close: () => void;
  sendHighWaterMark: number;
}

/** A timer or a connection that a cell left must not keep the kernel from ending when it is asked to. */
ZmqServer.prototype.close = function (): void {
  close.call(this);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), 1000).unref();
};

interface Message {
  content: unknown;
  createReply: () => Message & { header: { msg_type: string } };
  signAndSend: (key: string, socket: unknown) => void;
}
