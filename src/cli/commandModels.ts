import type { ModelHost } from '../client/modelHost';
import { environmentKey } from '../models/environmentKeys';
import { modelAddress, ANTHROPIC_ORIGIN } from '../models/modelAddress';
import { openedModels } from '../models/openedModels';
import { openTextModel, type OpenedModel } from '../models/openTextModel';
import { Failure } from '../protocol/failure';
import type { ModelFailureData, ModelOutcome } from '../story/modelMessage';
import type { ModelWish } from './commandLine';
import type { ProgressLine } from './progressLine';

/**
 * The models of one command. The key is the environment's for the origin that is asked and goes nowhere else. Each model
 * is opened once: its server is asked what it can do, which is said where it takes a request to a model.
 */
export function commandModels(
  { baseUrl }: Pick<ModelWish, 'baseUrl'>,
  progress: Pick<ProgressLine, 'say'>,
  environment = process.env,
): ModelHost {
  const origin = modelAddress(baseUrl ?? ANTHROPIC_ORIGIN)?.origin ?? null;
  const access = {
    apiKey: origin === null ? null : environmentKey(origin, environment),
    baseUrl,
    fetch: globalThis.fetch,
    prices: {},
    onProbe: ({ model, origin: to }: { readonly model: string; readonly origin: string }) =>
      progress.say(`To find out what ${model} can do, ${to} is sent a word of greeting and nothing of any script.`),
  };
  const { open } = openedModels((model, signal) => openTextModel(model, access, signal));
  return {
    describe: async (name, signal) => {
      const found = await open(name, signal);
      if (found.kind === 'open') return found.model.info;
      const { code, message, retryable } = asTold(found.failure, origin);
      throw new Failure(code, message, retryable);
    },
    generate: async (request, options) => {
      const found = await open(request.model);
      const outcome = found.kind === 'open' ? await found.model.generate(request, options) : unopened(found);
      const { ended } = outcome;
      return ended.kind === 'failed'
        ? { ...outcome, ended: { ...ended, failure: asTold(ended.failure, origin) } }
        : outcome;
    },
    countTokens: async (request, signal) => {
      const found = await open(request.model);
      return found.kind === 'open' ? found.model.countTokens(request, signal) : null;
    },
  };
}

/** The command line keeps no keys: it says which variable is read. */
function asTold(failure: ModelFailureData, origin: string | null): ModelFailureData {
  if (failure.code === 'model-key-missing') return { ...failure, message: keyMissing(origin) };
  if (failure.code === 'model-key-wrong') return { ...failure, message: keyWrong(origin) };
  return failure;
}

function keyWrong(origin: string | null): string {
  return origin === ANTHROPIC_ORIGIN
    ? 'Anthropic does not accept the key in ANTHROPIC_API_KEY: set another in the environment.'
    : `${origin ?? 'This server'} does not accept the key in WRITERSROOM_API_KEY: set another in the environment.`;
}

function keyMissing(origin: string | null): string {
  return origin === ANTHROPIC_ORIGIN
    ? 'Anthropic needs a key: set ANTHROPIC_API_KEY in the environment, or choose another model.'
    : `${origin ?? 'This server'} is asked as Anthropic's, which needs a key: set WRITERSROOM_API_KEY in the environment, or name the model server/MODEL.`;
}

function unopened({ failure }: Extract<OpenedModel, { kind: 'failed' }>): ModelOutcome {
  return { ended: { kind: 'failed', failure }, content: [], usage: null, origin: '', latencyMs: 0 };
}
