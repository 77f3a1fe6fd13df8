import { ProgressType, RequestType } from 'vscode-jsonrpc';
import * as z from 'zod';
import { modelRequestSchema, type ModelEvent, type ModelInfo, type ModelOutcome } from '../story/modelMessage';
import type { FailureData } from './failure';

/**
 * What the engine asks of the host that asked it to make or answer something: keys and the network are the host's
 * (architecture.md). These requests go from the engine to the client, on the same connection. A client without models
 * answers `model-unable`.
 */
export const describeModelParamsSchema = z.object({ model: z.string() });

/** What a model can do and costs. Fails with a code of `MODEL_FAILURE_CODES`, such as `model-key-missing`. Cancelling it stops asking. */
export const describeModel = new RequestType<{ model: string }, ModelInfo, FailureData>('host/describeModel');

/** Where the model sent to when it was described: it goes nowhere else, whatever the settings say by now. Left out: anywhere. */
const originSchema = z.string().optional();

export const generateParamsSchema = z.object({
  request: modelRequestSchema,
  progressToken: z.string(),
  origin: originSchema,
});

/** One answer of a model. Cancelling the request stops it; the outcome then says what had arrived. */
export const generateText = new RequestType<z.infer<typeof generateParamsSchema>, ModelOutcome, FailureData>(
  'host/generate',
);

/** What arrives while it is made, under the request's `progressToken`. */
export const generateProgress = new ProgressType<ModelEvent>();

export const countTokensParamsSchema = z.object({ request: modelRequestSchema, origin: originSchema });

/** The provider's count of a request's input tokens; null where it has none. */
export const countTokens = new RequestType<z.infer<typeof countTokensParamsSchema>, number | null, FailureData>(
  'host/countTokens',
);
