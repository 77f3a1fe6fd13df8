import * as vscode from 'vscode';
import type { AnalysisProgress, AnalyzeParams } from '../protocol/engineContract';
import { FAILURE_CODES, Failure, type FailureCode } from '../protocol/failure';
import type { ArtifactKind } from '../story/artifactKind';
import { behindText } from '../story/behindText';
import { asFailure } from './asFailure';
import type { MovedScript } from './documentMoves';
import type { Consents } from './models/consents';
import { confirmSending, type RunWay, type SentParams } from './models/confirmSending';
import { readModelSettings } from './models/modelSettings';
import type { WindowModels } from './models/windowModels';
import type { Notices } from './notices';
import { failedText, progressText, runText } from './runText';
import type { ScriptDocuments } from './scriptDocuments';
import { scriptName } from './scriptName';
import type { StoryEngine } from './storyEngine';

/** The runs that make cards, outline and the rest, one at a time a script. */
export interface Analysis {
  /** What the run on this script is doing; `starting` before it says so; null where none runs. */
  running(document: vscode.TextDocument): AnalysisProgress | 'starting' | null;
  /** What the run on this script is going to cost, `$0.01 to $0.02`; null where nothing is sent. */
  costOf(document: vscode.TextDocument): string | null;
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /**
   * Makes what is missing or behind, of these kinds and subjects (as the planner names them, with the cards that they read)
   * or of all, from the text as it stands in the editor: by rules, or by the models that are chosen once the writer has
   * agreed to what is sent; shows how far
   * it is, lets the writer stop it, and says how it ended; closing the script ends it too, and renaming it does not. Never
   * rejects. While a run on this script goes on, that one.
   */
  run(document: vscode.TextDocument, kinds?: readonly ArtifactKind[], subjects?: readonly string[]): Promise<void>;
  dispose(): void;
}

/** What a run makes; undefined: all. */
interface Scope {
  readonly kinds: readonly ArtifactKind[] | undefined;
  readonly subjects: readonly string[] | undefined;
}

/** A run on a script, as whatever document that is open now. */
interface Running {
  document: vscode.TextDocument;
  progress: AnalysisProgress | 'starting';
  cost: string | null;
  readonly scope: Scope;
  readonly stop: AbortController;
  ended: Promise<void>;
}

/** What runs work with. */
export interface AnalysisContext {
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly notices: Notices;
  readonly models: WindowModels;
  readonly consents: Consents;
  readonly log: vscode.LogOutputChannel;
}

export function createAnalysis({ engine, documents, notices, models, consents, log }: AnalysisContext): Analysis {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const runs = new Map<vscode.TextDocument, Running>();

  const run: Analysis['run'] = (document, kinds, subjects) => {
    const going = runs.get(document);
    if (going !== undefined) return going.ended;
    const running: Running = {
      document,
      progress: 'starting',
      cost: null,
      scope: { kinds, subjects },
      stop: new AbortController(),
      ended: Promise.resolve(),
    };
    runs.set(document, running);
    running.ended = decideAndMake(running).finally(() => {
      runs.delete(running.document);
      changed.fire(running.document);
    });
    changed.fire(document);
    return running.ended;
  };
  const again = ({ document, scope: { kinds, subjects } }: Running): void => void run(document, kinds, subjects);

  const decideAndMake = async (running: Running): Promise<void> => {
    const { stop } = running;
    let way: RunWay = { kind: 'rules' };
    if (readModelSettings().choice !== null) {
      try {
        way = await decideWay(running);
      } catch (error) {
        if (!stop.signal.aborted) notices.failed(asFailure(error), () => again(running));
        return;
      }
    }
    if (way.kind === 'cancelled' || stop.signal.aborted) return;
    if (way.kind === 'models') running.cost = way.cost;
    const sent = way.kind === 'models' ? way.params : {};
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Analyzing ${scriptName(running.document)}`,
        cancellable: true,
      },
      (progress, token) => analyze(running, sent, progress, token),
    );
  };

  const decideWay = async (running: Running): Promise<RunWay> => {
    if (engine.state.kind === 'failed') await engine.startAgain();
    const { scriptId } = await documents.flush(running.document);
    const asked = { scriptId, remake: false, ...planned(running.scope) };
    return confirmSending(asked, { connection: await engine.connect(), models, consents });
  };

  const analyze = async (
    running: Running,
    sent: SentParams,
    progress: vscode.Progress<{ message: string }>,
    token: vscode.CancellationToken,
  ): Promise<void> => {
    const { stop, scope } = running;
    const cancelling = token.onCancellationRequested(() => stop.abort());
    try {
      if (engine.state.kind === 'failed') await engine.startAgain();
      const { scriptId } = await documents.flush(running.document);
      const connection = await engine.connect();
      const result = await connection.analyze(
        { scriptId, remake: false, ...sent, ...planned(scope) },
        {
          signal: stop.signal,
          onProgress: (now) => {
            progress.report({ message: progressText(now) });
            running.progress = now;
            changed.fire(running.document);
          },
        },
      );
      const report = result.run;
      const said = runText(report, behindText(result));
      log.info(`${scriptName(running.document)}: ${said}`);
      vscode.window.setStatusBarMessage(said, SAID_MS);
      const failed = failedText(report);
      const retryable = report.failed.some((one) => one.retryable);
      if (failed !== null) {
        notices.failed(new Failure(codeOf(report.failed[0]?.code), failed, retryable), () => again(running));
      }
    } catch (error) {
      if (!stop.signal.aborted) notices.failed(asFailure(error), () => again(running));
    } finally {
      cancelling.dispose();
    }
  };

  const follow = ({ from, to }: MovedScript): void => {
    const running = runs.get(from);
    if (running === undefined || runs.has(to)) return;
    runs.delete(from);
    runs.set(to, running);
    running.document = to;
    changed.fire(to);
  };
  const disposables = vscode.Disposable.from(
    changed,
    documents.onDidMove(follow),
    documents.onDidClose((document) => {
      runs.get(document)?.stop.abort();
    }),
  );

  return {
    running: (document) => runs.get(document)?.progress ?? null,
    costOf: (document) => runs.get(document)?.cost ?? null,
    onDidChange: changed.event,
    run,
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** A run tells codes as plain text. */
function codeOf(code: string | undefined): FailureCode {
  return FAILURE_CODES.find((known) => known === code) ?? 'internal';
}

/** How long the status bar says what a run did, in milliseconds. */
const SAID_MS = 12_000;

/** What of a script a run is about, as the engine is asked; with the cards that it reads. */
function planned({ kinds, subjects }: Scope): Pick<AnalyzeParams, 'kinds' | 'subjects' | 'upstream'> {
  return {
    ...(kinds !== undefined && { kinds: [...kinds] }),
    ...(subjects !== undefined && { subjects: [...subjects], upstream: true }),
  };
}
