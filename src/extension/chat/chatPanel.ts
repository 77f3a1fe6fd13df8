import * as vscode from 'vscode';
import {
  draftsSchema,
  withDraft,
  type Drafts,
  type FromChatPanel,
  type ToChatPanel,
  type TypedQuestion,
} from '../../protocol/chatPanelContract';
import { Failure } from '../../protocol/failure';
import { readScript } from '../../screenplay/scriptReading';
import type { ScriptView } from '../../story/analysisResult';
import {
  budgetTierSchema,
  OFFLINE_MODEL,
  type BudgetTier,
  type ContextPreview,
  type EditProposal,
} from '../../story/chatMessage';
import type { ActiveScriptFollower } from '../activeScript';
import { asFailure } from '../asFailure';
import { insertedWords } from '../proposals/insertedWords';
import type { Proposals } from '../proposals/proposals';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import type { StoryEngine } from '../storyEngine';
import type { ChatModels } from '../models/chatModels';
import { readModelSettings } from '../models/modelSettings';
import { askedDeeper } from './askedDeeper';
import { registerChatPage } from './chatPage';
import { showConversations } from './conversationList';
import { createChatSettings } from './chatSettings';
import { chatSnapshot, type ShownScript } from './chatSnapshot';
import { createDocumentText, type DocumentText } from './documentText';
import { openCitation } from './openCitation';
import { requestOf, type AskedBy, type AskedMore, type QuestionAsked, type Talk } from './talk';
import { createTalks } from './talks';
import { writersPlace } from './writersPlace';
import { withoutLinks } from '../withoutLinks';

/** The view's id in `package.json`. */
export const CHAT_VIEW_ID = 'writersroom.chat';

/** The chat panel: asks the engine for the writer and shows the newest state. There is one a window. */
export interface ChatPanel {
  /** Shows the panel with the cursor in the question. */
  open(): Promise<void>;
  /** Begins a conversation without what was said before; that one stays stored. */
  newTopic(): Promise<void>;
  /** Shows the panel with a scene named in the question; null: the scene the cursor is in, if it is in one. */
  askAboutScene(sceneId: string | null): Promise<void>;
  /** What its page and this window tell each other. */
  readonly messages: ChatMessages;
  dispose(): void;
}

/** The page of the chat, as messages. */
export interface ChatMessages {
  /** Does what the page asks for, as if it had. Rejects, after telling the writer, where it cannot be done. */
  receive(message: FromChatPanel): Promise<void>;
  /** What the page was told. */
  readonly onDidSend: vscode.Event<ToChatPanel>;
}

export interface ChatPanelOptions {
  /** Of the built page: `webview.js` and `webview.css`. */
  readonly pageFolder: vscode.Uri;
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly active: ActiveScriptFollower;
  readonly proposals: Proposals;
  readonly models: ChatModels;
  /** Where the tier that the writer chose and what is typed are kept. */
  readonly memory: vscode.Memento;
  readonly openSample: () => Promise<unknown>;
  readonly log: vscode.LogOutputChannel;
}

/** Of the tier, and of what is typed and not sent, in `memory`. */
const TIER_KEY = 'chat.tier';
const DRAFTS_KEY = 'chat.drafts';

