/*
 * The Messages API on the wire, as far as the server reads and writes it. Written here and not taken from the SDK: a
 * server that shared the SDK's types could share its mistakes.
 */
export type Json = Readonly<Record<string, unknown>>;

export interface WireBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface WireMessage {
  readonly role: string;
  readonly content: readonly WireBlock[];
}

/** A request that was found valid, with every content as a list of blocks. */
export interface WireRequest {
  readonly model: string;
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly system: readonly WireBlock[];
  readonly tools: readonly Json[];
  readonly messages: readonly WireMessage[];
  /** The JSON schema of `output_config.format`; null: text. */
  readonly schema: Json | null;
  readonly effort: string | null;
  /** `adaptive`, `disabled`, `between_tools`. */
  readonly thinking: string;
  readonly body: Json;
}

/** An error of the API: its status, its type and its words. */
export interface ApiError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** `details.error_code`. */
  readonly errorCode?: string | undefined;
}

export function invalid(message: string): ApiError {
  return { status: 400, type: 'invalid_request_error', message };
}

/** The body of an error. */
export function errorBody({ type, message, errorCode }: ApiError, requestId: string): Json {
  const details = errorCode === undefined ? {} : { details: { error_code: errorCode } };
  return { type: 'error', error: { type, message, ...details }, request_id: requestId };
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The content of a message, a tool result or the system text, where a string stands for one text block. */
export function blocksOf(content: unknown): readonly WireBlock[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as WireBlock[]) : [];
}
