import * as vscode from 'vscode';
import type { EngineConnection } from '../client/engineConnection';
import type { SentParams } from './models/confirmSending';
import type { ArtifactKind } from '../story/artifactKind';
import type { ActiveScriptFollower } from './activeScript';
import type { Analysis } from './analysis';
import { runText } from './runText';
import type { ScriptDocuments } from './scriptDocuments';
import { scriptName } from './scriptName';
import type { RefreshSettings } from './settings';
import type { StoryEngine } from './storyEngine';

/** Something that is behind and that the writer looks at. */
export interface LookedAt {
  readonly kind: ArtifactKind;
  /** As the planner names it: a scene id, a name, '' for what a script has one of. */
  readonly subject: string;
  /** Who made it, `offline` or `PROVIDER/MODEL`; rules never replace what a model made. */
  readonly method: string;
}

/** What is brought up to date without being asked for: quietly, by rules, or by models below what the writer always allows. */
export interface RefreshByItself {
  /** The writer looks at something of the active script that is behind: it is made again, once for a text. */
  readonly lookedAt: (what: LookedAt) => void;
  dispose(): void;
}

/** What it works with. */
export interface RefreshContext {
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly active: ActiveScriptFollower;
  readonly analysis: Analysis;
  /** The models that a run which nobody asked for may use on this script; {} where it may use none. */
  readonly allowed: (scriptId: string, connection: EngineConnection) => Promise<SentParams>;
  readonly log: vscode.LogOutputChannel;
  /** Asked every time. */
  readonly settings: () => RefreshSettings;
}

/** After the writer pauses, what has changed enough is made again: the engine decides what that is. */
export function refreshByItself({
  engine,
  documents,
  active,
  analysis,
  allowed,
  log,
  settings,
}: RefreshContext): RefreshByItself {
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const runs = new Map<vscode.TextDocument, AbortController>();
  const tried = new WeakMap<vscode.TextDocument, Set<string>>();
  /** Looked at while a run was under way, which may make it or not: it is looked at again when that ends. */
  const lookedAtMeanwhile = new Map<vscode.TextDocument, LookedAt>();

  const afterPause = (document: vscode.TextDocument): void => {
    clearTimeout(timers.get(document));
    timers.delete(document);
    const { automatic, pauseMs } = settings();
    if (!automatic) return;
    const begin = (): void => {
      timers.delete(document);
      // What is being made is made of the text as it was: it is looked again when that ends.
      if (runs.has(document) || analysis.running(document) !== null) afterPause(document);
      else void make(document, null);
    };
    timers.set(document, setTimeout(begin, pauseMs));
  };

  /** @param what null: whatever has changed enough */
  const make = async (document: vscode.TextDocument, what: LookedAt | null): Promise<void> => {
    const isOpen = documents.open.includes(document) && !documents.isForgotten(document);
    if (!isOpen || engine.state.kind !== 'running' || runs.has(document)) return;
    const { connection } = engine.state;
    const stop = new AbortController();
    runs.set(document, stop);
    try {
      const { scriptId } = await documents.flush(document);
      const scope =
        what === null
          ? { asked: false, ...(await allowed(scriptId, connection)) }
          : { kinds: [what.kind], subjects: [what.subject], upstream: true };
      const { run } = await connection.analyze({ scriptId, remake: false, ...scope }, { signal: stop.signal });
      log.debug(`${scriptName(document)}, by itself: ${runText(run)}`);
    } catch (error) {
      // What could not be made is shown beside what is there; what keeps the engine away is told by what is asked of it.
      log.debug(`${scriptName(document)}, by itself: ${String(error)}`);
    } finally {
      runs.delete(document);
      const next = lookedAtMeanwhile.get(document);
      lookedAtMeanwhile.delete(document);
      if (next !== undefined && !stop.signal.aborted) void make(document, next);
    }
  };

  const stopRun = (document: vscode.TextDocument): void => {
    clearTimeout(timers.get(document));
    timers.delete(document);
    runs.get(document)?.abort();
  };
  const disposables = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && documents.open.includes(document)) afterPause(document);
    }),
    documents.onDidClose(stopRun),
    // What the writer asks for makes it all, and need not wait.
    analysis.onDidChange((document) => {
      if (analysis.running(document) === 'starting') stopRun(document);
    }),
  );

  return {
    lookedAt: (what) => {
      const script = active.current;
      if (script.kind !== 'ready' || what.method !== 'offline' || !settings().automatic) return;
      const { document, view } = script;
      if (analysis.running(document) !== null) return;
      const once = `${what.kind} ${what.subject} ${view.script.hash}`;
      const before = tried.get(document) ?? new Set();
      if (before.has(once)) return;
      tried.set(document, before.add(once));
      if (runs.has(document)) lookedAtMeanwhile.set(document, what);
      else void make(document, what);
    },
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const stop of runs.values()) stop.abort();
      disposables.dispose();
    },
  };
}
