import type { ModelEvent, ModelInfo, ModelOutcome, ModelRequest } from '../story/modelMessage';

/** Who has the keys and the network: what the engine asks of the client that asked it to make or answer something. */
export interface ModelHost {
  /** What a model can do and costs. Rejects with a `Failure` of a `model-…` code, such as `model-key-missing`; aborted, with another error. */
  describe(model: string, signal: AbortSignal): Promise<ModelInfo>;
  /** One answer. Never rejects for what a provider, a network or a writer can cause: that is an outcome. */
  generate(
    request: ModelRequest,
    options: {
      readonly signal: AbortSignal;
      readonly onEvent: (event: ModelEvent) => void;
      /** Where it goes, as the model was described; a model that sends elsewhere by now is not asked. */
      readonly origin?: string | undefined;
    },
  ): Promise<ModelOutcome>;
  /** The provider's count of a request's input tokens; null where it has none. */
  countTokens(request: ModelRequest, signal: AbortSignal, origin?: string): Promise<number | null>;
}
