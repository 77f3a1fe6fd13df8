import { systemClock } from '../../models/modelClock';
import { modelFailure } from '../../models/modelFailure';
import { retryDelayMs } from '../../models/retryPolicy';
import type { TextModel } from '../../models/textModel';
import type { ModelFailureData, ModelInfo, ModelOutcome } from '../../story/modelMessage';

/**
 * A model of which every request, the first, each that is sent again after a wait and each that is counted, goes out only if
 * `maySend` allows it at that moment; else it fails as `model-never-send`. Waits are as long as the model asks, and longer the second time.
 */
export function watchedModel(model: TextModel, maySend: () => Promise<boolean>): TextModel {
  const countTokens: TextModel['countTokens'] = async (request, signal) =>
    (await maySend()) ? model.countTokens(request, signal) : null;
  return {
    info: model.info,
    generate: async (request, { signal, onEvent }) => {
      for (let attempt = 0; ; attempt++) {
        if (!(await maySend())) return HELD_BACK;
        const outcome = await model.generate(request, { signal, onEvent, retries: false });
        const failure = passingFailure(outcome);
        const ms = failure === null ? null : retryDelayMs(longerEach(failure, attempt), attempt, Math.random());
        if (failure === null || ms === null) return explained(outcome, () => countTokens(request, signal), model.info);
        onEvent?.({ kind: 'waiting', ms, code: failure.code, message: failure.message });
        await systemClock.sleep(ms, signal);
        if (signal.aborted) return { ...outcome, ended: { kind: 'stopped' } };
      }
    },
    countTokens,
  };
}

/** What is refused may be too long: the provider says so in words only, so it is counted, which costs nothing. */
async function explained(
  outcome: ModelOutcome,
  count: () => Promise<number | null>,
  info: ModelInfo,
): Promise<ModelOutcome> {
  const { ended } = outcome;
  if (ended.kind !== 'failed' || ended.failure.code !== 'model-request-refused' || !info.can.count) return outcome;
  const tokens = await count();
  if (tokens === null || tokens <= info.contextTokens) return outcome;
  return { ...outcome, ended: { kind: 'failed', failure: modelFailure('model-too-long', info) } };
}

/** What failed before anything of an answer had come. */
function passingFailure({ ended, content, usage }: ModelOutcome): ModelFailureData | null {
  return ended.kind === 'failed' && content.length === 0 && usage === null ? ended.failure : null;
}

function longerEach(failure: ModelFailureData, attempt: number): ModelFailureData {
  const { retryAfterMs } = failure;
  return { ...failure, retryAfterMs: retryAfterMs === null ? null : retryAfterMs * 2 ** attempt };
}

const HELD_BACK: ModelOutcome = {
  ended: {
    kind: 'failed',
    failure: {
      code: 'model-never-send',
      message: 'Something was marked never to be sent while the answer came: it ends here. Ask again.',
      retryable: true,
      retryAfterMs: null,
    },
  },
  content: [],
  usage: null,
  origin: '',
  latencyMs: 0,
};
