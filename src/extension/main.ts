import * as vscode from 'vscode';
import { connectEngine } from '../client/connectEngine';
import { dataDirectory } from '../client/dataDirectory';
import { idleTimeMs } from '../client/idleTime';
import { followActiveScript } from './activeScript';
import { followFiles } from './followFiles';
import { createAnalysis } from './analysis';
import { createChatPanel } from './chat/chatPanel';
import { registerCommands } from './commands';
import { openSample } from './commands/openSample';
import { createFinalDraftScripts } from './finalDraft/finalDraftScripts';
import { openFinalDraftAsScreenplay } from './finalDraft/openAsScreenplay';
import { createApiKeys } from './models/apiKeys';
import { createChatModels } from './models/chatModels';
import { allowedUnasked } from './models/confirmSending';
import { createConsents } from './models/consents';
import { createLedgerDocuments } from './models/ledgerDocuments';
import { createSpending } from './models/spending';
import { createWindowModels } from './models/windowModels';
import { createNotices } from './notices';
import { createProposals } from './proposals/proposals';
import { createScriptDocuments } from './scriptDocuments';
import { refreshByItself } from './refreshByItself';
import { readSettings } from './settings';
import { createStatusBar } from './statusBar';
import { createStoryEngine, type StoryEngine } from './storyEngine';
import { keepViewContexts } from './viewContexts';
import { registerBehindMark } from './views/behindMark';
import { createCharactersView } from './views/charactersView';
import { createOutlineView } from './views/outlineView';
import { createThreadsView } from './views/threadsView';
import type { WritersRoom } from './writersRoom';
import { watchFailures } from './watchFailures';

/** Called when a screenplay, one of our views or one of our commands is opened. Starts nothing by itself. */
export function activate(context: vscode.ExtensionContext): WritersRoom {
  const log = vscode.window.createOutputChannel('WritersRoom', { log: true });
  const notices = createNotices(log);

  const keys = createApiKeys(context.secrets);
  // Asked for at each request: the editor's own `fetch` knows its proxy, and may be put in its place later than this.
  const models = createWindowModels({ keys, fetch: (input, init) => globalThis.fetch(input, init) });
  const consents = createConsents(context.globalState);
  const ledgers = createLedgerDocuments();

  const engine = createStoryEngine(async () => {
    const connection = await connectEngine({
      assetsDirectory: vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath,
      dataDirectory: dataDirectory(),
      client: 'vscode',
      idleMs: idleTimeMs(),
      onLog: (line) => log.info(`engine: ${line}`),
    });
    connection.onModelRequests(models.host);
    return connection;
  }, log);
  running = engine;

  const finalDraft = createFinalDraftScripts();
  const documents = createScriptDocuments(engine, readSettings, (document) => finalDraft.failureOf(document));
  const active = followActiveScript(engine, documents);
  const files = followFiles(engine, documents, log);
  const analysis = createAnalysis({ engine, documents, notices, models, consents, log });
  const spending = createSpending(engine, active, analysis);
  const refresh = refreshByItself({
    engine,
    documents,
    active,
    analysis,
    allowed: (scriptId, connection) => allowedUnasked(scriptId, { connection, models, consents }),
    log,
    settings: () => readSettings().refresh,
  });
  const outline = createOutlineView(active, () => readSettings().outlineFollowsCursor, refresh.lookedAt);
  const characters = createCharactersView(active, refresh.lookedAt);
  const threads = createThreadsView(active, refresh.lookedAt);
  const sample = vscode.Uri.joinPath(context.extensionUri, 'media', 'ring-for-ferry.fountain');
  const proposals = createProposals({
    documents,
    connect: () => engine.connect(),
    memory: context.workspaceState,
  });
  const chat = createChatPanel({
    pageFolder: vscode.Uri.joinPath(context.extensionUri, 'dist'),
    engine,
    documents,
    active,
    proposals,
    models: createChatModels(models, consents, context.workspaceState),
    memory: context.workspaceState,
    openSample: () => openSample(sample),
    log,
  });

  context.subscriptions.push(
    log,
    models,
    ledgers,
    spending,
    finalDraft,
    openFinalDraftAsScreenplay(finalDraft, () => readSettings().finalDraftAsScreenplay),
    documents,
    files,
    active,
    analysis,
    refresh,
    outline,
    characters,
    threads,
    proposals,
    chat,
    registerBehindMark(),
    createStatusBar(active, analysis, files, spending),
    keepViewContexts(active),
    watchFailures(engine, documents, notices),
    registerCommands({
      engine,
      documents,
      finalDraft,
      active,
      analysis,
      chat,
      keys,
      models,
      ledgers,
      notices,
      log,
      sample,
    }),
  );
  return { outline, characters, threads, files, chat: chat.messages, proposals };
}

/** The engine of this window, for `deactivate`, to which VS Code hands nothing. */
let running: StoryEngine | null = null;

/** Leaves the engine, which goes on for others or ends after a while. */
export async function deactivate(): Promise<void> {
  await running?.close();
  running = null;
}
