import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import type { AnalyzeParams } from '../../protocol/engineContract';
import { OFFLINE } from '../../story/scriptSnapshot';
import { destinationOf, type ModelInfo } from '../../story/modelMessage';
import { costText, dollarsText } from '../../story/priceText';
import { recipientsOf, sendingText, type Sending } from '../../story/sendingText';
import { cancellable } from './cancellable';
import type { Consents } from './consents';
import { readModelSettings } from './modelSettings';
import { amountAbove, staysHere } from './priceWords';
import type { WindowModels } from './windowModels';

/** Who makes a run within which limits, and what of that the writer has agreed to. */
export type SentParams = Pick<AnalyzeParams, 'models' | 'limits' | 'agreed'>;

/** How a run goes on: by models within limits, by rules, or not at all. */
export type RunWay =
  | {
      readonly kind: 'models';
      readonly params: SentParams;
      /** `$0.01 to $0.02`; null: nothing is sent. */
      readonly cost: string | null;
    }
  | { readonly kind: 'rules' }
  | { readonly kind: 'cancelled' };

export interface ConfirmContext {
  readonly connection: EngineConnection;
  readonly models: WindowModels;
  readonly consents: Consents;
}

/**
 * Asks the writer before anything of a run is sent: what, to whom, at what price. Not where nothing would be sent, where
 * all of it stays on this machine and is free, or where the price is below what the writer always allows for this script
 * and the text goes to nobody new. Rejects with a `Failure` where a model cannot be asked.
 */
export async function confirmSending(
  asked: Pick<AnalyzeParams, 'scriptId' | 'kinds' | 'subjects' | 'upstream' | 'remake'>,
  { connection, models, consents }: ConfirmContext,
): Promise<RunWay> {
  const { choice, limits } = readModelSettings();
  if (choice === null || !vscode.workspace.isTrusted) return { kind: 'rules' };
  const params = { models: choice, limits };
  const { scriptId } = asked;
  const counted = await cancellable('Counting what would be sent', (signal) => {
    const describe = (id: string): Promise<ModelInfo> | null => (id === OFFLINE ? null : models.describe(id, signal));
    return Promise.all([
      describe(choice.cards),
      describe(choice.story),
      connection.priceAnalysis({ ...asked, ...params }, { signal }),
      connection.readScript(scriptId),
      connection.readAllowance(scriptId),
    ]);
  });
  if (counted === null) return { kind: 'cancelled' };
  const [cards, story, price, { script, scenes }, { alwaysUnderUsd }] = counted;
  const sending: Sending = { title: script.title, scenes, neverSend: script.neverSend, price, cards, story };
  const cost = price.requests === 0 ? null : costText(price.costUsd);
  // Of what becomes due after all, nobody was asked.
  if (price.requests === 0) return { kind: 'models', params: { ...params, agreed: [] }, cost };
  const agreed = [cards, story].flatMap((model) => (model === null ? [] : destinationOf(model)));
  const go: RunWay = { kind: 'models', params: { ...params, agreed }, cost };
  if ([cards, story].every((model) => model === null || staysHere(model))) return go;
  const recipients = recipientsOf(sending);
  const top = price.costUsd?.top ?? null;
  if (top !== null && alwaysUnderUsd !== null && top <= alwaysUnderUsd && consents.has(scriptId, recipients)) return go;

  const always = top === null ? null : amountAbove(top);
  switch (await ask(sending, always)) {
    case 'analyze':
      break;
    case 'always':
      await connection.setAlwaysUnder({ scriptId, usd: always });
      break;
    case 'rules':
      return { kind: 'rules' };
    case 'cancel':
      return { kind: 'cancelled' };
  }
  await consents.add(scriptId, recipients);
  return go;
}

/**
 * What a run that nobody asked for may use: the models that are chosen, where the writer has set what may always be spent
 * on this script and has agreed to everybody the text goes to. Else, and where one cannot be asked, rules: nothing.
 */
export async function allowedUnasked(
  scriptId: string,
  { connection, models, consents }: ConfirmContext,
): Promise<SentParams> {
  const { choice, limits } = readModelSettings();
  if (choice === null || !vscode.workspace.isTrusted) return {};
  const { alwaysUnderUsd } = await connection.readAllowance(scriptId);
  if (alwaysUnderUsd === null) return {};
  const named = [choice.cards, choice.story].filter((id) => id !== OFFLINE);
  const infos = await Promise.all(named.map((id) => models.describe(id).catch(() => null)));
  const agreed = infos.flatMap((info) =>
    info !== null && consents.has(scriptId, [info.recipient]) ? destinationOf(info) : [],
  );
  return agreed.length === named.length ? { models: choice, limits, agreed } : {};
}

/** @param always the amount of "Always under", in US dollars; null where the price is not known */
async function ask(sending: Sending, always: number | null): Promise<'analyze' | 'always' | 'rules' | 'cancel'> {
  const [analyze, show, rules] = ['Analyze', 'Show the Scenes', 'Use Rules Only'];
  const alwaysButton = always === null ? null : `Always under ${dollarsText(always)}`;
  for (;;) {
    const chosen = await vscode.window.showInformationMessage(
      sendingText(sending),
      { modal: true },
      ...[analyze, show, rules],
      ...(alwaysButton === null ? [] : [alwaysButton]),
    );
    if (chosen === undefined) return 'cancel';
    if (chosen === analyze) return 'analyze';
    if (chosen === rules) return 'rules';
    if (chosen !== show) return 'always';
    await showScenes(sending);
  }
}

/** What goes where, scene by scene, to be looked through; what is left out, too. */
async function showScenes({ scenes, price, cards, story }: Sending): Promise<void> {
  const [texts, read] = [new Set(price.sceneTexts), new Set(price.sceneCards)];
  const items = scenes.map(({ id, label, heading, neverSend }): vscode.QuickPickItem => {
    const goes = [
      ...(texts.has(id) ? [`text to ${cards?.recipient ?? ''}`] : []),
      ...(read.has(id) ? [`card to ${story?.recipient ?? ''}`] : []),
    ];
    const says = neverSend ? '$(lock) never sent' : goes.length === 0 ? 'nothing of it' : goes.join(', ');
    return { label: `${label}  ${heading}`, description: says };
  });
  await vscode.window.showQuickPick(items, {
    title: 'What is sent of each scene',
    placeHolder: 'Enter or Escape goes back to the question',
    matchOnDescription: true,
  });
}
