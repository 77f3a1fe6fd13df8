import type { ModelEvent, ModelInfo, ModelOutcome, ModelRequest } from '../story/modelMessage';

export interface GenerateOptions {
  /** Aborting ends the request; the outcome is `stopped` with what had arrived. */
  readonly signal: AbortSignal;
  readonly onEvent?: ((event: ModelEvent) => void) | undefined;
  /**
   * Whether the model may send more than this one request by itself: what fails for a reason that passes again after a
   * wait, and what is refused to be counted, since it may be too long; default true.
   */
  readonly retries?: boolean | undefined;
}

/** One text model. Every provider is one of these, the scripted one of the tests too. */
export interface TextModel {
  readonly info: ModelInfo;
  /**
   * Sends one request and waits for all of the answer. Never rejects for what a provider, a network or a writer can
   * cause: that is an outcome (`failed`, `stopped`).
   */
  generate(request: ModelRequest, options: GenerateOptions): Promise<ModelOutcome>;
  /** The provider's own count of the request's input tokens; null where it has none or does not answer. */
  countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | null>;
}
