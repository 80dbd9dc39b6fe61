import { fileURLToPath } from "node:url";
import {
  type AnyDefinition,
  loadSync,
  type MessageTypeDefinition,
  type MethodDefinition,
  type PackageDefinition,
} from "@grpc/proto-loader";
import type { RelationMessage } from "./messages.js";

let definitions: PackageDefinition | undefined;

/** Finds the definition of one call of the service, e.g. `Config`. */
export function findMethod(name: string): MethodDefinition<object, object> {
  const service = load()["spark.connect.SparkConnectService"] as Record<string, MethodDefinition<object, object>>;
  const method = service[name];
  if (!method) throw new Error(`expected a call of connect.proto, got ${name}`);
  return method;
}

/** Decodes the bytes of one message, named with its package, e.g. `google.rpc.Status`. */
export function decode<T>(name: string, bytes: Uint8Array): T {
  const message: AnyDefinition | undefined = load()[name];
  if (!message) throw new Error(`expected a message of our .proto files, got ${name}`);
  return (message as MessageTypeDefinition<object, object>).deserialize(Buffer.from(bytes)) as T;
}

/** Encodes a Relation, e.g. `{ limit: { input, limit: 5 } }`. */
export function encodeRelation(relation: RelationMessage): Uint8Array {
  return (load()["spark.connect.Relation"] as MessageTypeDefinition<object, object>).serialize(relation);
}

function load(): PackageDefinition {
  definitions ??= loadSync(["connect.proto", "status.proto"], {
    includeDirs: [fileURLToPath(new URL(".", import.meta.url))],
    defaults: true,
    arrays: true,
    enums: String,
    longs: String,
    oneofs: true,
  });
  return definitions;
}
