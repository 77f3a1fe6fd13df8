import * as vscode from 'vscode';
import type { ModelPrice } from '../../story/modelMessage';
import type { ModelChoice } from '../../story/plan';
import { OFFLINE } from '../../story/scriptSnapshot';
import { userSetting } from '../userSetting';
import { pricesFrom } from './pricesFrom';

/** What the settings under `writersroom.models` and `writersroom.limits` say, as the user set them; nothing in a folder can change them. */
export interface ModelSettings {
  /** Null: rules make everything. */
  readonly choice: ModelChoice | null;
  /** Of a server that speaks the Messages API; null: none. */
  readonly baseUrl: string | null;
  /** US dollars; null: no limit. */
  readonly limits: { readonly runUsd: number | null; readonly dayUsd: number | null };
  /** By `PROVIDER/MODEL`; they come before what is known of a model. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
}

export function readModelSettings(): ModelSettings {
  const cards = modelName(userSetting('models.cards'));
  const story = modelName(userSetting('models.story'));
  const baseUrl = userSetting('models.baseUrl');
  return {
    choice: cards === OFFLINE && story === OFFLINE ? null : { cards, story },
    baseUrl: typeof baseUrl === 'string' && baseUrl.trim() !== '' ? baseUrl.trim() : null,
    limits: { runUsd: dollars(userSetting('limits.runUsd')), dayUsd: dollars(userSetting('limits.dayUsd')) },
    prices: pricesFrom(userSetting('models.prices')),
  };
}

/** Writes which models are asked from now on. */
export async function writeModelChoice({ cards, story }: ModelChoice): Promise<void> {
  const settings = vscode.workspace.getConfiguration('writersroom');
  await settings.update('models.cards', cards, vscode.ConfigurationTarget.Global);
  await settings.update('models.story', story, vscode.ConfigurationTarget.Global);
}

/** Writes the address of the server that is asked for `server/MODEL`. */
export async function writeBaseUrl(baseUrl: string): Promise<void> {
  await vscode.workspace
    .getConfiguration('writersroom')
    .update('models.baseUrl', baseUrl, vscode.ConfigurationTarget.Global);
}

function modelName(value: unknown): string {
  return typeof value === 'string' && /^[^/\s]+\/.+$/.test(value.trim()) ? value.trim() : OFFLINE;
}

function dollars(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
