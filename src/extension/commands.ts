import * as vscode from 'vscode';
import type { ScriptView } from '../story/analysisResult';
import type { ActiveScriptFollower } from './activeScript';
import type { Analysis } from './analysis';
import { asFailure } from './asFailure';
import type { ChatPanel } from './chat/chatPanel';
import { sceneIdOf } from './chat/sceneIdOf';
import { whatChangedSince, type Since } from './changes/whatChangedSince';
import { backUpDatabase } from './commands/backUpDatabase';
import { exportScript, type ExportWish } from './commands/exportScript';
import { findScenes } from './commands/findScenes';
import { forgetScript } from './commands/forgetScript';
import { goToScene, type SceneTarget } from './commands/goToScene';
import { makeSheet } from './commands/makeSheet';
import { mergeCharacters, type DecidedScript } from './commands/mergeCharacters';
import { openSample } from './commands/openSample';
import { pinCard } from './commands/pinCard';
import { refreshBehind } from './commands/refreshBehind';
import { restoreDatabase } from './commands/restoreDatabase';
import { splitCharacter } from './commands/splitCharacter';
import { takeNewerVersion } from './commands/takeNewerVersion';
import { tryAgain } from './commands/tryAgain';
import type { FinalDraftScripts } from './finalDraft/finalDraftScripts';
import { isFinalDraft } from './finalDraft/renderingUri';
import { chooseModel } from './models/chooseModel';
import type { LedgerDocuments } from './models/ledgerDocuments';
import { neverSend } from './models/neverSend';
import { removeApiKey } from './models/removeApiKey';
import { setApiKey, type ModelCommandContext } from './models/setApiKey';
import type { Notices } from './notices';
import { sceneAtLine } from './sceneAtLine';
import type { ScriptDocuments } from './scriptDocuments';
import type { StoryEngine } from './storyEngine';

/** What the commands work with. */
export interface CommandContext extends ModelCommandContext {
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly finalDraft: FinalDraftScripts;
  readonly active: ActiveScriptFollower;
  readonly analysis: Analysis;
  readonly chat: ChatPanel;
  readonly ledgers: LedgerDocuments;
  readonly notices: Notices;
  readonly log: vscode.LogOutputChannel;
  /** The sample screenplay as it was installed. */
  readonly sample: vscode.Uri;
}

