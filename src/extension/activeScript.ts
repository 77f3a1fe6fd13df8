import * as vscode from 'vscode';
import type { ScriptChanged } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptView } from '../story/analysisResult';
import type { ScriptDecisions } from '../story/scriptDecisions';
import type { StatusResult } from '../story/statusResult';
import { asFailure } from './asFailure';
import { gather, type Gathered } from './gather';
import { isScreenplay } from './isScreenplay';
import type { ScriptDocuments } from './scriptDocuments';
import type { StoryEngine } from './storyEngine';
import { tabOf } from './tabOf';
import { isShown, toldAfter, type Told } from './toldAfter';

/** The screenplay the views show, and what is known about it. */
export type ActiveScript =
  /** No screenplay is open. */
  | { readonly kind: 'none' }
  /** Nothing is known yet. */
  | { readonly kind: 'reading'; readonly document: vscode.TextDocument }
  /** As of the last time it was stored. */
  | {
      readonly kind: 'ready';
      readonly document: vscode.TextDocument;
      readonly view: ScriptView;
      readonly status: StatusResult;
      /** Null until it was asked for, which is done when typing rests. */
      readonly decisions: ScriptDecisions | null;
      /** True if that is another text than this window's: the script is open elsewhere, and was changed there last. */
      readonly isElsewhere: boolean;
    }
  /** `view` and `status` are what was known before, null if nothing was. */
  | {
      readonly kind: 'failed';
      readonly document: vscode.TextDocument;
      readonly failure: Failure;
      readonly view: ScriptView | null;
      readonly status: StatusResult | null;
      readonly decisions: ScriptDecisions | null;
    }
  /** The writer had it forgotten. */
  | { readonly kind: 'forgotten'; readonly document: vscode.TextDocument };

/** Follows the screenplay the writer is in, or was in last. */
export interface ActiveScriptFollower {
  readonly current: ActiveScript;
  readonly onDidChange: vscode.Event<ActiveScript>;
  dispose(): void;
}

/** How long changes are gathered before a view asks again, in milliseconds. */
const GATHER_MS = 80;

/** Looking for names that may be one takes longer than all else that is asked, and nobody waits for it: milliseconds. */
const DECISIONS_MS = 800;

/** What is known of one open screenplay. */
interface Known {
  /** What the engine said last, and how it names that. */
  told: Told | null;
  decisions: ScriptDecisions | null;
  failure: Failure | null;
  /** Null until it is stored. */
  scriptId: string | null;
  isElsewhere: boolean;
  /** Asks the engine for the view. */
  readonly reading: Gathered;
  /** Asks it for what is decided and what waits. */
  readonly deciding: Gathered;
}

