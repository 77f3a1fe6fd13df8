import * as vscode from 'vscode';
import { isSendableKey } from '../../models/boundKey';
import { ANTHROPIC_ORIGIN, modelAddress } from '../../models/modelAddress';
import { Failure } from '../../protocol/failure';
import { counted } from '../../story/lengthText';
import type { ApiKeys } from './apiKeys';
import { chooseModel } from './chooseModel';
import { askForServer } from './askForServer';
import { cancellable } from './cancellable';
import { readModelSettings } from './modelSettings';
import { UNTRUSTED, type WindowModels } from './windowModels';

/** What commands about models work with. */
export interface ModelCommandContext {
  readonly keys: ApiKeys;
  readonly models: WindowModels;
}

/**
 * Asks for which service and for the key, tries it with a request that costs nothing, and keeps it if it is good, bound to
 * the service's origin. Rejects with a `Failure` where the key is refused; nothing is kept then, nor where the writer cancels it.
 */
export async function setApiKey({ keys, models }: ModelCommandContext): Promise<void> {
  if (!vscode.workspace.isTrusted) return void vscode.window.showWarningMessage(UNTRUSTED);
  const service = await askForService();
  if (service === null) return;
  const { origin, provider, name } = service;
  const typed = await vscode.window.showInputBox({
    title: `API key for ${name}`,
    prompt: `Kept in the editor's secret storage and sent to ${origin} only.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || isSendableKey(value.trim())
        ? null
        : 'A key has letters, digits and signs, without blanks in between.',
  });
  const key = typed?.trim() ?? '';
  if (key === '') return;

  const tried = await cancellable(`Trying the key at ${name}`, (signal) =>
    models.list(provider, { trying: { origin, key }, signal }),
  );
  if (tried === null) return;
  // A server that does not say which models it has has not refused the key.
  if (tried.kind === 'failed' && tried.failure.code !== 'model-unknown') {
    const { code, message, retryable } = tried.failure;
    // The sentence of a request speaks of the key that is kept; this one was only tried.
    const why = code === 'model-key-wrong' ? `${capitalized(name)} does not accept this key.` : message;
    throw new Failure(code, `${why} Nothing was kept.`, retryable);
  }
  await keys.set({ origin, key });
  const isTried = tried.kind === 'listed' && tried.from === 'server';
  const sentence = isTried
    ? `${capitalized(name)} accepts the key: ${counted(tried.models.length, 'model')}. It is kept for ${origin} only.`
    : `The key is kept for ${origin} only. It could not be tried now: ${name} did not answer.`;
  const button = 'Choose Model…';
  if ((await vscode.window.showInformationMessage(sentence, button)) === button) await chooseModel({ keys, models });
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

interface Service {
  readonly name: string;
  readonly origin: string;
  readonly provider: 'anthropic' | 'server';
}

async function askForService(): Promise<Service | null> {
  const server = serverNow();
  const items: (vscode.QuickPickItem & { readonly service: Service | null })[] = [
    { label: 'Anthropic', description: ANTHROPIC_ORIGIN, service: ANTHROPIC },
    ...(server === null ? [] : [{ label: server.name, description: server.origin, service: server }]),
    {
      label: 'Another server…',
      detail: 'Any that speaks the Messages API, such as Ollama, LM Studio, llama.cpp, vLLM or a gateway.',
      service: null,
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'API key for which service?',
    placeHolder: 'A key is sent to the service it was given for, and to no other',
  });
  if (chosen === undefined) return null;
  return chosen.service ?? ((await askForServer()) ? serverNow() : null);
}

const ANTHROPIC: Service = { name: 'Anthropic', origin: ANTHROPIC_ORIGIN, provider: 'anthropic' };

function serverNow(): Service | null {
  const { baseUrl } = readModelSettings();
  const address = baseUrl === null ? null : modelAddress(baseUrl);
  if (address === null) return null;
  const name = address.local ? 'the server on this machine' : new URL(address.origin).host;
  return { name, origin: address.origin, provider: 'server' };
}
