import * as vscode from 'vscode';
import type { EngineConnection } from '../client/engineConnection';
import type { SentParams } from './models/confirmSending';
import type { ScriptView } from '../story/analysisResult';
import type { ArtifactKind } from '../story/artifactKind';
import { artifactKey } from '../story/scriptSnapshot';
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
  /** The writer looks at something of the active script that is behind: it is made again, once for as long as nothing else is seen of it. */
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

/** One open script, as whatever document that is now. */
interface Watched {
  document: vscode.TextDocument;
  /** Runs until the writer has paused. */
  timer: NodeJS.Timeout | null;
  run: AbortController | null;
  /** By what was looked at: how the script was seen then. */
  readonly tried: Map<string, ScriptView>;
  /** Looked at while a run was under way, which may make it or not: it is looked at again when that ends. */
  lookedAt: LookedAt | null;
}

function stopTimer(script: Watched): void {
  if (script.timer !== null) clearTimeout(script.timer);
  script.timer = null;
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
  const watched = new Map<vscode.TextDocument, Watched>();
  const watchedOf = (document: vscode.TextDocument): Watched => {
    const script = watched.get(document) ?? {
      document,
      timer: null,
      run: null,
      tried: new Map<string, ScriptView>(),
      lookedAt: null,
    };
    watched.set(document, script);
    return script;
  };

  const afterPause = (script: Watched): void => {
    stopTimer(script);
    const { automatic, pauseMs } = settings();
    if (!automatic) return;
    const begin = (): void => {
      script.timer = null;
      // What is being made is made of the text as it was: it is looked again when that ends.
      if (script.run !== null || analysis.running(script.document) !== null) afterPause(script);
      else void make(script, null);
    };
    script.timer = setTimeout(begin, pauseMs);
  };

  /** @param what null: whatever has changed enough */
  const make = async (script: Watched, what: LookedAt | null): Promise<void> => {
    const { document } = script;
    const isOpen = documents.open.includes(document) && !documents.isForgotten(document);
    if (!isOpen || engine.state.kind !== 'running' || script.run !== null) return;
    const { connection } = engine.state;
    const stop = new AbortController();
    script.run = stop;
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
      script.run = null;
      const next = script.lookedAt;
      script.lookedAt = null;
      if (next !== null && !stop.signal.aborted) void make(script, next);
    }
  };

  const stop = (script: Watched): void => {
    stopTimer(script);
    script.run?.abort();
  };
  const disposables = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && documents.open.includes(document)) afterPause(watchedOf(document));
    }),
    documents.onDidMove(({ from, to }) => {
      const script = watched.get(from);
      if (script === undefined || watched.has(to)) return;
      watched.delete(from);
      watched.set(to, script);
      script.document = to;
    }),
    documents.onDidClose((document) => {
      const script = watched.get(document);
      watched.delete(document);
      if (script !== undefined) stop(script);
    }),
    // What the writer asks for makes it all, and need not wait.
    analysis.onDidChange((document) => {
      if (analysis.running(document) === 'starting') stop(watchedOf(document));
    }),
  );

  return {
    lookedAt: (what) => {
      const script = active.current;
      if (script.kind !== 'ready' || what.method !== 'offline' || !settings().automatic) return;
      const { document, view } = script;
      if (analysis.running(document) !== null) return;
      const watching = watchedOf(document);
      const key = artifactKey(what.kind, what.subject);
      if (watching.tried.get(key) === view) return;
      watching.tried.set(key, view);
      if (watching.run !== null) watching.lookedAt = what;
      else void make(watching, what);
    },
    dispose: () => {
      for (const script of watched.values()) stop(script);
      disposables.dispose();
    },
  };
}
