import { fileURLToPath } from "node:url";
import { Metadata, type ServiceError } from "@grpc/grpc-js";
import { loadSync, type MessageTypeDefinition } from "@grpc/proto-loader";

const definitions = loadSync("status.proto", { includeDirs: [fileURLToPath(new URL(".", import.meta.url))] });

function encode(name: string, message: object): Buffer {
  return (definitions[name] as MessageTypeDefinition<object, object>).serialize(message);
}

/** Makes the error of a failed gRPC call, with the details that a server attaches, by their type. */
export function makeServiceError(
  code: number,
  details = "it failed",
  attached: { ErrorInfo?: object; RetryInfo?: object } = {},
): ServiceError {
  const metadata = new Metadata();
  const encoded = Object.entries(attached).map(([type, message]) => ({
    typeUrl: `type.googleapis.com/google.rpc.${type}`,
    value: encode(`google.rpc.${type}`, message),
  }));
  if (encoded.length > 0) metadata.set("grpc-status-details-bin", encode("google.rpc.Status", { details: encoded }));
  return Object.assign(new Error(`${code} ${details}`), { code, details, metadata });
}
