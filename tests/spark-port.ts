import { once } from "node:events";
import { connect } from "node:net";

// Speaks the protocol of Spark's own ports, as an outsider would: frames of length, type and body (Spark: network-common,
// MessageEncoder), a call with an id, and the answer, which is a result, or a failure with Java's stack.

const call = 3;
const result = 4;
const fileRequest = 6;
const file = 7;

/** Sends the driver of a Spark a Java object, a text. @throws Error when it doesn't read it */
export function callDriver(port: number): Promise<void> {
  const javaText = Buffer.from([0xac, 0xed, 0, 5, 0x74, 0, 1, 0x78]);
  const [noSender, hasReceiver] = [Buffer.from([0]), Buffer.from([1])];
  const receiver = [shortText("127.0.0.1"), int(port), shortText("endpoint-verifier")];
  return expectAnswer(port, Buffer.concat([noSender, hasReceiver, ...receiver, javaText]));
}

/** Asks the block manager of a Spark for a block. @throws Error when it doesn't look for it */
export function callBlockManager(port: number): Promise<void> {
  const openBlocks = Buffer.from([0]);
  return expectAnswer(
    port,
    Buffer.concat([openBlocks, text("app"), text("driver"), int(1), text("broadcast_0_piece0")]),
  );
}

/** Fetches a file that the driver of a Spark serves, e.g. "/artifacts/name". @throws Error when it doesn't */
export async function fetchFile(port: number, path: string): Promise<void> {
  const { type } = await send(port, Buffer.concat([Buffer.from([fileRequest]), text(path)]));
  if (type !== file) throw new Error("not served");
}

/** A failure from behind the authentication is an answer, too: it was read, and looked after. */
async function expectAnswer(port: number, body: Buffer): Promise<void> {
  const { type, said } = await send(port, Buffer.concat([Buffer.from([call]), long(1n), int(body.length), body]));
  if (type !== result && (said === "" || said.includes("doAuthChallenge")))
    throw new Error(`not authenticated: ${said.split("\n")[0]}`);
}

async function send(port: number, message: Buffer): Promise<{ type: number | undefined; said: string }> {
  const socket = connect(port, "127.0.0.1").setTimeout(10_000, () => socket.destroy());
  let answer = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    answer = Buffer.concat([answer, bytes]);
    if (answer.length >= 8 && BigInt(answer.length) >= answer.readBigUInt64BE()) socket.end();
  });
  socket.write(Buffer.concat([long(BigInt(message.length + 8)), message]));
  await once(socket, "close");
  return { type: answer[8], said: answer.subarray(21).toString() };
}

function shortText(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value)]);
}

function text(value: string): Buffer {
  return Buffer.concat([int(value.length), Buffer.from(value)]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
