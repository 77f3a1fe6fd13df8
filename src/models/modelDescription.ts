import type { ModelFailureData, ModelInfo, ModelPrice } from '../story/modelMessage';
import type { MessagesConnection } from './messagesConnection';
import type { FailureSubject } from './modelFailure';
import type { ThinkingOff } from './modelTable';

/** What is known of a model once its server was asked. */
export type ModelDescription =
  | { readonly kind: 'described'; readonly info: ModelInfo; readonly thinkingOff: ThinkingOff }
  | { readonly kind: 'failed'; readonly failure: ModelFailureData };

/** What a description is made from. */
export interface DescribeRequest {
  readonly connection: MessagesConnection;
  readonly subject: FailureSubject;
  /** From the settings; null: the table's. */
  readonly price: ModelPrice | null;
  readonly signal: AbortSignal;
  /** Called before a server that does not tell what its model can do is asked for a word, to find out. */
  readonly onProbe?: ((subject: FailureSubject) => void) | undefined;
}
