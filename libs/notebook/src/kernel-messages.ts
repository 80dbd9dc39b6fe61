import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const require = createRequire(import.meta.url);

/** How long tslab refuses cells after one has failed, in ms: those that wait since *Run All Cells*. */
const abortMs = 200;

/** How a message begins that takes the kernel back to its start; JSON of variables of the environment follows. */
const resetMark = "//tillbook:reset\n";

/** What a cell's run says of its failure to whoever runs it. */
export interface Report {
  /** The error as Jupyter shows it. */
  error: { ename: string; evalue: string; traceback: string[] };
  /** More of it, for the plot stage. */
  failure: object;
}

/**
 * Changes how tslab talks: it sends a failure as such, the number of a cell's messages with the reply, and loses none of them.
 * To be called before the kernel starts.
 * @param reportFailure  called when a cell has failed, or with what was thrown when the kernel can't be taken back
 * @param reset  takes the kernel back to its start, with variables of the environment
 */
export function sendFailures(
  reportFailure: (thrown: unknown) => Report,
  reset: (environment: Record<string, string>) => void,
): void {
  const { ZmqServer } = require("tslab/dist/jupyter.js");

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
    const { thrown, ...content } = await execute(
      this.handler,
      message.content,
      (name: string, text: string) => publish("stream", { name, text }),
      (data: unknown, isUpdate: boolean) => publish(isUpdate ? "update_display_data" : "display_data", data),
    );
    const reply = message.createReply();
    reply.header.msg_type = "execute_reply";
    if (content.status === "error") {
      // a cell that somebody runs as soon as they see the error is to run
      await sleep(abortMs + 10);
      const { error, failure } = reportFailure(thrown);
      publish("error", error);
      Object.assign(content, error, { failure });
    }
    reply.content = { ...content, status: content.status === "abort" ? "aborted" : content.status, messages };
    reply.signAndSend(this.connInfo.key, socket);
  };

  async function execute(handler: Handler, request: { code: string }, ...writers: unknown[]): Promise<Executed> {
    if (!request.code.startsWith(resetMark)) return handler.handleExecute(request, ...writers);
    try {
      reset(JSON.parse(request.code.slice(resetMark.length)));
    } catch (thrown) {
      return { status: "error", thrown };
    }
    handler.execCount = 0;
    return { status: "ok" };
  }

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

  /** A timer or a connection that a cell left must not keep the kernel from ending when it is asked to. */
  ZmqServer.prototype.close = function (): void {
    close.call(this);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 1000).unref();
  };
}

interface Publisher {
  bind: (address: string) => Promise<void>;
  send: (parts: unknown) => Promise<void>;
  close: () => void;
  sendHighWaterMark: number;
}

interface Handler {
  execCount: number;
  handleExecute: (request: { code: string }, ...writers: unknown[]) => Promise<Executed>;
}

interface Executed {
  status: string;
  thrown?: unknown;
}

interface Message {
  content: { code: string };
  createReply: () => Reply;
}

interface Reply {
  header: { msg_type: string };
  content: unknown;
  signAndSend: (key: string, socket: unknown) => void;
}
