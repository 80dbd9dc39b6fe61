/** The messages of `connect.proto` as `@grpc/proto-loader` gives and takes them: camel case, int64 as decimal strings. */

/** What every request says about who asks. */
export interface Caller {
  sessionId: string;
  clientObservedServerSideSessionId?: string | undefined;
  userContext: { userId: string };
  clientType: string;
}

/** A Relation as its bytes. */
export type Relation = Uint8Array;

export type Literal =
  | { null: { null: object } }
  | { binary: Uint8Array }
  | { boolean: boolean }
  | { integer: number }
  | { long: string }
  | { double: number }
  | { decimal: { value: string } }
  | { string: string }
  | { timestamp: string };

export interface Sql {
  query: string;
  namedArguments: Record<string, { literal: Literal }>;
  posArguments: { literal: Literal }[];
}

export type Plan = { root: Relation } | { command: { sqlCommand: { input: { sql: Sql } } } };

export interface ExecutePlanRequest {
  operationId: string;
  plan: Plan;
  requestOptions: (
    | { reattachOptions: { reattachable: boolean } }
    | { resultChunkingOptions: { allowArrowBatchChunking: boolean } }
  )[];
}

export interface ArrowBatch {
  rowCount: string;
  data: Uint8Array;
  startOffset?: string;
  chunkIndex?: string;
  numChunksInBatch?: string;
}

export interface ExecutionProgress {
  stages: { stageId: string; numTasks: string; numCompletedTasks: string; inputBytesRead: string; done: boolean }[];
  numInflightTasks: string;
}

export interface ExecutePlanResponse {
  serverSideSessionId: string;
  responseId: string;
  arrowBatch?: ArrowBatch;
  sqlCommandResult?: { relation: Relation };
  resultComplete?: object;
  executionProgress?: ExecutionProgress;
}

export interface ReattachExecuteRequest {
  operationId: string;
  lastResponseId?: string | undefined;
}

export interface ReleaseExecuteRequest {
  operationId: string;
  releaseAll?: object;
  releaseUntil?: { responseId: string };
}

export interface KeyValue {
  key: string;
  value?: string;
}

export interface ConfigRequest {
  operation: { set: { pairs: KeyValue[] } } | { getOption: { keys: string[] } } | { unset: { keys: string[] } };
}

export interface FetchErrorDetailsResponse {
  rootErrorIdx?: number;
  errors: ErrorMessage[];
}

export interface ErrorMessage {
  errorTypeHierarchy: string[];
  message: string;
  causeIdx?: number;
  sparkThrowable?: {
    errorClass?: string;
    messageParameters: Record<string, string>;
    queryContexts: {
      objectType: string;
      objectName: string;
      startIndex: number;
      stopIndex: number;
      fragment: string;
    }[];
    sqlState?: string;
  };
}

interface Reply {
  serverSideSessionId?: string;
}

/** The calls with one answer: method name → request without the caller, response. */
export interface UnaryMethods {
  AnalyzePlan: [{ sparkVersion: object }, Reply & { sparkVersion?: { version: string } }];
  Config: [ConfigRequest, Reply & { pairs: KeyValue[]; warnings: string[] }];
  Interrupt: [{ interruptType: "INTERRUPT_TYPE_OPERATION_ID"; operationId: string }, Reply];
  ReleaseExecute: [ReleaseExecuteRequest, Reply];
  ReleaseSession: [object, Reply];
  FetchErrorDetails: [{ errorId: string }, Reply & FetchErrorDetailsResponse];
}

/** The calls with a stream of answers. */
export interface StreamMethods {
  ExecutePlan: [ExecutePlanRequest, ExecutePlanResponse];
  ReattachExecute: [ReattachExecuteRequest, ExecutePlanResponse];
}

/** The details of a gRPC error, see `status.proto`. */
export interface Status {
  details: { typeUrl: string; value: Uint8Array }[];
}

export interface ErrorInfo {
  metadata: Record<string, string>;
}

export interface RetryInfo {
  retryDelay?: { seconds: string; nanos: number } | null;
}
