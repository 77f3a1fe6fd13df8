import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { EngineConnection } from '../../client/engineConnection';
import { proposalOutcomeSchema, type ProposalOutcome } from '../../protocol/chatPanelContract';
import type { EditProposal, ProposalPlace } from '../../story/chatMessage';
import { asFailure } from '../asFailure';
import { scriptFile } from '../finalDraft/renderingUri';
import type { ScriptDocuments } from '../scriptDocuments';
import { proposalConsequences, takesWhatFollows } from '../../story/proposalConsequences';
import { applyHunks, proposalHunks, type ProposalHunk } from '../../story/proposalHunks';
import { withoutLinks } from '../withoutLinks';

/** Rewrites of scenes, as diffs that the writer takes, takes in part, or leaves. Only `accept` and `choose` write. */
export interface Proposals {
  /** What became of proposals, by their ids; absent: not decided. */
  readonly outcomes: ReadonlyMap<string, ProposalOutcome>;
  readonly onDidChange: vscode.Event<void>;
  /** Opens the diff and offers what to do. Each of these rejects with a `Failure` where the engine fails. */
  review(script: vscode.TextDocument, proposal: EditProposal): Promise<void>;
  /**
   * Puts it into the script by one edit, which one Undo takes back, and notes the lines as made with AI. Refused with a
   * sentence where the scene has moved on. Resolves with whether it was put in: what is decided already is left as it is.
   * @param chosen positions of the hunks to take; all where it is left out
   */
  accept(script: vscode.TextDocument, proposal: EditProposal, chosen?: readonly number[]): Promise<boolean>;
  /** Asks which parts to take, and takes these. */
  choose(script: vscode.TextDocument, proposal: EditProposal): Promise<void>;
  discard(proposal: EditProposal): Promise<void>;
  dispose(): void;
}

export interface ProposalsOptions {
  /** Where it is kept what became of them. */
  readonly memory: vscode.Memento;
  readonly documents: Pick<ScriptDocuments, 'flush'>;
  readonly connect: () => Promise<Pick<EngineConnection, 'placeProposal' | 'noteAcceptedEdit'>>;
}

/** The scheme of the whole script as it would read with a proposal in it. */
export const PROPOSAL_SCHEME = 'writersroom-proposal';

/** Of the outcomes in `memory`, oldest first. */
const OUTCOMES_KEY = 'proposals.outcomes';
/** So many are kept. */
const MOST_OUTCOMES = 500;

