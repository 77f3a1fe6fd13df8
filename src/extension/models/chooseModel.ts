import * as vscode from 'vscode';
import type { ListedModel } from '../../models/listModels';
import { ANTHROPIC_ORIGIN } from '../../models/modelAddress';
import { modelTableEntry } from '../../models/modelTable';
import { OFFLINE } from '../../story/scriptSnapshot';
import type { ModelChoice } from '../../story/plan';
import type { ApiKeys } from './apiKeys';
import { askForServer } from './askForServer';
import { cancellable } from './cancellable';
import { readModelSettings, writeModelChoice } from './modelSettings';
import { destinationText, modelPriceText } from './priceWords';
import { UNTRUSTED, type WindowModels } from './windowModels';

/**
 * Shows what there is to choose from, with price and where text goes, tries what is chosen and keeps it in the settings.
 * Rejects with a `Failure` where it cannot be asked; what was chosen before stays then.
 */
export async function chooseModel(context: { readonly keys: ApiKeys; readonly models: WindowModels }): Promise<void> {
  if (!vscode.workspace.isTrusted) return void vscode.window.showWarningMessage(UNTRUSTED);
  const { models } = context;
  const found = await cancellable('Looking for models', (signal) => findModels(context, signal));
  if (found === null) return;
  const chosen = await vscode.window.showQuickPick(itemsOf(found), {
    title: 'Choose Model',
    placeHolder: 'Who makes cards, outline, sheets and threads, and answers in the chat',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.does === undefined) return;
  const choice = await chosen.does();
  if (choice === 'again') return chooseModel(context);
  if (choice === null) return;
  if (choice === 'key') {
    await vscode.commands.executeCommand('writersroom.setApiKey');
    return;
  }

  const ids = [...new Set([choice.cards, choice.story])].filter((id) => id !== OFFLINE);
  const infos = await cancellable('Trying the connection', (signal) =>
    Promise.all(ids.map((id) => models.describe(id, signal))),
  );
  if (infos === null) return;
  await writeModelChoice(choice);
  const says = infos.map((info) => `${info.name}: ${modelPriceText(info.price)}, ${destinationText(info)}.`);
  const sentence = says.length === 0 ? 'Rules make everything, on this machine. Nothing is sent.' : says.join(' ');
  void vscode.window.showInformationMessage(sentence);
}

interface FoundModels {
  readonly anthropic: readonly ListedModel[];
  readonly server: readonly ListedModel[];
  readonly editor: readonly ListedModel[];
  /** Why the server names none; null: it does, or there is none. */
  readonly serverFailure: string | null;
}

async function findModels(
  { keys, models }: { keys: ApiKeys; models: WindowModels },
  signal: AbortSignal,
): Promise<FoundModels> {
  const hasKey = (await keys.get(ANTHROPIC_ORIGIN)) !== null;
  const hasServer = readModelSettings().baseUrl !== null;
  const [anthropic, server, editor] = await Promise.all([
    hasKey ? models.list('anthropic', { signal }) : null,
    hasServer ? models.list('server', { signal }) : null,
    models.editorModels(),
  ]);
  return {
    anthropic: anthropic?.kind === 'listed' ? anthropic.models : [],
    server: server?.kind === 'listed' ? server.models : [],
    editor,
    serverFailure: server?.kind === 'failed' ? server.failure.message : null,
  };
}

/** What choosing an item leads to; null: nothing is chosen after all. */
type Chosen = ModelChoice | 'again' | 'key' | null;

interface ModelItem extends vscode.QuickPickItem {
  readonly does?: () => Promise<Chosen>;
}

function itemsOf({ anthropic, server, editor, serverFailure }: FoundModels): ModelItem[] {
  const all = [...anthropic, ...server, ...editor];
  const now = readModelSettings().choice;
  const mark = ({ cards, story }: ModelChoice): string =>
    (now?.cards ?? OFFLINE) === cards && (now?.story ?? OFFLINE) === story ? '$(check) ' : '';
  const item = (label: string, choice: ModelChoice, rest: Partial<ModelItem>): ModelItem => ({
    ...rest,
    label: `${mark(choice)}${label}`,
    does: () => Promise.resolve(choice),
  });
  const one = (model: ListedModel): ModelItem =>
    item(model.name, { cards: model.id, story: model.id }, { description: describeListed(model) });
  const group = (label: string, models: readonly ListedModel[]): ModelItem[] =>
    models.length === 0 ? [] : [separator(label), ...models.map(one)];
  const pair = [cheapAndBetter(anthropic), cheapAndBetter(server)].flatMap((found) => found ?? []);
  return [
    item('Rules only', { cards: OFFLINE, story: OFFLINE }, { description: 'on this machine, nothing is sent' }),
    ...pair.map(({ cheap, better }) =>
      item(
        `${cheap.name} for cards, ${better.name} for the rest`,
        { cards: cheap.id, story: better.id },
        { description: 'cheap where there is much, better where it counts', detail: describeListed(cheap) },
      ),
    ),
    ...group('Anthropic', anthropic),
    ...group('Your server', server),
    ...group('The editor', editor),
    separator(''),
    ...(all.length > 1
      ? [{ label: 'One for cards, another for the rest…', does: () => chooseTwo(all) } satisfies ModelItem]
      : []),
    ...(serverFailure === null && server.length > 0 ? [] : nameByHand(serverFailure)),
    { label: 'Set API Key…', does: () => Promise.resolve('key' as const) },
    {
      label: readModelSettings().baseUrl === null ? 'Use a server of your own…' : 'Change the address of the server…',
      detail: 'Ollama, LM Studio, llama.cpp, vLLM or another that speaks the Messages API',
      does: async () => ((await askForServer()) ? 'again' : null),
    },
  ];
}

/** A server that does not say which models it has has them nonetheless. */
function nameByHand(failure: string | null): ModelItem[] {
  if (readModelSettings().baseUrl === null) return [];
  const does = async (): Promise<Chosen> => {
    const typed = await vscode.window.showInputBox({
      title: 'Model of the server',
      prompt: 'Its name as the server has it',
      placeHolder: 'qwen3:8b',
      ignoreFocusOut: true,
    });
    const name = typed?.trim() ?? '';
    return name === '' ? null : { cards: `server/${name}`, story: `server/${name}` };
  };
  return [{ label: 'Name a model of the server…', ...(failure !== null && { detail: failure }), does }];
}

async function chooseTwo(all: readonly ListedModel[]): Promise<Chosen> {
  const pick = async (title: string): Promise<string | null> => {
    const items = [
      { label: 'Rules only', description: 'on this machine', id: OFFLINE },
      ...all.map((model) => ({ label: model.name, description: describeListed(model), id: model.id })),
    ];
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.id ?? null;
  };
  const cards = await pick('Who makes the scene cards? (1 of 2)');
  if (cards === null) return null;
  const story = await pick('Who makes outline, sheets, threads and answers? (2 of 2)');
  return story === null ? null : { cards, story };
}

/** The cheapest model that is known, and the next better one; null where there are no two. */
function cheapAndBetter(models: readonly ListedModel[]): { cheap: ListedModel; better: ListedModel } | null {
  const priced = models
    .filter(({ id }) => modelTableEntry(id.slice(id.indexOf('/') + 1)) !== null)
    .flatMap((model) => {
      const price = model.info?.price ?? modelTableEntry(model.id.slice(model.id.indexOf('/') + 1))?.price;
      return price === undefined ? [] : [{ model, output: price.output }];
    })
    .sort((a, b) => a.output - b.output);
  const [cheap, better] = priced;
  return cheap === undefined || better === undefined ? null : { cheap: cheap.model, better: better.model };
}

function describeListed({ id, info }: ListedModel): string {
  return info === null
    ? `${id.slice(id.indexOf('/') + 1)} · price and abilities are found out when it is chosen`
    : `${modelPriceText(info.price)} · ${destinationText(info)}`;
}

function separator(label: string): ModelItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
