import * as vscode from 'vscode';
import { destinationOf } from '../../story/modelMessage';
import { OFFLINE } from '../../story/scriptSnapshot';
import type { Consents } from './consents';
import { readModelSettings } from './modelSettings';
import { destinationText, modelPriceText, staysHere } from './priceWords';
import type { WindowModels } from './windowModels';

/** A model that can answer in the chat. */
export interface ChatModel {
  /** `offline`, or `PROVIDER/MODEL`. */
  readonly id: string;
  readonly label: string;
  /** Where what is asked goes, and at what price. */
  readonly detail: string;
}

/** Who answers in the chat, and whether it may. */
export interface ChatModels {
  list(): Promise<readonly ChatModel[]>;
  current(): ChatModel;
  /** What it is called with is one of the list. */
  choose(id: string): Promise<void>;
  /**
   * Asks, once a script and recipient, whether text of the script may go there. Resolves with what is agreed to, as
   * `destinationOf` names it: this model, where it sends now; null: nothing is. Rejects with a `Failure`; aborted while
   * the model is asked what it is, with the signal's reason.
   */
  mayAsk(question: ChatQuestion, signal: AbortSignal): Promise<readonly string[] | null>;
}

/** What is going to be asked about, and of whom. */
export interface ChatQuestion {
  readonly scriptId: string;
  /** Of the script. */
  readonly title: string;
  /** Of the model: `offline`, or `PROVIDER/MODEL`. */
  readonly id: string;
  /** Whether notes of what is sent go with it. */
  readonly sendNotes: boolean;
}

/** @param memory outlives the window: what was chosen in the chat is kept there */
export function createChatModels(
  models: WindowModels,
  consents: Consents,
  memory: Pick<vscode.Memento, 'get' | 'update'>,
): ChatModels {
  const chosen = (): string => {
    if (!vscode.workspace.isTrusted) return OFFLINE;
    const kept = memory.get<unknown>(CHOSEN);
    return typeof kept === 'string' ? kept : (readModelSettings().choice?.story ?? OFFLINE);
  };
  const plain = (id: string): ChatModel =>
    id === OFFLINE ? SEARCH_ONLY : { id, label: id.slice(id.indexOf('/') + 1), detail: id };
  return {
    current: () => plain(chosen()),
    list: async () => {
      const { choice } = readModelSettings();
      const named = [...new Set([chosen(), choice?.cards ?? OFFLINE, choice?.story ?? OFFLINE])];
      const described = named
        .filter((id) => id !== OFFLINE)
        .map(async (id) => {
          const info = await models.describe(id).catch(() => null);
          const detail = info === null ? [] : [`${modelPriceText(info.price)}, ${destinationText(info)}`];
          return { ...plain(id), ...(detail[0] !== undefined && { detail: detail[0] }) };
        });
      return [SEARCH_ONLY, ...(await Promise.all(described))];
    },
    choose: async (id) => {
      await memory.update(CHOSEN, id);
    },
    mayAsk: async ({ scriptId, title, id, sendNotes }, signal) => {
      if (id === OFFLINE) return [];
      const info = await models.describe(id, signal);
      const agreed = [destinationOf(info)];
      if (staysHere(info) || consents.has(scriptId, [info.recipient])) return agreed;
      const kept = sendNotes
        ? ', notes too; what is marked never to be sent stays here'
        : '; notes stay here, and so does what is marked never to be sent';
      const sentence = `Ask ${info.name} about "${title}"? What an answer needs of the script goes to ${info.recipient} with each question${kept}. ${priceText(modelPriceText(info.price))}`;
      const [ask] = ['Ask'];
      if ((await vscode.window.showInformationMessage(sentence, { modal: true }, ask)) !== ask) return null;
      await consents.add(scriptId, [info.recipient]);
      return agreed;
    },
  };
}

const CHOSEN = 'writersroom.chatModel';

const SEARCH_ONLY: ChatModel = {
  id: OFFLINE,
  label: 'search only',
  detail: 'Searched for by rules, on this machine. Nothing is sent.',
};

function priceText(price: string): string {
  return `${price.charAt(0).toUpperCase()}${price.slice(1)}.`;
}