export function createProposals({ documents, connect, memory }: ProposalsOptions): Proposals {
  const outcomes = readOutcomes(memory);
  const changed = new vscode.EventEmitter<void>();
  /** The right sides of the diffs, by address. */
  const texts = new Map<string, string>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString()));

  /** What was put in by this window, by the proposal's id: the editor can take it back. */
  const taken = new Map<string, Taken>();
  const undoing = vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
    if (reason === undefined) return;
    const uri = document.uri.toString();
    const text = document.getText();
    for (const { proposal, script, written, outcome } of taken.values()) {
      if (script !== uri) continue;
      const kind = outcomes.get(proposal.id)?.kind;
      const isBack = text.includes(proposal.before) && (!text.includes(written) || proposal.before.includes(written));
      if (isBack && kind === outcome.kind) decide(proposal, { kind: 'undone', message: null });
      if (!isBack && kind === 'undone' && text.includes(written)) decide(proposal, outcome);
    }
  });

  const decide = (proposal: EditProposal, outcome: ProposalOutcome): void => {
    outcomes.delete(proposal.id);
    outcomes.set(proposal.id, outcome);
    for (const id of [...outcomes.keys()].slice(0, -MOST_OUTCOMES)) outcomes.delete(id);
    void memory.update(OUTCOMES_KEY, [...outcomes]);
    changed.fire();
  };

  /** Where it goes in the document as it is at this moment; null where it is refused, of which the writer is told. */
  const place = async (script: vscode.TextDocument, proposal: EditProposal): Promise<Placed | null> => {
    const { scriptId } = await documents.flush(script);
    const { sceneId, hash, before } = proposal;
    const connection = await connect();
    const found = await connection.placeProposal({ scriptId, sceneId, hash, before });
    const placed = found.kind === 'stands' ? found : null;
    // A key may have been pressed since the text was sent.
    if (placed !== null && script.getText().slice(placed.startOffset, placed.endOffset) === before) {
      return { ...placed, scriptId };
    }
    const refusal = found.kind === 'stands' ? CHANGED_MEANWHILE : found;
    decide(proposal, { kind: 'refused', message: refusal.message });
    void tell(script, refusal);
    return null;
  };

  /** One decision on a proposal after the other: buttons are pressed twice, and stand on the page and in a notification. */
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>({ id }: EditProposal, otherwise: T, work: () => Promise<T>): Promise<T> => {
    const begun = (turns.get(id) ?? Promise.resolve()).then(() => (isDecided(outcomes.get(id)) ? otherwise : work()));
    const turn = begun.catch(() => undefined).finally(() => turns.get(id) === turn && turns.delete(id));
    turns.set(id, turn);
    return begun;
  };

  const accept: Proposals['accept'] = (script, proposal, chosen) =>
    inTurn(proposal, false, () => putIn(script, proposal, chosen));
  const putIn = async (
    script: vscode.TextDocument,
    proposal: EditProposal,
    chosen: readonly number[] | undefined,
  ): Promise<boolean> => {
    const hunks = proposalHunks(proposal.before, proposal.after);
    const chosenHunks = chosen === undefined ? hunks : hunks.filter((_, index) => chosen.includes(index));
    const placed = await place(script, proposal);
    if (placed === null || chosenHunks.length === 0) return false;
    const applied = applyHunks(proposal.before, chosenHunks);
    // The whole was looked at where it was made.
    if (chosenHunks.length < hunks.length && takesWhatFollows(proposal.before, applied.text)) {
      decide(proposal, { kind: 'refused', message: OPEN_END.message });
      void tell(script, OPEN_END);
      return false;
    }
    const edit = new vscode.WorkspaceEdit();
    // Of all hunks one edit: Undo takes back what was accepted at once, whatever the editor does between two.
    edit.replace(script.uri, rangeOf(script, placed), applied.text);
    if (!(await vscode.workspace.applyEdit(edit))) {
      decide(proposal, { kind: 'refused', message: 'The editor did not take the edit. Try again.' });
      return false;
    }
    const outcome = { kind: chosenHunks.length === hunks.length ? 'accepted' : 'partly', message: null } as const;
    taken.set(proposal.id, { proposal, script: script.uri.toString(), written: applied.text, outcome });
    decide(proposal, outcome);
    await closeDiff(proposal);
    await documents.flush(script);
    await (
      await connect()
    ).noteAcceptedEdit({
      scriptId: placed.scriptId,
      sceneId: proposal.sceneId,
      hashBefore: proposal.hash,
      hashAfter: null,
      lines: [...applied.lines],
      modelCallId: proposal.modelCallId,
    });
    await showLine(script, script.positionAt(placed.startOffset + sameStart(proposal.before, applied.text)).line);
    return true;
  };

  const choose = async (script: vscode.TextDocument, proposal: EditProposal): Promise<void> => {
    const hunks = proposalHunks(proposal.before, proposal.after);
    const picked = await vscode.window.showQuickPick(
      hunks.map((hunk, index) => ({ ...hunkItem(hunk, index), index, picked: true })),
      { title: titleOf(proposal), placeHolder: 'Choose what to accept', canPickMany: true },
    );
    if (picked === undefined || picked.length === 0) return;
    await accept(
      script,
      proposal,
      picked.map(({ index }) => index),
    );
  };

  const discard = (proposal: EditProposal): Promise<void> =>
    inTurn(proposal, undefined, async () => {
      decide(proposal, { kind: 'discarded', message: null });
      await closeDiff(proposal);
    });

  return {
    outcomes,
    onDidChange: changed.event,
    review: async (script, proposal) => {
      const placed = await place(script, proposal);
      if (placed === null) return;
      const uri = proposalUri(script, proposal);
      const text = script.getText();
      const { text: rewritten } = applyHunks(proposal.before, proposalHunks(proposal.before, proposal.after));
      texts.set(uri.toString(), text.slice(0, placed.startOffset) + rewritten + text.slice(placed.endOffset));
      // Where the first change is: the head of a long scene may be a page away from it.
      const line = script.positionAt(placed.startOffset + sameStart(proposal.before, rewritten));
      await vscode.commands.executeCommand('vscode.diff', script.uri, uri, titleOf(proposal), {
        preview: true,
        selection: new vscode.Range(line, line),
      });
      const note = [
        proposal.note === '' ? `${titleOf(proposal)}.` : proposal.note,
        ...proposalConsequences(proposal.before, rewritten),
      ].join(' ');
      const [all, some, none] = ['Accept All', 'Choose Parts…', 'Discard'] as const;
      // Not waited for: the writer may look at the diff for as long as it takes.
      void vscode.window.showInformationMessage(withoutLinks(note), all, some, none).then(async (answer) => {
        try {
          if (answer === all) await accept(script, proposal);
          if (answer === some) await choose(script, proposal);
          if (answer === none) await discard(proposal);
        } catch (error) {
          void vscode.window.showErrorMessage(withoutLinks(asFailure(error).message));
        }
      });
    },
    accept,
    choose,
    discard,
    dispose: () => {
      vscode.Disposable.from(provider, closing, undoing, changed).dispose();
    },
  };
}

