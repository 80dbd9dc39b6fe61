import { createRequire } from "node:module";
import { startRecording } from "@tillbook/charts";
import { takeEvidence } from "./evidence.js";

type WriteStream = (name: string, text: string) => void;
type WriteDisplayData = (content: { data: object; metadata: object; transient?: object }, isUpdate: boolean) => void;

/** The parts of tslab that outputs go through. */
export interface Kernel {
  /** That of the running cell. */
  lastWriteDisplayData: WriteDisplayData | null;
  JupyterHandlerImpl: {
    prototype: { createWriteToIopub: (name: string, write: WriteStream) => typeof process.stdout.write };
  };
}

/**
 * Lets formatted numbers carry their quantities from now on, and takes these out of everything that cells write, whether by
 * `say`, `show`, console.log or tslab.display. Printed lines with such numbers become displayed text, since a stream can't say
 * how they were computed.
 */
export function recordOutputs(kernel: Kernel = createRequire(import.meta.url)("tslab/dist/jupyter.js")): void {
  startRecording();
  let display = kernel.lastWriteDisplayData;
  Object.defineProperty(kernel, "lastWriteDisplayData", {
    configurable: true,
    enumerable: true,
    get: () => display && wrapped,
    set: (next: WriteDisplayData | null) => {
      display = next;
    },
  });
  const handler = kernel.JupyterHandlerImpl.prototype;
  const { createWriteToIopub } = handler;
  handler.createWriteToIopub = function (name, write) {
    return createWriteToIopub.call(this, name, (stream, text) => print(text, (plain) => write(stream, plain)));
  };
  // those of the running cell are made already
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (text: unknown, ...rest: unknown[]) => boolean;
    stream.write = ((text: unknown, ...rest: unknown[]): boolean => {
      if (typeof text !== "string") return write(text, ...rest);
      print(text, (plain) => write(plain, ...rest));
      return true;
    }) as typeof stream.write;
  }

  function wrapped(content: Parameters<WriteDisplayData>[0], isUpdate: boolean): void {
    const { data, metadata } = takeEvidence(content.data);
    display?.({ ...content, data, metadata: { ...content.metadata, ...metadata } }, isUpdate);
  }

  function print(text: string, write: (plain: string) => void): void {
    const { data, metadata } = takeEvidence({ "text/plain": text });
    if (metadata.tillbook === undefined || !display) write(data["text/plain"]);
    else display({ data: { "text/plain": data["text/plain"].replace(/\n$/, "") }, metadata, transient: {} }, false);
  }
}
