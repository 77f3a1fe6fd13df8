import * as vscode from 'vscode';
import type { AnalysisProgress } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ArtifactKind } from '../story/artifactKind';
import { asFailure } from './asFailure';
import type { Notices } from './notices';
import { failedText, progressText, runText } from './runText';
import type { ScriptDocuments } from './scriptDocuments';
import { scriptName } from './scriptName';
import type { StoryEngine } from './storyEngine';

/** The runs that make cards, outline and the rest, one at a time a script. */
export interface Analysis {
  /** What the run on this script is doing; `starting` before it says so; null where none runs. */
  running(document: vscode.TextDocument): AnalysisProgress | 'starting' | null;
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /**
   * Makes what is missing or behind, of these kinds and subjects (as the planner names them, with the cards that they read)
   * or of all, from the text as it stands in the editor; shows how far
   * it is, lets the writer stop it, and says how it ended; closing the script ends it too. Never rejects. While a run on this script goes on, that one.
   */
  run(document: vscode.TextDocument, kinds?: readonly ArtifactKind[], subjects?: readonly string[]): Promise<void>;
  dispose(): void;
}

/** What a run makes; undefined: all. */
interface Scope {
  readonly kinds: readonly ArtifactKind[] | undefined;
  readonly subjects: readonly string[] | undefined;
}

/** What runs work with. */
export interface AnalysisContext {
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly notices: Notices;
  readonly log: vscode.LogOutputChannel;
}

export function createAnalysis({ engine, documents, notices, log }: AnalysisContext): Analysis {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const runs = new Map<vscode.TextDocument, { progress: AnalysisProgress | 'starting'; ended: Promise<void> }>();

  const run: Analysis['run'] = (document, kinds, subjects) => {
    const going = runs.get(document);
    if (going !== undefined) return going.ended;
    const ended = Promise.resolve(
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: `Analyzing ${scriptName(document)}`,
          cancellable: true,
        },
        (progress, token) => analyze(document, { kinds, subjects }, progress, token),
      ),
    ).finally(() => {
      runs.delete(document);
      changed.fire(document);
    });
    runs.set(document, { progress: 'starting', ended });
    changed.fire(document);
    return ended;
  };

  const analyze = async (
    document: vscode.TextDocument,
    { kinds, subjects }: Scope,
    progress: vscode.Progress<{ message: string }>,
    token: vscode.CancellationToken,
  ): Promise<void> => {
    const again = (): void => void run(document, kinds, subjects);
    const stop = new AbortController();
    const stopping = vscode.Disposable.from(
      token.onCancellationRequested(() => stop.abort()),
      documents.onDidClose((closed) => {
        if (closed === document) stop.abort();
      }),
    );
    try {
      if (engine.state.kind === 'failed') await engine.startAgain();
      const { scriptId } = await documents.flush(document);
      const connection = await engine.connect();
      const { run: report } = await connection.analyze(
        {
          scriptId,
          remake: false,
          ...(kinds !== undefined && { kinds: [...kinds] }),
          ...(subjects !== undefined && { subjects: [...subjects], upstream: true }),
        },
        {
          signal: stop.signal,
          onProgress: (now) => {
            progress.report({ message: progressText(now) });
            const entry = runs.get(document);
            if (entry !== undefined) entry.progress = now;
            changed.fire(document);
          },
        },
      );
      log.info(`${scriptName(document)}: ${runText(report)}`);
      vscode.window.setStatusBarMessage(runText(report), SAID_MS);
      const failed = failedText(report);
      const retryable = report.failed.some((one) => one.retryable);
      if (failed !== null) notices.failed(new Failure('internal', failed, retryable), again);
    } catch (error) {
      if (!stop.signal.aborted) notices.failed(asFailure(error), again);
    } finally {
      stopping.dispose();
    }
  };

  return {
    running: (document) => runs.get(document)?.progress ?? null,
    onDidChange: changed.event,
    run,
    dispose: () => changed.dispose(),
  };
}

/** How long the status bar says what a run did, in milliseconds. */
const SAID_MS = 12_000;