/** Every command of ours: id and handler. package.json has the same ids. */
export function commandTable(context: CommandContext): Readonly<Record<string, (target?: unknown) => Promise<void>>> {
  const { engine, documents, finalDraft, active, analysis, chat, log, sample } = context;
  const sampleOpen = async (): Promise<void> => {
    await openSample(sample);
  };

  /** The open script; without one the writer is told how to get one. */
  const withScript = async (work: (document: vscode.TextDocument) => Promise<void> | void): Promise<void> => {
    const script = active.current;
    if (script.kind !== 'none') return work(script.document);
    const sentence = 'No screenplay open. Open a .fountain or .fdx file, or try the sample.';
    if ((await vscode.window.showInformationMessage(sentence, 'Open the Sample')) !== undefined) await sampleOpen();
  };
  /** The open script unless its writer had it forgotten: looking for something in it must not store it again. */
  const withKnown = (work: (document: vscode.TextDocument) => Promise<void> | void): Promise<void> =>
    withScript(async (document) => {
      if (!documents.isForgotten(document)) return work(document);
      const sentence = 'What was known of this script is deleted. Analyze Script reads it again.';
      const chosen = await vscode.window.showInformationMessage(sentence, 'Analyze Script');
      if (chosen !== undefined) await analysis.run(document);
    });
  /** The same with what the views show of it; without an engine, too. */
  const withView = (work: (document: vscode.TextDocument, view: ScriptView) => Promise<void> | void): Promise<void> =>
    withKnown(async (document) => {
      const script = active.current;
      const shown = script.kind === 'ready' || script.kind === 'failed' ? script.view : null;
      await work(document, shown ?? (await readNow(document)));
    });
  const readNow = async (document: vscode.TextDocument): Promise<ScriptView> => {
    if (engine.state.kind === 'failed') await engine.startAgain();
    const { scriptId } = await documents.flush(document);
    return (await engine.connect()).readScript(scriptId);
  };

  /** The same for what the writer decides: the engine has the text as it is now. */
  const withDecided = (work: (script: DecidedScript, view: ScriptView) => Promise<void>): Promise<void> =>
    withView(async (document, view) => {
      if (engine.state.kind === 'failed') await engine.startAgain();
      const { scriptId } = await documents.flush(document);
      await work({ connection: await engine.connect(), scriptId }, view);
    });

  return {
    'writersroom.analyzeScript': () => withScript((document) => analysis.run(document)),
    'writersroom.refreshBehind': () =>
      withKnown((document) => refreshBehind(document, { engine, documents, analysis })),
    'writersroom.tryAgain': (target) => withKnown((document) => tryAgain(target, document, analysis)),
    'writersroom.goToScene': (target) =>
      withView((document, view) => goToScene(document, view, target as SceneTarget | undefined)),
    'writersroom.findScenes': () =>
      withKnown((document) =>
        findScenes(document, async (query, limit) => {
          const { scriptId } = await documents.flush(document);
          return (await (await engine.connect()).search({ scriptId, query, limit })).results;
        }),
      ),
    'writersroom.whatChangedSince': (target) =>
      withKnown((document) =>
        whatChangedSince(document, asSince(target), { documents, connect: () => engine.connect() }),
      ),
    'writersroom.exportScript': (target) =>
      withKnown((document) => exportScript(document, asExportWish(target), () => readNow(document))),
    'writersroom.forgetScript': () =>
      withScript((document) => {
        const script = active.current;
        return forgetScript(document, script.kind === 'ready' ? script.view : null, { documents, analysis });
      }),
    'writersroom.makeSheet': (target) => withView((document, view) => makeSheet(target, document, view, analysis)),
    'writersroom.mergeCharacters': (target) => withDecided((script) => mergeCharacters(target, script)),
    'writersroom.splitCharacter': (target) => withDecided((script) => splitCharacter(target, script)),
    // The two answers of a row that asks, under names that say just that.
    'writersroom.mergeSuggested': (target) => withDecided((script) => mergeCharacters(target, script)),
    'writersroom.keepApart': (target) => withDecided((script) => splitCharacter(target, script)),
    'writersroom.pinCard': (target) => withDecided((script, view) => pinCard(target, view, script)),
    'writersroom.takeNewerVersion': (target) => withDecided((script, view) => takeNewerVersion(target, view, script)),
    'writersroom.setApiKey': () => setApiKey(context),
    'writersroom.removeApiKey': () => removeApiKey(context.keys),
    'writersroom.chooseModel': () => chooseModel(context),
    'writersroom.showAiLedger': () =>
      withDecided(({ connection, scriptId }) => context.ledgers.show(connection, scriptId)),
    'writersroom.neverSend': (target) =>
      withDecided(async (script, view) => {
        const { current } = active;
        if (current.kind === 'none') return;
        const line = vscode.window.activeTextEditor?.selection.active.line;
        const row = view.scenes.find(({ id }) => id === sceneIdOf(target));
        const scene = row ?? (line === undefined ? null : sceneAtLine(view.scenes, line + 1));
        await neverSend(current.document, scene, view, script);
      }),
    'writersroom.openChat': () => chat.open(),
    'writersroom.newTopic': () => chat.newTopic(),
    'writersroom.askAboutScene': (target) => chat.askAboutScene(sceneIdOf(target)),
    'writersroom.openFinalDraft': async (target) => {
      const file = target instanceof vscode.Uri ? target : activeFile();
      if (file !== undefined && isFinalDraft(file)) await finalDraft.show(file, { preview: false });
      else void vscode.window.showInformationMessage('Choose a Final Draft file (.fdx) in the Explorer first.');
    },
    'writersroom.openSample': sampleOpen,
    'writersroom.backUpDatabase': () => backUpDatabase(() => engine.connect()),
    'writersroom.restoreDatabase': () => restoreDatabase(() => engine.connect()),
    'writersroom.startEngineAgain': () => engine.startAgain(),
    'writersroom.showLog': () => {
      log.show();
      return Promise.resolve();
    },
  };
}

/** What a caller wants compared; undefined where a menu or a key called, and the writer is asked. */
function asSince(target: unknown): Since | undefined {
  const isOne = typeof target === 'object' && target !== null && 'since' in target;
  return isOne ? (target as Since) : undefined;
}

function asExportWish(target: unknown): ExportWish {
  const isOne = typeof target === 'object' && target !== null && 'format' in target;
  return isOne ? (target as ExportWish) : {};
}

/** The file of the tab the writer is in; undefined where it is none. */
function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/** Registers the table. What a command could not do is told with its sentence. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const commands = Object.entries(commandTable(context)).map(([id, run]) => {
    const guarded = async (target?: unknown): Promise<void> => {
      try {
        await run(target);
      } catch (error) {
        context.notices.failed(asFailure(error), () => void guarded(target));
      }
    };
    return vscode.commands.registerCommand(id, guarded);
  });
  return vscode.Disposable.from(...commands);
}
