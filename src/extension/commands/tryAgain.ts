import type * as vscode from 'vscode';
import type { Analysis } from '../analysis';
import { pinTarget } from './pinTarget';

/** Makes again what could not be made, of the row that says so, and the cards that it reads. Never rejects. */
export async function tryAgain(target: unknown, document: vscode.TextDocument, analysis: Analysis): Promise<void> {
  const asked = pinTarget(target);
  if (asked === null) return;
  const { kind, subject } = asked;
  // Threads, and setups and echoes, are each made as one set.
  const one = kind === 'card' || kind === 'sheet' ? (subject ?? '') : '';
  await analysis.run(document, [kind], [one]);
}
