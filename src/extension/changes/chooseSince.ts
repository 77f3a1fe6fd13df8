import * as vscode from 'vscode';
import { scriptFile } from '../finalDraft/renderingUri';
import { commitsOf, type FileCommit } from './fileHistory';
import type { Since } from './whatChangedSince';

/** Asks the writer what to compare with; undefined where they change their mind. Rejects with a `Failure` where git cannot say. */
export async function chooseSince(document: vscode.TextDocument): Promise<Since | undefined> {
  const file = scriptFile(document.uri);
  const kinds: (vscode.QuickPickItem & { readonly kind?: vscode.QuickPickItemKind; readonly id: Since['since'] })[] = [
    {
      id: 'analysis',
      label: '$(book) The Last Analysis',
      detail: 'Which scenes are not what their cards were made from',
    },
    { id: 'file', label: '$(file) Another File…', detail: 'An earlier draft, or somebody else’s, line by line' },
    ...(file.scheme === 'file'
      ? [
          {
            id: 'commit' as const,
            label: '$(git-commit) A Git Commit…',
            detail: 'A version of this file, line by line',
          },
        ]
      : []),
  ];
  const chosen = await vscode.window.showQuickPick(kinds, {
    title: 'What Changed Since…',
    placeHolder: 'What to compare the text in the editor with',
  });
  switch (chosen?.id) {
    case undefined:
      return undefined;
    case 'analysis':
      return { since: 'analysis' };
    case 'file':
      return chooseFile(file);
    case 'commit':
      return chooseCommit(file);
  }
}

async function chooseFile(file: vscode.Uri): Promise<Since | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: 'What Changed Since…',
      openLabel: 'Compare',
      filters: { Screenplays: ['fountain', 'spmd', 'fdx', 'txt'], 'All files': ['*'] },
      ...(file.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(file, '..') }),
    })) ?? [];
  return chosen === undefined ? undefined : { since: 'file', file: chosen };
}

async function chooseCommit(file: vscode.Uri): Promise<Since | undefined> {
  const commits = await commitsOf(file, AbortSignal.timeout(GIT_MS));
  if (commits.length === 0) {
    void vscode.window.showInformationMessage('No commit has this file yet. Commit it first, or compare with a file.');
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(commits.map(commitItem), {
    title: 'What Changed Since…',
    placeHolder: 'A commit that touched this file, newest first',
    matchOnDescription: true,
  });
  if (chosen === undefined) return undefined;
  return { since: 'commit', ...chosen.commit };
}

const GIT_MS = 30_000;

function commitItem(commit: FileCommit): vscode.QuickPickItem & { readonly commit: FileCommit } {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(commit.date);
  return { label: commit.subject, description: `${date}, ${commit.author}`, commit };
}
