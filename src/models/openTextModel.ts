import type { ModelFailureData } from '../story/modelMessage';
import { describeAnthropicModel } from './anthropicModel';
import { connectModel, type ModelAccess } from './connectModel';
import { messagesModel } from './messagesModel';
import { describeServerModel } from './messagesServerModel';
import type { TextModel } from './textModel';

export type OpenedModel =
  | { readonly kind: 'open'; readonly model: TextModel }
  | { readonly kind: 'failed'; readonly failure: ModelFailureData };

/**
 * Opens the model `anthropic/MODEL` or `server/MODEL` (any server that speaks the Messages API). Its server is asked
 * once what the model can do, so the result is worth keeping. Never rejects: no or a wrong key, a wrong address, an
 * unknown model are failures. A network that is down is none yet: Anthropic's models are known without it.
 */
export async function openTextModel(id: string, access: ModelAccess, signal = NEVER): Promise<OpenedModel> {
  const slash = id.indexOf('/');
  const provider = id.slice(0, slash);
  const model = id.slice(slash + 1);
  const connected = connectModel(provider, model, access);
  if (connected.kind === 'failed') return connected;
  const { connection, subject } = connected;
  const request = { connection, subject, price: access.prices[id] ?? null, signal, onProbe: access.onProbe };
  const described =
    provider === 'anthropic' ? await describeAnthropicModel(request) : await describeServerModel(request);
  if (described.kind === 'failed') return described;
  return { kind: 'open', model: messagesModel(connection, described.info, described.thinkingOff) };
}

const NEVER = new AbortController().signal;
