import { Failure } from '../../protocol/failure';
import type { AskedMessage, ChatEvent, ChatMessageResponse } from '../../story/chatMessage';
import type { Transactional } from '../store/db';
import type { ChatModels } from './chatModels';
import type { AskedScript } from './scriptChat';

export interface AskModelOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
  /** Absent: the client that asks has none. */
  readonly models?: ChatModels;
}

/** Answers a question by a model. */
export type AskModel = (
  db: Transactional,
  script: AskedScript,
  request: AskedMessage,
  options: AskModelOptions,
) => Promise<ChatMessageResponse>;

export const askModel: AskModel = () =>
  Promise.reject(new Failure('model-unable', 'No language model answers here yet. Ask without a model.'));
