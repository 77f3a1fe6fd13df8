import * as vscode from 'vscode';
import type { ModelHost } from '../../client/modelHost';
import type { BoundKey } from '../../models/boundKey';
import type { ModelAccess } from '../../models/connectModel';
import type { ListedModel, ModelList } from '../../models/listModels';
import { ANTHROPIC_ORIGIN, modelAddress } from '../../models/modelAddress';
import { modelFailure } from '../../models/modelFailure';
import { openedModels } from '../../models/openedModels';
import type { OpenedModel } from '../../models/openTextModel';
import { Failure } from '../../protocol/failure';
import type { ModelFailureData, ModelInfo, ModelOutcome } from '../../story/modelMessage';
import type { ApiKeys } from './apiKeys';
import { editorModel, editorModelId } from './editorModel';
import { readModelSettings } from './modelSettings';

/** The models this window can ask: those with a key, a server's, the editor's own. Keys and network are here and nowhere else. */
export interface WindowModels {
  /** What the engine asks for the writer goes through this. */
  readonly host: ModelHost;
  /** What a model can do and costs. Rejects with a `Failure` of a `model-…` code; aborted, with the signal's reason. */
  describe(id: string, signal?: AbortSignal): Promise<ModelInfo>;
  /** What a provider offers; with a key that is tried, by that one. Never rejects. */
  list(
    provider: 'anthropic' | 'server',
    how?: { readonly trying?: BoundKey; readonly signal?: AbortSignal },
  ): Promise<ModelList>;
  /** What the editor itself offers. Never rejects. */
  editorModels(): Promise<readonly ListedModel[]>;
  /** A key or a setting changed: another model may be there. */
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

/** Why nothing is sent from a folder that is not trusted. */
export const UNTRUSTED =
  'This folder is not trusted, so nothing is sent to any model. Trust it first; until then everything is made by rules.';

export interface WindowModelsOptions {
  readonly keys: ApiKeys;
  /** The host's own: it knows the editor's proxy settings. */
  readonly fetch: typeof fetch;
}

export function createWindowModels({ keys, fetch }: WindowModelsOptions): WindowModels {
  const changed = new vscode.EventEmitter<void>();
  const accessTo = async (provider: string, trying?: BoundKey): Promise<ModelAccess> => {
    const { baseUrl, prices } = readModelSettings();
    const address = provider === 'server' ? baseUrl : null;
    const origin = address === null ? ANTHROPIC_ORIGIN : (modelAddress(address)?.origin ?? null);
    const apiKey = trying ?? (origin === null ? null : await keys.get(origin));
    return { apiKey, baseUrl: address, fetch, prices };
  };

  const openEditorModel = async (id: string): Promise<OpenedModel> => {
    const chats = await vscode.lm.selectChatModels({});
    const chat = chats.find((one) => editorModelId(one) === id);
    if (chat === undefined) {
      const subject = {
        recipient: 'The editor',
        origin: 'the editor',
        local: false,
        model: id.slice('editor/'.length),
      };
      return { kind: 'failed', failure: modelFailure('model-unknown', subject) };
    }
    return { kind: 'open', model: editorModel(chat, vscode, readModelSettings().prices[id] ?? null) };
  };

  const openAnew = async (id: string, signal: AbortSignal): Promise<OpenedModel> => {
    if (!vscode.workspace.isTrusted) return { kind: 'failed', failure: untrusted() };
    const provider = id.slice(0, id.indexOf('/'));
    if (provider === 'editor') return openEditorModel(id);
    if (provider === 'server' && readModelSettings().baseUrl === null) {
      return { kind: 'failed', failure: noServer(id) };
    }
    const access = await accessTo(provider);
    // Read when a model is first asked: what speaks to services would make every start of the window slower.
    const { openTextModel } = await import('../../models/openTextModel');
    return openTextModel(id, access, signal);
  };

  const { open, forget: forgetOpened } = openedModels(openAnew);
  const forget = (): void => {
    forgetOpened();
    changed.fire();
  };
  const listening = vscode.Disposable.from(
    changed,
    keys.onDidChange(forget),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('writersroom.models')) forget();
    }),
    vscode.lm.onDidChangeChatModels(forget),
  );

  const describe = async (id: string, signal?: AbortSignal): Promise<ModelInfo> => {
    const found = await open(id, signal);
    if (found.kind === 'open') return found.model.info;
    throw new Failure(found.failure.code, found.failure.message, found.failure.retryable);
  };

  return {
    describe,
    host: {
      describe,
      generate: async (request, options) => {
        const found = await open(request.model);
        if (found.kind === 'failed') return unsent(found.failure);
        const { model } = found;
        return isElsewhere(model.info, options.origin)
          ? unsent(movedAway(model.info))
          : model.generate(request, options);
      },
      countTokens: async (request, signal, origin) => {
        const found = await open(request.model);
        if (found.kind === 'failed' || isElsewhere(found.model.info, origin)) return null;
        return found.model.countTokens(request, signal);
      },
    },
    list: async (provider, { trying, signal } = {}) => {
      if (!vscode.workspace.isTrusted) return { kind: 'failed', failure: untrusted() };
      const access = await accessTo(provider, trying);
      const { listModels } = await import('../../models/listModels');
      return listModels(provider, access, signal);
    },
    editorModels: async () => {
      if (!vscode.workspace.isTrusted) return [];
      const { prices } = readModelSettings();
      const chats = await Promise.resolve(vscode.lm.selectChatModels({})).catch(() => []);
      return chats.map((chat) => {
        const { info } = editorModel(chat, vscode, prices[editorModelId(chat)] ?? null);
        return { id: info.id, name: info.name, info };
      });
    },
    onDidChange: changed.event,
    dispose: () => {
      listening.dispose();
    },
  };
}

/** Whether a model sends elsewhere than where it did when it was described. */
function isElsewhere({ origin }: ModelInfo, described: string | undefined): boolean {
  return described !== undefined && described !== origin;
}

function movedAway({ name, recipient }: ModelInfo): ModelFailureData {
  const message = `Nothing was sent: the settings have changed meanwhile, and ${name} would now be asked at ${recipient}. Start it again to see what is sent now.`;
  return { code: 'model-not-confirmed', message, retryable: true, retryAfterMs: null };
}

function untrusted(): ModelFailureData {
  return { code: 'model-not-confirmed', message: UNTRUSTED, retryable: false, retryAfterMs: null };
}

function noServer(id: string): ModelFailureData {
  const message = `${id} is a model of a server, and no server is set: choose the model again, or set “writersroom.models.baseUrl”.`;
  return { code: 'model-address-wrong', message, retryable: false, retryAfterMs: null };
}

function unsent(failure: ModelFailureData): ModelOutcome {
  return { ended: { kind: 'failed', failure }, content: [], usage: null, origin: '', latencyMs: 0 };
}