/** Registers the panel. Nothing is asked of the engine before the view is shown for the first time. */
export function createChatPanel(options: ChatPanelOptions): ChatPanel {
  const { pageFolder, engine, documents, active, proposals, models, memory, openSample, log } = options;
  const textOf = createTextReader();
  /** The scripts that were shown, by their ids, each as it was shown last. */
  const known = new Map<string, KnownScript>();
  /** The script that is shown now. */
  const current = (): KnownScript | null => {
    const script = knownScript(active);
    if (script !== null) known.set(script.view.script.id, script);
    return script;
  };
  /** The script that the page speaks of, though another may be shown by now. */
  const spokenOf = (message: FromChatPanel): KnownScript | null => {
    const shownNow = current();
    const scriptId = 'scriptId' in message ? message.scriptId : undefined;
    if (scriptId === undefined || scriptId === shownNow?.view.script.id) return shownNow;
    const script = known.get(scriptId);
    if (script === undefined) throw new Failure('script-unknown', NOT_HERE);
    return script;
  };
  /** What the page shows, by the kind of message. */
  const shown = new Map<ToChatPanel['kind'], string>();
  /** What the next page is told when it listens. */
  let awaited: ToChatPanel | null = null;

  const chatSettings = createChatSettings((said) => void vscode.window.showWarningMessage(said));

  const talks = createTalks({
    connect: async (scriptId) => {
      const document = known.get(scriptId)?.document;
      if (document !== undefined && !document.isClosed) await documents.flush(document);
      return engine.connect();
    },
    permit: async ({ scriptId, model = OFFLINE_MODEL, sendNotes = false }, signal) => {
      const title = known.get(scriptId)?.view.script.title ?? '';
      const agreed = await models.mayAsk({ scriptId, title, id: model, sendNotes }, signal);
      if (agreed !== null) return agreed;
      throw new Failure('model-not-confirmed', 'Nothing was sent. Ask again, or choose who answers.', true);
    },
    onChange: () => show(),
    onMore: (scriptId, before, now) => showMore(scriptId, before, now),
    onFailure: (error) => log.error(`Chat: ${String(error)}`),
  });

  /** Sent where it is not what the page has. */
  const sendNew = (message: ToChatPanel): void => {
    const written = JSON.stringify(message);
    if (shown.get(message.kind) === written) return;
    shown.set(message.kind, written);
    page.send(message);
  };
  const show = (): void => {
    if (!page.listening) return;
    showSurroundings();
    sendNew(chatSnapshot(shownScript()));
  };
  const showSurroundings = (): void => {
    const script = current();
    if (!page.listening || script === null) return;
    const { scenes, characters } = script.view;
    const { scene, selection } = writersPlace(script.document, script.view);
    const model = models.current();
    sendNew({
      kind: 'mentionable',
      scenes: scenes.map(({ id, label, heading }) => ({ id, label, heading })),
      characters: characters.map(({ name }) => name),
    });
    sendNew({
      kind: 'surroundings',
      scene: scene && { id: scene.id, label: scene.label, heading: scene.heading },
      selection: selection && { startLine: selection.startLine, endLine: selection.endLine },
      tier: tier(),
      ...chatSettings(),
      model: { label: model.label, offline: model.id === OFFLINE_MODEL },
    });
  };
  /** Of an answer under way only what is new crosses: the conversation stays as it is. */
  const showMore = (scriptId: string, before: Talk, now: Talk): void => {
    const [old, running] = [before.pending?.running, now.pending?.running];
    if (!page.listening || old == null || running == null) return;
    if (knownScript(active)?.view.script.id !== scriptId) return;
    // The page is ahead of the snapshot it has: the next one is sent whatever it says.
    shown.delete('snapshot');
    const { turn } = running;
    if (running.text.length > old.text.length) {
      page.send({ kind: 'more', turn, from: old.text.length, text: running.text.slice(old.text.length) });
    }
    running.steps.slice(old.steps.length).forEach((step, at) => {
      page.send({ kind: 'step', turn, index: old.steps.length + at, step });
    });
  };

  const tier = (): BudgetTier => {
    const kept = budgetTierSchema.safeParse(memory.get(TIER_KEY));
    return kept.success ? kept.data : 'standard';
  };
  /** What is typed and not sent, by the keys of the scripts it is about. */
  const drafts = (): Drafts => draftsSchema.parse(memory.get(DRAFTS_KEY));
  const sendDrafts = (): void => {
    for (const draft of Object.values(drafts())) page.send({ kind: 'draft', draft });
  };
  const chooseModel = async (): Promise<void> => {
    const current = models.current();
    const items = (await models.list()).map(({ id, label, detail }) => ({
      id,
      label,
      detail,
      ...(id === current.id && { description: 'answers now' }),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: 'Model',
      placeHolder: 'What answers in the chat',
      matchOnDetail: true,
    });
    if (chosen !== undefined) await models.choose(chosen.id);
    show();
  };

  const askedBy = (): AskedBy => {
    const { dayUsd: dayLimitUsd } = readModelSettings().limits;
    return { model: models.current().id, budgetTier: tier(), dayLimitUsd, ...chatSettings() };
  };
  /** A question as it would be asked now. */
  const asked = ({ document, view }: KnownScript, question: TypedQuestion): QuestionAsked => {
    const { scene, selection } = writersPlace(document, view);
    const more: AskedMore = {
      ...askedBy(),
      ...(selection !== null && question.withoutSelection !== true && { selection }),
      ...(question.mentions !== undefined && { mentions: question.mentions }),
      ...(question.forkBefore !== undefined && { forkBefore: question.forkBefore }),
    };
    return {
      kind: 'ask',
      text: question.text,
      currentSceneId: question.withoutScene === true ? null : (scene?.id ?? null),
      more,
    };
  };
  let previewing = new AbortController();
  /** What a question would send; null where nothing would be, and where it cannot be said. */
  const preview = async (script: KnownScript, question: TypedQuestion): Promise<ContextPreview | null> => {
    previewing.abort();
    previewing = new AbortController();
    const { signal } = previewing;
    if (models.current().id === OFFLINE_MODEL) return null;
    try {
      const { conversationId } = talks.of(script.view.script.id);
      const request = requestOf({ scriptId: script.view.script.id, conversationId }, asked(script, question));
      return await (await engine.connect()).previewContext(request, { signal });
    } catch (error) {
      if (!signal.aborted) log.warn(`Chat: what a question would send: ${asFailure(error).message}`);
      return null;
    }
  };

  const proposalOf = ({ view }: KnownScript, id: string): EditProposal | null => {
    const { messages, pending } = talks.of(view.script.id);
    const proposed = messages.flatMap((message) => (message.role === 'user' ? [] : message.response.proposals));
    return [...proposed, ...(pending?.running?.proposals ?? [])].find((one) => one.id === id) ?? null;
  };
  const decide = async (
    script: KnownScript,
    { id, action }: FromChatPanel & { readonly kind: 'proposal' },
  ): Promise<void> => {
    const proposal = proposalOf(script, id);
    if (proposal === null) return;
    if (action === 'discard') await proposals.discard(proposal);
    else if (action === 'review') await proposals.review(script.document, proposal);
    else if (action === 'choose') await proposals.choose(script.document, proposal);
    else await proposals.accept(script.document, proposal);
  };
  const insert = async ({ document, view }: KnownScript, words: string): Promise<void> => {
    await documents.flush(document);
    const { scenes } = readScript(document.getText());
    const { line } = writersPlace(document, view);
    const reading = line === null ? undefined : scenes.findLast(({ block }) => block.startLine <= line);
    const now = await (await engine.connect()).readScript(view.script.id);
    const scene = reading?.index == null ? undefined : now.scenes[reading.index];
    if (reading === undefined || scene === undefined || line === null) {
      throw new Failure('scene-unknown', 'Put the cursor into the scene that the words are to go into.');
    }
    const { id: sceneId, hash, label, heading } = scene;
    const afterLine = line - (reading.block.startLine - reading.headingLine);
    const proposal = insertedWords(words, { sceneId, hash, label, heading, source: reading.source, afterLine });
    await proposals.review(document, proposal);
  };

  const shownScript = (): ShownScript => {
    const script = active.current;
    if (script.kind === 'none' || script.kind === 'forgotten') return { kind: script.kind };
    const { document } = script;
    const key = document.uri.toString();
    const ready = current();
    if (ready !== null) {
      const { view } = ready;
      const talk = talks.of(view.script.id);
      return {
        kind: 'ready',
        key,
        view,
        document: textOf(document),
        talk,
        deeper: talk.pending === null ? (askedDeeper(talk, askedBy())?.tier ?? null) : null,
        answeredBy: models.current().label,
        outcomes: proposals.outcomes,
      };
    }
    const title = scriptName(document);
    return script.kind === 'failed'
      ? { kind: 'failed', key, title, failure: script.failure.toData() }
      : { kind: 'reading', key, title };
  };

  const focus = async (prefix: string | null): Promise<void> => {
    const message: ToChatPanel = { kind: 'focus', prefix };
    const { listening } = page;
    if (!listening) awaited = message;
    await vscode.commands.executeCommand(`${CHAT_VIEW_ID}.focus`);
    if (listening) page.send(message);
  };

  const conversations = async ({ view }: KnownScript): Promise<void> => {
    const scriptId = view.script.id;
    await showConversations({
      scriptId,
      store: await engine.connect(),
      currentId: () => talks.of(scriptId).conversationId,
      open: (conversationId) => talks.tell(scriptId, { kind: 'openConversation', conversationId }),
      newTopic: () => talks.tell(scriptId, { kind: 'newTopic' }),
      deleted: (conversationId) => talks.tell(scriptId, { kind: 'deleted', conversationId }),
    });
  };

  /** What the writer wanted and did not get is told. */
  const receive = async (message: FromChatPanel): Promise<void> => {
    try {
      await carryOut(message);
    } catch (error) {
      void vscode.window.showErrorMessage(withoutLinks(asFailure(error).message));
      throw error;
    }
  };
  const carryOut = async (message: FromChatPanel): Promise<void> => {
    const script = spokenOf(message);
    switch (message.kind) {
      case 'ready':
        shown.clear();
        show();
        sendDrafts();
        if (awaited !== null) page.send(awaited);
        awaited = null;
        break;
      case 'ask':
        if (script !== null) talks.tell(script.view.script.id, asked(script, message));
        break;
      case 'draft':
        await memory.update(DRAFTS_KEY, withDraft(drafts(), message.draft));
        break;
      case 'preview':
        page.send({
          kind: 'previewed',
          id: message.id,
          preview: script === null ? null : await preview(script, message),
        });
        break;
      case 'chooseTier':
        await memory.update(TIER_KEY, message.tier);
        showSurroundings();
        break;
      case 'chooseModel':
        await chooseModel();
        break;
      case 'conversations':
        if (script !== null) await conversations(script);
        break;
      case 'proposal':
        if (script !== null) await decide(script, message);
        break;
      case 'insert':
        if (script !== null) await insert(script, message.text);
        break;
      case 'stop':
      case 'newTopic':
        if (script !== null) talks.tell(script.view.script.id, { kind: message.kind });
        break;
      case 'retry':
        await engine.startAgain();
        if (active.current.kind === 'failed') documents.syncSoon(active.current.document);
        if (script !== null) talks.tell(script.view.script.id, { kind: 'retry', by: askedBy() });
        // Sent again even where nothing is different: the page waits for an outcome.
        shown.clear();
        show();
        break;
      case 'askDeeper': {
        const again = script === null ? null : askedDeeper(talks.of(script.view.script.id), askedBy());
        if (script !== null && again !== null) talks.tell(script.view.script.id, again);
        break;
      }
      case 'open':
        if (script !== null) await openCitation(script.document, script.view.scenes, message);
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
      case 'openSample':
        await openSample();
        break;
    }
  };

  const page = registerChatPage({ viewId: CHAT_VIEW_ID, folder: pageFolder, log, receive });
  const placing = vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document === knownScript(active)?.document) showSurroundings();
    }),
    vscode.window.onDidChangeVisibleTextEditors(showSurroundings),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('writersroom.chat')) show();
    }),
    proposals.onDidChange(show),
    engine.onDidChangeConversation(({ scriptId, conversationId, deleted }) =>
      talks.tell(scriptId, { kind: deleted ? 'deleted' : 'changed', conversationId }),
    ),
  );
  const following = active.onDidChange((script) => {
    if (script.kind === 'forgotten') {
      for (const [scriptId, { document }] of known) {
        if (document !== script.document) continue;
        known.delete(scriptId);
        talks.forget(scriptId);
      }
    }
    show();
  });

  return {
    open: () => focus(null),
    newTopic: async () => {
      const script = current();
      if (script !== null) {
        talks.of(script.view.script.id);
        talks.tell(script.view.script.id, { kind: 'newTopic' });
      }
      await focus(null);
    },
    askAboutScene: async (sceneId) => {
      const script = current();
      const scene =
        script === null || sceneId === null
          ? script && writersPlace(script.document, script.view).scene
          : script.view.scenes.find(({ id }) => id === sceneId);
      await focus(scene ? `In scene ${scene.label}: ` : null);
    },
    messages: { receive, onDidSend: page.onDidSend },
    dispose: () => {
      following.dispose();
      placing.dispose();
      previewing.abort();
      page.dispose();
      talks.dispose();
    },
  };
}

const NOT_HERE = 'The screenplay that this is about is not known any more. Open it and ask again.';

interface KnownScript {
  readonly document: vscode.TextDocument;
  readonly view: ScriptView;
}

/** The screenplay the views show; null where nothing is known about it. */
function knownScript({ current: script }: ActiveScriptFollower): KnownScript | null {
  if (script.kind !== 'ready' && script.kind !== 'failed') return null;
  const { document, view } = script;
  return view === null ? null : { document, view };
}

/** Reads a document's text once a version. */
function createTextReader(): (document: vscode.TextDocument) => DocumentText {
  let last: { document: vscode.TextDocument; version: number; text: DocumentText } | null = null;
  return (document) => {
    if (last?.document !== document || last.version !== document.version) {
      last = { document, version: document.version, text: createDocumentText(document.getText()) };
    }
    return last.text;
  };
}