export function followActiveScript(engine: StoryEngine, documents: ScriptDocuments): ActiveScriptFollower {
  const changed = new vscode.EventEmitter<ActiveScript>();
  const known = new Map<vscode.TextDocument, Known>();
  let active: vscode.TextDocument | null = null;

  const knownOf = (document: vscode.TextDocument): Known => {
    const existing = known.get(document);
    if (existing !== undefined) return existing;
    const entry: Known = {
      told: null,
      decisions: null,
      failure: null,
      scriptId: null,
      isElsewhere: false,
      reading: gather(() => read(document, entry), GATHER_MS),
      deciding: gather(() => readDecisions(document, entry), DECISIONS_MS),
    };
    known.set(document, entry);
    return entry;
  };
  const read = async (document: vscode.TextDocument, entry: Known): Promise<void> => {
    const { scriptId, told } = entry;
    if (scriptId === null) return;
    const asked = engine
      .connect()
      .then((connection) => connection.followScript({ scriptId, known: told?.tag ?? null }));
    const answer = await asked.catch(asFailure);
    // What it has been told of meanwhile is another script.
    if (known.get(document) !== entry || entry.scriptId !== scriptId || entry.told !== told) return;
    const { failure } = entry;
    if (answer instanceof Failure) entry.failure = answer;
    else Object.assign(entry, { told: toldAfter(told, answer), failure: null });
    if (answer instanceof Failure || failure !== null || isShown(answer)) tell(document);
    if (!(answer instanceof Failure)) entry.deciding.soon();
  };
  const readDecisions = async (document: vscode.TextDocument, entry: Known): Promise<void> => {
    const { scriptId } = entry;
    if (scriptId === null) return;
    // What keeps it from being answered is told by what is asked more often.
    const decisions = await engine
      .connect()
      .then((connection) => connection.readDecisions(scriptId))
      .catch(() => null);
    if (decisions === null || known.get(document) !== entry || entry.scriptId !== scriptId) return;
    if (JSON.stringify(decisions) === JSON.stringify(entry.decisions)) return;
    entry.decisions = decisions;
    tell(document);
  };

  const describe = (): ActiveScript => {
    if (active === null) return { kind: 'none' };
    if (documents.isForgotten(active)) return { kind: 'forgotten', document: active };
    const { told, decisions, failure, isElsewhere } = knownOf(active);
    if (failure !== null) {
      const [view, status] = [told?.view ?? null, told?.status ?? null];
      return { kind: 'failed', document: active, failure, view, status, decisions };
    }
    if (told === null) return { kind: 'reading', document: active };
    return { kind: 'ready', document: active, view: told.view, status: told.status, decisions, isElsewhere };
  };
  const tell = (document: vscode.TextDocument | null): void => {
    if (document === active) changed.fire(describe());
  };

  /** Where the text is from may be heard before or after what it says: either is told. */
  const setWhere = (document: vscode.TextDocument, entry: Known, from: ScriptChanged['from']): void => {
    const isElsewhere = from === 'buffer';
    if (entry.isElsewhere === isElsewhere) return;
    entry.isElsewhere = isElsewhere;
    tell(document);
  };

  const activate = (document: vscode.TextDocument | null): void => {
    if (document === active) return;
    active = document;
    tell(active);
  };

  // VS Code may keep a document for minutes after the writer has closed it: what has no tab is not open to them.
  const isOpen = (document: vscode.TextDocument): boolean =>
    documents.open.includes(document) && tabOf(document) !== undefined;
  const choose = (): vscode.TextDocument | null => {
    const visible = vscode.window.visibleTextEditors.map(({ document }) => document);
    const focused = vscode.window.activeTextEditor?.document;
    return (
      [focused, ...visible, ...documents.open.toReversed()].find((one) => one !== undefined && isOpen(one)) ?? null
    );
  };
  active = choose();

  const disposables = vscode.Disposable.from(
    changed,
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined && isScreenplay(editor.document)) activate(editor.document);
    }),
    vscode.window.tabGroups.onDidChangeTabs(() => {
      if (active === null || !isOpen(active)) activate(choose());
    }),
    documents.onDidClose((document) => {
      known.get(document)?.reading.stop();
      known.get(document)?.deciding.stop();
      known.delete(document);
      if (document === active) activate(choose());
    }),
    documents.onDidSync(({ document, synced }) => {
      const entry = knownOf(document);
      entry.scriptId = synced.scriptId;
      setWhere(document, entry, synced.from);
      const { told, failure } = entry;
      if (failure !== null || told === null || synced.changed || told.view.script.id !== synced.scriptId)
        entry.reading.soon();
    }),
    documents.onDidFail(({ document, failure }) => {
      knownOf(document).failure = failure;
      tell(document);
    }),
    documents.onDidForget((document) => {
      Object.assign(knownOf(document), { told: null, decisions: null, failure: null, scriptId: null });
      tell(document);
    }),
    engine.onDidChangeState((state) => {
      if (state.kind !== 'failed') return;
      for (const entry of known.values()) entry.failure = state.failure;
      tell(active);
    }),
    engine.onDidChangeScript(({ scriptId, from, forgotten }) => {
      if (forgotten) return;
      for (const [document, entry] of known) {
        if (entry.scriptId !== scriptId) continue;
        setWhere(document, entry, from);
        entry.reading.soon();
      }
    }),
  );

  return {
    get current() {
      return describe();
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const { reading, deciding } of known.values()) {
        reading.stop();
        deciding.stop();
      }
      disposables.dispose();
    },
  };
}
