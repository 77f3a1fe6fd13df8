import { OFFLINE_MODEL, type AskedMessage, type ContextPreview } from '../../story/chatMessage';
import type { ModelInfo } from '../../story/modelMessage';
import { findConversation, listMessages, type MessageRow } from '../store/chatQueries';
import type { Transactional } from '../store/db';
import type { AskModelOptions } from './askModel';
import { openChatScript, prepareQuestion } from './prepareQuestion';
import { readIntent } from './intent';
import type { AskedScript } from './scriptChat';
import { usableSummary } from './summariseConversation';

/** What a question would send, part by part, and what would be left out. Sends nothing and stores nothing. */
export async function previewContext(
  db: Transactional,
  asked: AskedScript,
  request: AskedMessage,
  { models, signal }: Pick<AskModelOptions, 'models' | 'signal'>,
): Promise<ContextPreview> {
  if (request.model === OFFLINE_MODEL) return offlinePreview(asked, request);
  const script = await openChatScript(db, asked, request);
  const open = models === undefined ? null : await models.open(request.model, signal);
  const info = open?.model.info ?? unknownModel(request.model);
  const rows = await rowsBefore(db, asked.open.id, request);
  const conversationId = rows[0]?.conversationId;
  const usable =
    conversationId === undefined ? null : await usableSummary(db, { scriptId: script.id, conversationId, rows });
  const prepared = await prepareQuestion({
    script,
    request,
    info,
    tokenFactor: open?.tokenFactor ?? 1,
    rows,
    summary: usable === null ? null : { text: usable.summaryText, messagesCovered: usable.messagesCovered },
  });
  const { contextUsed, intent, plan } = prepared;
  const tokens = contextUsed.constantTokens + contextUsed.parts.reduce((sum, part) => sum + part.tokens, 0);
  return {
    intent,
    contextUsed,
    inputCostUsd: info.price === null ? null : (tokens * info.price.input) / 1_000_000,
    refusal: plan.refusal,
  };
}

async function rowsBefore(db: Transactional, scriptId: string, request: AskedMessage): Promise<readonly MessageRow[]> {
  const { conversationId, forkBefore, retryOf } = request;
  const known = conversationId === null ? null : await findConversation(db, scriptId, conversationId);
  if (known === null) return [];
  const rows = await listMessages(db, known.id);
  const end = rows.findIndex(({ id }) => id === (forkBefore ?? retryOf));
  return end < 0 ? rows : rows.slice(0, end);
}

function offlinePreview({ view }: AskedScript, request: AskedMessage): ContextPreview {
  const { intent } = readIntent({
    message: request.message,
    hint: request.intentHint,
    hasSelection: request.selection !== null,
    hasScene: request.currentSceneId !== null,
  });
  return {
    intent,
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
  };
}

/** What is assumed of a model that nobody describes here. */
function unknownModel(id: string): ModelInfo {
  const [provider = '', model = ''] = id.split('/', 2);
  return {
    id,
    provider,
    model,
    name: model,
    recipient: provider,
    origin: '',
    local: false,
    contextTokens: 100_000,
    maxOutputTokens: 8_000,
    can: {
      tools: true,
      json: true,
      citations: false,
      cache: true,
      count: false,
      effort: false,
      batch: false,
      system: true,
      usage: true,
    },
    smallestCacheTokens: 1_024,
    price: null,
  };
}
