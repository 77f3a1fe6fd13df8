import { systemClock } from '../../models/modelClock';
import { retryDelayMs } from '../../models/retryPolicy';
import type { TextModel } from '../../models/textModel';
import type { ModelFailureData, ModelOutcome } from '../../story/modelMessage';

/**
 * A model of which every request, the first and each that is sent again after a wait, goes out only if `maySend` allows it
 * at that moment; else it fails as `model-never-send`. Waits are as long as the model asks, and longer the second time.
 */
export function watchedModel(model: TextModel, maySend: () => Promise<boolean>): TextModel {
  return {
    info: model.info,
    generate: async (request, { signal, onEvent }) => {
      for (let attempt = 0; ; attempt++) {
        if (!(await maySend())) return HELD_BACK;
        const outcome = await model.generate(request, { signal, onEvent, retries: false });
        const failure = passingFailure(outcome);
        const ms = failure === null ? null : retryDelayMs(longerEach(failure, attempt), attempt, Math.random());
        if (failure === null || ms === null) return outcome;
        onEvent?.({ kind: 'waiting', ms, code: failure.code, message: failure.message });
        await systemClock.sleep(ms, signal);
        if (signal.aborted) return { ...outcome, ended: { kind: 'stopped' } };
      }
    },
    countTokens: async (request, signal) => ((await maySend()) ? model.countTokens(request, signal) : null),
  };
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
