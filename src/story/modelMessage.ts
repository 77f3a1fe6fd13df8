import * as z from 'zod';

/*
 * What is said to a text model and what it says: plain data that crosses from the engine to the host that holds the
 * keys. Providers translate it to their own shapes and back; nothing here belongs to one of them.
 */

/** Where a model says its words come from: characters `start` to `end` (exclusive) of block `block` of a search result. */
export const modelCitationSchema = z.object({
  source: z.string(),
  /** The cited words, as they were sent. */
  text: z.string(),
  /** Positions of the first and, exclusive, the last cited block of the search result. */
  startBlock: z.number().int().nonnegative(),
  endBlock: z.number().int().nonnegative(),
  /** The model named the passage by a marker of ours: which of its words it means, if any, is not said. */
  named: z.literal(true).optional(),
});
export type ModelCitation = z.infer<typeof modelCitationSchema>;

/** How long what stands before this point may be kept by the provider; null: it is no such point. */
const cacheSchema = z.enum(['short', 'long']).optional();

const textBlockSchema = z.object({
  kind: z.literal('text'),
  text: z.string(),
  citations: z.array(modelCitationSchema).optional(),
  cache: cacheSchema,
});

/** Part of the script, citable: `source` is `scene:ID`, each text is a group of its lines. */
const searchResultBlockSchema = z.object({
  kind: z.literal('search-result'),
  source: z.string(),
  title: z.string(),
  texts: z.array(z.string()),
  cache: cacheSchema,
});

export const modelBlockSchema = z.union([
  textBlockSchema,
  searchResultBlockSchema,
  z.object({ kind: z.literal('tool-use'), id: z.string(), name: z.string(), input: z.unknown(), cache: cacheSchema }),
  z.object({
    kind: z.literal('tool-result'),
    toolUseId: z.string(),
    content: z.array(z.union([textBlockSchema, searchResultBlockSchema])),
    isError: z.boolean(),
    cache: cacheSchema,
  }),
  /** What only its model understands (thinking): goes back verbatim, and only to the model named, `PROVIDER/MODEL`. */
  z.object({ kind: z.literal('opaque'), provider: z.string(), raw: z.unknown() }),
]);
export type ModelBlock = z.infer<typeof modelBlockSchema>;

/** One turn of a talk with a model. */
export const modelTurnSchema = z.object({ role: z.enum(['user', 'assistant']), content: z.array(modelBlockSchema) });
export type ModelTurn = z.infer<typeof modelTurnSchema>;

/** A JSON Schema object. */
export const jsonSchemaSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof jsonSchemaSchema>;

export const modelToolSchema = z.object({ name: z.string(), description: z.string(), inputSchema: jsonSchemaSchema });
export type ModelTool = z.infer<typeof modelToolSchema>;

/** Effort a model may spend on thinking; `none`: it need not think. */
export const EFFORTS = ['none', 'low', 'medium', 'high'] as const;
export type Effort = (typeof EFFORTS)[number];

/** One request. Script text stands in `turns` only, never in `system`. */
export const modelRequestSchema = z.object({
  /** `PROVIDER/MODEL`. */
  model: z.string(),
  /** Constant: no date, no name, nothing of the script. */
  system: z.string(),
  /** Whether the system text and the tools end at a cache point. */
  cacheSystem: z.enum(['short', 'long']).nullable(),
  /** Constant and sorted by name. */
  tools: z.array(modelToolSchema),
  turns: z.array(modelTurnSchema),
  /** Tokens, thinking included. */
  maxOutputTokens: z.number().int().positive(),
  effort: z.enum(EFFORTS),
  /** `schema`: the answer is one JSON value of it, by the provider's own means where it has them, else asked for in words. */
  output: z.union([
    z.object({ kind: z.literal('text') }),
    z.object({ kind: z.literal('json'), schema: jsonSchemaSchema }),
  ]),
  /** Whether search results are to be cited; never with JSON output. */
  citations: z.boolean(),
});
export type ModelRequest = z.infer<typeof modelRequestSchema>;

