import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import { Failure } from '../../protocol/failure';
import { decodeText } from '../../screenplay/decodeText';
import { readFdx } from '../../screenplay/fdx/readFdx';
import { readScript } from '../../screenplay/scriptReading';
import { analysisChanges } from '../../story/analysisChanges';
import { changesDocument, type ChangesDocument } from '../../story/changesDocument';
import { draftChanges } from '../../story/draftChanges';
import { isFinalDraft, scriptFile } from '../finalDraft/renderingUri';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import { chooseSince } from './chooseSince';
import { fileInCommit } from './fileHistory';

/** What a script is compared with. */
export type Since =
  | {
      readonly since: 'commit';
      readonly hash: string;
      readonly date?: Date;
      readonly subject?: string;
      /** What the file was called in it, from the root of the repository; absent: as now. */
      readonly path?: string;
    }
  | { readonly since: 'file'; readonly file: vscode.Uri }
  | { readonly since: 'analysis' };

/** What the comparison is made with. */
export interface ChangesContext {
  readonly documents: ScriptDocuments;
  readonly connect: () => Promise<EngineConnection>;
}

/**
 * Writes down what changed in a script since a commit, another file or the last analysis, as a Markdown document that is
 * not saved yet; without `wish` the writer chooses. Rejects with a `Failure`.
 */
export async function whatChangedSince(
  document: vscode.TextDocument,
  wish: Since | undefined,
  { documents, connect }: ChangesContext,
): Promise<void> {
  const since = wish ?? (await chooseSince(document));
  if (since === undefined) return;
  const text = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Comparing drafts' },
    async () => {
      const { scriptId } = await documents.flush(document);
      const engine = await connect();
      const to = `${scriptName(document)} as it is in the editor`;
      const date = longDate(new Date());
      const view = await engine.readScript(scriptId);
      if (since.since === 'analysis') {
        const sinceAnalysis = await engine.readSinceAnalysis(scriptId);
        const { cardsMade } = sinceAnalysis;
        if (cardsMade === null) {
          throw new Failure(
            'subject-unknown',
            `${scriptName(document)} was not analyzed yet: there is nothing to compare with.`,
          );
        }
        return changesDocument({ ...analysisChanges(view, sinceAnalysis), date, from: madeText(cardsMade), to });
      }
      const before = await earlier(document, since);
      const changes = draftChanges(readScript(before.text), readScript(document.getText()), view);
      const parts: ChangesDocument = { ...changes, date, from: before.name, to, note: null };
      return changesDocument(parts);
    },
  );
  const shown = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.window.showTextDocument(shown, { preview: false });
}

/** The text that the script is compared with, and what it is called. */
async function earlier(
  document: vscode.TextDocument,
  since: Exclude<Since, { since: 'analysis' }>,
): Promise<{ readonly name: string; readonly text: string }> {
  if (since.since === 'file') {
    const name = path.posix.basename(since.file.path);
    const bytes = await vscode.workspace.fs.readFile(since.file).then(
      (read) => read,
      () => {
        throw new Failure('file-missing', `${name} cannot be read: it is no longer there, or may not be opened.`);
      },
    );
    return { name, text: textOf(bytes, isFinalDraft(since.file)) };
  }
  const file = scriptFile(document.uri);
  const bytes = await fileInCommit(file, since, AbortSignal.timeout(GIT_MS));
  const facts = [
    ...(since.date === undefined ? [] : [longDate(since.date)]),
    ...(since.subject === undefined ? [] : [`"${since.subject}"`]),
  ];
  const name = [`commit ${since.hash.slice(0, 7)} of ${scriptName(document)}`, ...facts].join(', ');
  return { name, text: textOf(bytes, isFinalDraft(file)) };
}

/** git that asks for something would never answer. */
const GIT_MS = 30_000;

function textOf(bytes: Uint8Array, isFdx: boolean): string {
  const { text } = decodeText(bytes);
  if (!isFdx || text.trim() === '') return text;
  const reading = readFdx(text);
  if (reading.kind === 'script') return reading.text;
  throw new Failure(reading.line === null ? 'format-unknown' : 'file-damaged', reading.message);
}

function madeText({ first, last }: { readonly first: string; readonly last: string }): string {
  const [from, to] = [first, last].map((time) => longDate(new Date(time)));
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(new Date(last));
  return from === to
    ? `the last analysis, ${to ?? ''}, ${time}`
    : `the last analysis, from ${from ?? ''} to ${to ?? ''}, ${time}`;
}

function longDate(date: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(date);
}
