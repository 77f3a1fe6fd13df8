import type { AskedMessage, ContextPreview } from '../../story/chatMessage';
import type { Transactional } from '../store/db';
import type { AskModelOptions } from './askModel';
import type { AskedScript } from './scriptChat';

/** What a question would send. Offline nothing is sent. */
export function previewContext(
  _db: Transactional,
  { view }: AskedScript,
  { intentHint }: AskedMessage,
  options: AskModelOptions,
): Promise<ContextPreview> {
  options.signal.throwIfAborted();
  return Promise.resolve({
    intent: intentHint ?? 'global_question',
    contextUsed: {
      scenesSearched: view.scenes.length,
      scenesAsText: [],
      scenesAsCards: [],
      sheets: [],
      outline: false,
      parts: [],
      cut: [],
      budgetTokens: 0,
      constantTokens: 0,
    },
    inputCostUsd: 0,
    refusal: null,
  });
}