/** Why an answer ended: by itself, at the limit of output, for tools, because the model declined, or the context is full. */
export const STOP_REASONS = ['end', 'length', 'tool', 'refusal', 'context'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** Every code by which a failure of a model is known. Each has its behaviour and its sentence in `modelFailure.ts`. */
export const MODEL_FAILURE_CODES = [
  'model-key-missing',
  'model-key-wrong',
  'model-forbidden',
  'model-no-credit',
  'model-unknown',
  'model-unreachable',
  'model-address-wrong',
  'model-rate-limited',
  'model-busy',
  'model-server-error',
  'model-interrupted',
  'model-request-refused',
  'model-too-long',
  'model-declined',
  'model-cut-off',
  'model-nonsense',
  'model-unable',
  'model-limit-reached',
  'model-not-confirmed',
  'model-never-send',
] as const;
export type ModelFailureCode = (typeof MODEL_FAILURE_CODES)[number];

export const modelFailureSchema = z.object({
  code: z.enum(MODEL_FAILURE_CODES),
  /** One sentence for the writer: what happened and what to do. */
  message: z.string(),
  retryable: z.boolean(),
  /** Milliseconds the provider asked to wait; null: it did not say. */
  retryAfterMs: z.number().nonnegative().nullable(),
});
export type ModelFailureData = z.infer<typeof modelFailureSchema>;

/** A hundred times what the largest models read at once. */
const MOST_COUNTED = 100_000_000;

/** Tokens of one request as a provider counts them: what is no number of tokens, or more than any model reads, is none. */
export const countedTokensSchema = z.number().int().nonnegative().max(MOST_COUNTED);

/**
 * What a provider says it counted. `output` includes thinking. `cacheWriteLong`: how many of `cacheWrite` were written
 * to be kept for the longer time, which costs more; absent: it was not told.
 */
export const modelUsageSchema = z.object({
  input: countedTokensSchema,
  output: countedTokensSchema,
  cacheWrite: countedTokensSchema,
  cacheRead: countedTokensSchema,
  cacheWriteLong: countedTokensSchema.optional(),
});
export type ModelUsage = z.infer<typeof modelUsageSchema>;

/**
 * What came of a request. Also of a broken or stopped one what had arrived and what the provider said it had counted:
 * nothing that was paid for is thrown away. `stopped`: the caller aborted it.
 */
export const modelOutcomeSchema = z.object({
  ended: z.union([
    z.object({ kind: z.literal('complete'), stopReason: z.enum(STOP_REASONS) }),
    z.object({ kind: z.literal('stopped') }),
    z.object({ kind: z.literal('failed'), failure: modelFailureSchema }),
  ]),
  content: z.array(modelBlockSchema),
  /** Null: the provider said nothing of it. All 0: it answered by an error, or was not reached. Of a broken answer `output` is what had been said, which may be less than is billed. */
  usage: modelUsageSchema.nullable(),
  /** The origin it went to, `https://host`; `editor`; '' if nothing was sent; null: nobody knows whether it was. */
  origin: z.string().nullable(),
  /** Milliseconds. */
  latencyMs: z.number().nonnegative(),
});
export type ModelOutcome = z.infer<typeof modelOutcomeSchema>;

/** What arrives while an answer comes. */
export const modelEventSchema = z.union([
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('citation'), citation: modelCitationSchema }),
  z.object({ kind: z.literal('thinking') }),
  z.object({ kind: z.literal('tool'), name: z.string() }),
  /** The provider asked to wait; the request goes on by itself. */
  z.object({
    kind: z.literal('waiting'),
    ms: z.number().nonnegative(),
    code: z.enum(MODEL_FAILURE_CODES),
    /** What is waited for, as a failure says it. */
    message: z.string(),
  }),
]);
export type ModelEvent = z.infer<typeof modelEventSchema>;

/** US dollars per million tokens. From `aboveTokens` of prompt on everything costs `aboveFactor` times as much. */
export const modelPriceSchema = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheWriteShort: z.number().nonnegative(),
  cacheWriteLong: z.number().nonnegative(),
  cacheRead: z.number().nonnegative(),
  /** Null: one price at every length. */
  aboveTokens: z.number().int().positive().nullable(),
  aboveFactor: z.number().positive(),
  /** What a batch costs of that; null: no batches. */
  batchFactor: z.number().positive().nullable(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** A model as its provider and our table describe it. What a capability lacks is done another way. */
export const modelInfoSchema = z.object({
  /** `PROVIDER/MODEL`. */
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  name: z.string(),
  /** Whom its text goes to, in a writer's words: `Anthropic`, `a server on this machine`, `the editor (Copilot)`. */
  recipient: z.string(),
  /** Where its text goes: `https://host`; `editor`. */
  origin: z.string(),
  /** Whether the text stays on this machine. */
  local: z.boolean(),
  contextTokens: z.number().int().positive(),
  maxOutputTokens: z.number().int().positive(),
  can: z.object({
    tools: z.boolean(),
    json: z.boolean(),
    citations: z.boolean(),
    cache: z.boolean(),
    count: z.boolean(),
    effort: z.boolean(),
    batch: z.boolean(),
    system: z.boolean(),
    usage: z.boolean(),
  }),
  /** The shortest prefix that is cached, in tokens; 0 where there is no cache. */
  smallestCacheTokens: z.number().int().nonnegative(),
  /** Null: unknown; all 0: it costs nothing. */
  price: modelPriceSchema.nullable(),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** Which model, and where its text goes: what a writer agrees to. */
export function destinationOf({ id, origin }: Pick<ModelInfo, 'id' | 'origin'>): string {
  return `${id} at ${origin}`;
}
