import * as vscode from 'vscode';
import { untitledDocument } from '../untitledDocument';
import type { EngineConnection } from '../../client/engineConnection';
import { Failure } from '../../protocol/failure';
import type { ConversationEntry } from '../../story/chatMessage';
import { counted } from '../../story/lengthText';
import { asFailure } from '../asFailure';
import { withoutLinks } from '../withoutLinks';

/** What the list asks of the engine. */
export type ConversationStore = Pick<
  EngineConnection,
  'listConversations' | 'renameConversation' | 'archiveConversation' | 'deleteConversation' | 'exportConversation'
>;

export interface ConversationListOptions {
  readonly scriptId: string;
  readonly store: ConversationStore;
  /** The one in the panel now; null: a new one. */
  readonly currentId: () => string | null;
  readonly open: (conversationId: string) => void;
  readonly newTopic: () => void;
  /** This one is not there any more. */
  readonly deleted: (conversationId: string) => void;
}

interface ConversationItem extends vscode.QuickPickItem {
  /** Null: a new topic. */
  readonly entry: ConversationEntry | null;
}

/**
 * Shows the conversations about a script, last spoken in first, to open one, or to rename, archive, delete or export it.
 * Rejects with a `Failure` if they cannot be listed.
 */
export async function showConversations(options: ConversationListOptions): Promise<void> {
  const { scriptId, store, currentId } = options;
  const picker = vscode.window.createQuickPick<ConversationItem>();
  picker.title = 'Conversations';
  picker.placeholder = 'Open a conversation';
  picker.matchOnDescription = true;
  const fill = async (): Promise<void> => {
    const entries = await store.listConversations(scriptId);
    const item = (entry: ConversationEntry): ConversationItem => itemOf(entry, currentId());
    const archived = entries.filter((entry) => entry.archived);
    picker.items = [
      { label: '$(add) New Topic', entry: null },
      ...entries.filter((entry) => !entry.archived).map(item),
      ...(archived.length === 0
        ? []
        : [{ label: 'Archived', kind: vscode.QuickPickItemKind.Separator, entry: null }, ...archived.map(item)]),
    ];
  };
  try {
    await fill();
  } catch (error) {
    picker.dispose();
    throw error;
  }
  // A question put in between hides the list, which is shown again when that is answered: it lives until nothing asks.
  let asking = false;
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      asking = false;
      picker.dispose();
      void vscode.window.showErrorMessage(withoutLinks(asFailure(error).message));
    }
  };
  picker.onDidAccept(() => {
    const [chosen] = picker.selectedItems;
    picker.hide();
    if (chosen === undefined) return;
    if (chosen.entry === null) options.newTopic();
    else if (chosen.entry.id !== currentId()) options.open(chosen.entry.id);
  });
  picker.onDidTriggerItemButton(({ button, item: { entry } }) => {
    const action = ACTIONS.find(({ tooltip }) => tooltip === button.tooltip || tooltip === bringBack(button.tooltip));
    if (entry === null || action === undefined) return;
    asking = true;
    void act(async () => {
      const showAgain = await action.run(entry, options);
      if (showAgain) await fill();
      asking = false;
      if (showAgain) picker.show();
      else picker.dispose();
    });
  });
  picker.onDidHide(() => {
    if (!asking) picker.dispose();
  });
  picker.show();
}

interface ConversationAction {
  readonly tooltip: string;
  readonly icon: string;
  /** Whether the list reads differently now and is to be shown again. */
  readonly run: (entry: ConversationEntry, options: ConversationListOptions) => Promise<boolean>;
}

const ACTIONS: readonly ConversationAction[] = [
  { tooltip: 'Rename', icon: 'edit', run: rename },
  { tooltip: 'Archive', icon: 'archive', run: archive },
  { tooltip: 'Export as Markdown', icon: 'export', run: exportOne },
  { tooltip: 'Delete', icon: 'trash', run: remove },
];

/** The button of an archived one says what it does then. */
const BRING_BACK = 'Bring Back';
function bringBack(tooltip: string | undefined): string | undefined {
  return tooltip === BRING_BACK ? 'Archive' : tooltip;
}

function itemOf(entry: ConversationEntry, currentId: string | null): ConversationItem {
  const when = new Date(entry.updatedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return {
    label: entry.id === currentId ? `$(comment-discussion) ${plain(entry.title)}` : plain(entry.title),
    description: `${counted(entry.messages, 'message')} · ${when}`,
    entry,
    buttons: ACTIONS.map(({ tooltip, icon }) => {
      const isBack = tooltip === 'Archive' && entry.archived;
      return {
        iconPath: new vscode.ThemeIcon(isBack ? 'discard' : icon),
        tooltip: isBack ? BRING_BACK : tooltip,
      };
    }),
  };
}

/** A title that holds no icon. */
function plain(title: string): string {
  return title.replaceAll('$(', '$ (');
}

async function rename(entry: ConversationEntry, { scriptId, store }: ConversationListOptions): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title: 'Rename Conversation',
    value: entry.title,
    validateInput: (value) => wrongIn(nameOf(value)),
  });
  if (typed === undefined) return true;
  const title = nameOf(typed);
  const wrong = wrongIn(title);
  if (wrong !== null) throw new Failure('bad-request', wrong);
  await store.renameConversation({ scriptId, conversationId: entry.id, title });
  return true;
}

/** A name in one line, as it is kept. */
function nameOf(typed: string): string {
  return typed.replace(/\s+/gu, ' ').trim();
}

/** Why a conversation cannot have this name; null: it can. */
function wrongIn(name: string): string | null {
  if (name === '') return 'A conversation needs a name.';
  return name.length > MOST_NAME ? `A name has at most ${MOST_NAME} characters.` : null;
}

/** As many characters as the name of a conversation may have (UTF-16 units). */
const MOST_NAME = 200;

async function archive(entry: ConversationEntry, { scriptId, store }: ConversationListOptions): Promise<boolean> {
  await store.archiveConversation({ scriptId, conversationId: entry.id, archived: !entry.archived });
  return true;
}

async function exportOne(entry: ConversationEntry, { scriptId, store }: ConversationListOptions): Promise<boolean> {
  const { fileName, markdown } = await store.exportConversation({ scriptId, conversationId: entry.id });
  const document = await untitledDocument(fileName, markdown);
  await vscode.window.showTextDocument(document, { preview: false });
  return false;
}

async function remove(entry: ConversationEntry, options: ConversationListOptions): Promise<boolean> {
  const sentence = `Delete “${entry.title}”? Its ${counted(entry.messages, 'message')} cannot be brought back.`;
  const confirmed = await vscode.window.showWarningMessage(sentence, { modal: true }, 'Delete');
  if (confirmed !== undefined) {
    await options.store.deleteConversation({ scriptId: options.scriptId, conversationId: entry.id });
    options.deleted(entry.id);
  }
  return true;
}
