import { Client, type ClientReadableStream, credentials, Metadata } from "@grpc/grpc-js";
import { onAbort } from "./abort.js";
import type { Caller, StreamMethods, UnaryMethods } from "./messages.js";
import { findMethod } from "./proto.js";
import { isLoopback, type Remote } from "./url.js";

/** The calls of one session to its server; a failure is gRPC's `ServiceError`. */
export interface Channel {
  /** Calls a method with one answer; gives up after `timeoutMs`, or when the signal aborts. */
  call<M extends keyof UnaryMethods>(
    method: M,
    request: UnaryMethods[M][0],
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<UnaryMethods[M][1]>;
  /** Calls a method with a stream of answers. */
  stream<M extends keyof StreamMethods>(
    method: M,
    request: StreamMethods[M][0],
  ): ClientReadableStream<StreamMethods[M][1]>;
  /** Closes the connection; calls under way fail. */
  close(): void;
}

/** Makes a channel; the connection itself is made with the first call. `rootCerts` is PEM, by default what Node trusts. */
export function createChannel(remote: Remote, caller: Caller, rootCerts?: string | Uint8Array): Channel {
  const client = new Client(
    `${remote.host}:${remote.port}`,
    createCredentials(remote, rootCerts),
    createOptions(remote),
  );
  const metadata = createMetadata(remote);
  // a server that was restarted knows our session no more: saying which one we met makes it refuse instead of starting afresh
  let server: string | undefined;
  const observe = <R extends { serverSideSessionId?: string }>(response: R): R => {
    server ??= response.serverSideSessionId || undefined;
    return response;
  };
  const complete = (request: object) => ({ ...caller, clientObservedServerSideSessionId: server, ...request });

  return {
    call: (method, request, timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = findMethod(method);
        const call = client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          complete(request),
          metadata,
          { deadline: Date.now() + timeoutMs },
          (error, response) => {
            stopListening();
            if (error) reject(error);
            else resolve(observe(response as never));
          },
        );
        const stopListening = onAbort(signal, () => call.cancel());
      }),
    stream: (method, request) => {
      const { path, requestSerialize, responseDeserialize } = findMethod(method);
      const deserialize = (bytes: Buffer) => observe(responseDeserialize(bytes) as never);
      const stream = client.makeServerStreamRequest(path, requestSerialize, deserialize, complete(request), metadata);
      // who iterates sees the error; a stream that was left early has no listener, and would end the process
      return stream.on("error", () => {});
    },
    close: () => client.close(),
  };
}

function createCredentials(remote: Remote, rootCerts: string | Uint8Array | undefined) {
  if (!remote.isSecure) return credentials.createInsecure();
  return credentials.createSsl(rootCerts === undefined ? null : Buffer.from(rootCerts));
}

function createOptions({ host, keepalive }: Remote) {
  return {
    // gRPC takes the proxy of the environment even for this machine, where no_proxy doesn't list it
    ...(isLoopback(host) && { "grpc.enable_http_proxy": 0 }),
    // a batch is as large as the server makes it
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    // 64 KB, HTTP/2's default, takes twice the processor's time for a large result
    "grpc-node.flow_control_window": 4 * 1024 * 1024,
    // the waits between tries are ours; the defaults, 1 s and 120 s, would come on top
    "grpc.initial_reconnect_backoff_ms": 50,
    "grpc.max_reconnect_backoff_ms": 5_000,
    ...(keepalive && {
      "grpc.keepalive_time_ms": keepalive.timeMs,
      "grpc.keepalive_timeout_ms": keepalive.timeoutMs,
      "grpc.keepalive_permit_without_calls": keepalive.isWithoutCalls ? 1 : 0,
    }),
  };
}

function createMetadata(remote: Remote): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(remote.headers)) metadata.set(key, value);
  // as a header of each call, since gRPC's own call credentials refuse a plain connection, loopback or not
  if (remote.token !== undefined) metadata.set("authorization", `Bearer ${remote.token}`);
  return metadata;
}
