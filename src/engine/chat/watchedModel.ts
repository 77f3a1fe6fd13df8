import type { TextModel } from '../../models/textModel';
import type { ModelOutcome } from '../../story/modelMessage';

/** A model of which a request goes out, be it to be counted, only if `maySend` allows it at that moment; else it fails as `model-never-send`. */
export function watchedModel(model: TextModel, maySend: () => Promise<boolean>): TextModel {
  return {
    info: model.info,
    generate: async (request, options) => ((await maySend()) ? model.generate(request, options) : HELD_BACK),
    countTokens: async (request, signal) => ((await maySend()) ? model.countTokens(request, signal) : null),
  };
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
