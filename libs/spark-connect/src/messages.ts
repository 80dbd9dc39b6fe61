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

export type Expression = { literal: Literal } | { expressionString: { expression: string } };

export interface Sql {
  query: string;
  namedArguments: Record<string, { literal: Literal }>;
  posArguments: { literal: Literal }[];
}

export interface SortOrder {
  child: Expression;
  direction: "SORT_DIRECTION_ASCENDING" | "SORT_DIRECTION_DESCENDING";
  nullOrdering: "SORT_NULLS_FIRST" | "SORT_NULLS_LAST";
}

export interface Join {
  left: Relation;
  right: Relation;
  joinCondition?: Expression;
  joinType: string;
  usingColumns?: readonly string[];
}

/** What a Relation holds: one of the protocol's operators. */
export type RelationMessage =
  | { read: { namedTable: { unparsedIdentifier: string } } }
  | { read: { dataSource: DataSource } }
  | { project: { input: Relation; expressions: Expression[] } }
  | { filter: { input: Relation; condition: Expression } }
  | { join: Join }
  | { setOp: { leftInput: Relation; rightInput: Relation; setOpType: string; isAll: boolean; byName?: boolean } }
  | { sort: { input: Relation; order: SortOrder[]; isGlobal: true } }
  | { limit: { input: Relation; limit: number } }
  | {
      aggregate: {
        input: Relation;
        groupType: "GROUP_TYPE_GROUPBY";
        groupingExpressions: Expression[];
        aggregateExpressions: Expression[];
      };
    }
  | { sql: Sql }
  | { localRelation: { data: Uint8Array } }
  | { offset: { input: Relation; offset: number } }
  | { deduplicate: { input: Relation; columnNames: readonly string[]; allColumnsAsKeys: boolean } }
  | { common?: { planId: number }; subqueryAlias: { input: Relation; alias: string } }
  | { withColumnsRenamed: { input: Relation; renames: { colName: string; newColName: string }[] } }
  | { showString: { input: Relation; numRows: number; truncate: number; vertical: boolean } }
  | { drop: { input: Relation; columnNames: readonly string[] } }
  | { withColumns: { input: Relation; aliases: { expr: Expression; name: string[] }[] } }
  | { withRelations: { root: Relation; references: Relation[] } }
  | { catalog: Record<string, object> };

export interface DataSource {
  format: string;
  schema?: string | undefined;
  options: Record<string, string>;
  paths: readonly string[];
}

export interface WriteOperation {
  input: Relation;
  source?: string | undefined;
  path?: string;
  table?: { tableName: string; saveMethod: string };
  mode: string;
  partitioningColumns: readonly string[];
  options: Record<string, string>;
}

export type Command =
  | { sqlCommand: { input: Relation } }
  | { createDataframeView: { input: Relation; name: string; isGlobal: boolean; replace: boolean } }
  | { writeOperation: WriteOperation };

export type Plan = { root: Relation } | { command: Command };

/** A type of Spark's; `kind` names the field that is set. */
export interface DataType {
  kind?: string;
  decimal?: { precision?: number; scale?: number };
  char?: { length: number };
  varChar?: { length: number };
  yearMonthInterval?: { startField?: number; endField?: number };
  dayTimeInterval?: { startField?: number; endField?: number };
  array?: { elementType: DataType };
  map?: { keyType: DataType; valueType: DataType };
  struct?: { fields: { name: string; dataType: DataType; nullable: boolean }[] };
  geometry?: { srid: number };
  geography?: { srid: number };
  time?: { precision?: number };
  timestampNtzNanos?: { precision?: number };
  timestampLtzNanos?: { precision?: number };
  udt?: { type: string; sqlType?: DataType };
  unparsed?: { dataTypeString: string };
}

export interface ExecutePlanRequest {
  operationId: string;
  tags: readonly string[];
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
  operation:
    | { set: { pairs: KeyValue[] } }
    | { getOption: { keys: string[] } }
    | { getAll: { prefix?: string | undefined } }
    | { unset: { keys: string[] } };
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

export type AnalyzePlanRequest =
  | { sparkVersion: object }
  | { schema: { plan: Plan } }
  | { explain: { plan: Plan; explainMode: string } }
  | { persist: { relation: Relation } }
  | { unpersist: { relation: Relation } };

export interface AnalyzePlanResponse extends Reply {
  sparkVersion?: { version: string };
  schema?: { schema: DataType };
  explain?: { explainString: string };
}

export type InterruptRequest =
  | { interruptType: "INTERRUPT_TYPE_OPERATION_ID"; operationId: string }
  | { interruptType: "INTERRUPT_TYPE_TAG"; operationTag: string }
  | { interruptType: "INTERRUPT_TYPE_ALL" };

interface Reply {
  serverSideSessionId?: string;
}

/** The calls with one answer: method name → request without the caller, response. */
export interface UnaryMethods {
  AnalyzePlan: [AnalyzePlanRequest, AnalyzePlanResponse];
  Config: [ConfigRequest, Reply & { pairs: KeyValue[]; warnings: string[] }];
  Interrupt: [InterruptRequest, Reply & { interruptedIds: string[] }];
  ReleaseExecute: [ReleaseExecuteRequest, Reply];
  ReleaseSession: [object, Reply];
  CloneSession: [object, Reply & { newSessionId: string }];
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