/** What was taken back or refused may be decided again. */
function isDecided(outcome: ProposalOutcome | undefined): boolean {
  return outcome !== undefined && outcome.kind !== 'undone' && outcome.kind !== 'refused';
}

function readOutcomes(memory: vscode.Memento): Map<string, ProposalOutcome> {
  const kept = z.array(z.tuple([z.string(), proposalOutcomeSchema])).safeParse(memory.get(OUTCOMES_KEY));
  return new Map(kept.success ? kept.data : []);
}

interface Taken {
  readonly proposal: EditProposal;
  /** The script's address. */
  readonly script: string;
  /** The scene's text with it. */
  readonly written: string;
  readonly outcome: ProposalOutcome;
}

type Placed = ProposalPlace & { readonly kind: 'stands' } & { readonly scriptId: string };
type Refusal = Exclude<ProposalPlace, { kind: 'stands' }>;

const CHANGED_MEANWHILE: Refusal = {
  kind: 'changed',
  message: 'The scene has changed since this edit was proposed. Ask again for a new one.',
};

const OPEN_END: Refusal = {
  kind: 'changed',
  message: 'These parts alone open a note or a cut and do not close it: what follows in the script would be lost.',
};

/** Says why it is refused; of a file that cannot be written, a copy that can be is offered. */
async function tell(script: vscode.TextDocument, { kind, message }: Refusal): Promise<void> {
  if (kind !== 'read-only') {
    await vscode.window.showWarningMessage(withoutLinks(message));
    return;
  }
  if ((await vscode.window.showWarningMessage(withoutLinks(message), 'Convert to Fountain')) === undefined) return;
  const copy = await vscode.workspace.openTextDocument({ language: 'fountain', content: script.getText() });
  await vscode.window.showTextDocument(copy, { preview: false });
}

/** How many UTF-16 units two texts have in common from their start. */
function sameStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function rangeOf(script: vscode.TextDocument, { startOffset, endOffset }: Placed): vscode.Range {
  return new vscode.Range(script.positionAt(startOffset), script.positionAt(endOffset));
}

function titleOf({ label, heading }: EditProposal): string {
  return label === '' ? 'Proposed edit before the first scene' : `Proposed edit of ${label} ${heading}`.trimEnd();
}

function proposalUri(script: vscode.TextDocument, { id }: EditProposal): vscode.Uri {
  const name = path.posix.basename(scriptFile(script.uri).path);
  return vscode.Uri.from({ scheme: PROPOSAL_SCHEME, path: `/${encodeURIComponent(id)}/${name}` });
}

async function closeDiff({ id }: EditProposal): Promise<void> {
  const folder = `/${encodeURIComponent(id)}/`;
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => {
      if (!(input instanceof vscode.TabInputTextDiff)) return false;
      return input.modified.scheme === PROPOSAL_SCHEME && input.modified.path.startsWith(folder);
    });
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}

/** Puts the cursor there, in view. The keyboard stays where it is, in the chat too. */
async function showLine(script: vscode.TextDocument, line: number): Promise<void> {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === script.uri.toString()),
  );
  await vscode.window.showTextDocument(script, {
    preserveFocus: true,
    selection: new vscode.Range(line, 0, line, 0),
    ...(group !== undefined && { viewColumn: group.viewColumn }),
  });
}

function hunkItem({ removed, added }: ProposalHunk, index: number): vscode.QuickPickItem {
  const first = (lines: readonly string[]): string => lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return {
    label: `${index + 1}. ${first(added) || first(removed) || 'A blank line'}`,
    description: added.length === 0 ? 'taken out' : removed.length === 0 ? 'new' : 'rewritten',
    ...(removed.length > 0 && added.length > 0 && { detail: `was: ${first(removed)}` }),
  };
}
