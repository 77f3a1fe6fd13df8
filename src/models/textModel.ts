import type { ModelEvent, ModelInfo, ModelOutcome, ModelRequest } from '../story/modelMessage';

export interface GenerateOptions {
  /** Aborting ends the request; the outcome is `stopped` with what had arrived. */
  readonly signal: AbortSignal;
  readonly onEvent?: ((event: ModelEvent) => void) | undefined;
}

/** One text model. Every provider is one of these, the scripted one of the tests too. */
export interface TextModel {
  readonly info: ModelInfo;
  /**
   * Sends one request, once, and waits for all of the answer: whether and when it goes again is the caller's matter. Never rejects for what a provider, a network or a writer can
   * cause: that is an outcome (`failed`, `stopped`).
   */
  generate(request: ModelRequest, options: GenerateOptions): Promise<ModelOutcome>;
  /** The provider's own count of the request's input tokens; null where it has none or does not answer. */
  countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | null>;
}
