import type { ModelFailureData, ModelInfo } from '../story/modelMessage';
import { infoFromTable, infoTold, type ToldModel } from './anthropicModel';
import { connectModel, type ModelAccess } from './connectModel';
import { failureOfError } from './failureOfError';
import type { FailureSubject } from './modelFailure';
import { MODEL_TABLE } from './modelTable';
import { toldName } from './untrusted';

/** A model as a picker shows it. `info` is null where the server only names it: opening it finds out. */
export interface ListedModel {
  /** `PROVIDER/MODEL`. */
  readonly id: string;
  readonly name: string;
  readonly info: ModelInfo | null;
}

export type ModelList =
  | { readonly kind: 'listed'; readonly from: 'server' | 'table'; readonly models: readonly ListedModel[] }
  | { readonly kind: 'failed'; readonly failure: ModelFailureData };

/**
 * The models of a provider (`anthropic` or `server`). Without a key, or without a network, Anthropic's are those of the
 * table. A server that does not say which models it has is a failure of code `model-unknown`: its model is then named
 * by hand. Never rejects.
 */
export async function listModels(
  provider: 'anthropic' | 'server',
  access: ModelAccess,
  signal = NEVER,
): Promise<ModelList> {
  const connected = connectModel(provider, 'a model', access);
  if (connected.kind === 'failed') {
    if (connected.failure.code !== 'model-key-missing') return connected;
    return { kind: 'listed', from: 'table', models: tableModels(connected.subject, access) };
  }
  const { connection, subject } = connected;
  try {
    // Asked for as plain data: servers other than Anthropic's list in shapes of their own.
    const said = await connection.client.get<unknown>('/v1/models', { query: { limit: 1000 }, signal });
    return { kind: 'listed', from: 'server', models: modelsIn(said, provider, subject, access) };
  } catch (error) {
    const now = connection.clock.now();
    const failure = failureOfError(error, { subject, key: connection.key, heard: 'nothing', now });
    if (provider === 'anthropic' && failure.code !== 'model-key-wrong' && failure.code !== 'model-forbidden') {
      return { kind: 'listed', from: 'table', models: tableModels(subject, access) };
    }
    return { kind: 'failed', failure };
  }
}

const NEVER = new AbortController().signal;

function tableModels(subject: FailureSubject, access: ModelAccess): ListedModel[] {
  return MODEL_TABLE.map((entry) => {
    const id = `anthropic/${entry.model}`;
    return { id, name: entry.name, info: infoFromTable(entry, subject, access.prices[id] ?? null) };
  });
}

/** Anthropic's shape (`data` of `{type: 'model', id, display_name}`) and the one most other servers have (`data` of `{id}`). */
function modelsIn(said: unknown, provider: string, subject: FailureSubject, access: ModelAccess): ListedModel[] {
  const data = (said as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) return [];
  return data.flatMap((one: unknown): ListedModel[] => {
    const { id, display_name: name } = (one ?? {}) as { id?: unknown; display_name?: unknown };
    // What cannot be shown as it is cannot be chosen either.
    if (typeof id !== 'string' || id !== toldName(id)) return [];
    const full = `${provider}/${id}`;
    const shown = toldName(name) ?? id;
    const told = provider === 'anthropic' && (one as { type?: unknown }).type === 'model';
    if (!told) return [{ id: full, name: shown, info: null }];
    const { info } = infoTold(one as ToldModel, subject, access.prices[full] ?? null);
    return [{ id: full, name: shown, info }];
  });
}
