import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commitsOf, fileInCommit } from '../../src/extension/changes/fileHistory';
import { until } from '../harness/until';
import { agrees, extension, replace, sceneRows } from './openedScript';

const FIRST =
  'Title: Brass\n\nEXT. PIER - DAY\n\nMARA mends a net.\n\nMARA\nHand me the brass key.\n\nINT. HUT - NIGHT\n\nRain falls on the tin roof.\n';
const SECOND = FIRST.replace('brass key', 'copper key');

describe('What Changed Since and Export', () => {
  let folder: string;
  let file: string;
  const git = (...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    ).trim();

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'wr-changes-'));
    file = path.join(folder, 'brass.fountain');
    git('init', '--quiet');
    for (const [text, subject] of [
      [FIRST, 'First draft'],
      [SECOND, 'Second draft'],
    ] as const) {
      writeFileSync(file, text);
      git('add', '.');
      git('commit', '--quiet', '-m', subject);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const open = async (): Promise<vscode.TextEditor> => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
    const room = await extension().activate();
    await until('the Outline shows it', async () => agrees(await sceneRows(room), editor.document));
    return editor;
  };
  /** What a command opened. */
  const document = async (what: string): Promise<string> => {
    await until(what, () => vscode.window.activeTextEditor?.document.languageId === 'markdown');
    return vscode.window.activeTextEditor?.document.getText() ?? '';
  };
  const whatChanged = async (wish: object): Promise<string> => {
    await vscode.commands.executeCommand('writersroom.whatChangedSince', wish);
    return document('the document is shown');
  };

  it('a commit: line by line, with the text as it is in the editor', async () => {
    const editor = await open();
    await replace(editor, 'tin roof.', 'tin roof. A kettle.');
    const text = await whatChanged({ since: 'commit', hash: git('rev-parse', 'HEAD~1'), subject: 'First draft' });
    assert.match(text, /^# Brass: what changed\n/u);
    assert.match(text, /From: commit [\da-f]{7} of brass\.fountain, "First draft"/u);
    assert.match(text, /\*\*2 rewritten\.\*\*/u);
    assert.match(text, /> MARA: Hand me the ~~brass~~ \*\*copper\*\* key\./u);
    assert.match(text, /> Rain falls on the tin roof\. \*\*A kettle\.\*\*/u);
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, true, 'to be saved where the writer likes');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('a commit from before the file had its name', async () => {
    await open();
    git('mv', 'brass.fountain', 'copper.fountain');
    git('commit', '--quiet', '-m', 'Another name');
    try {
      const renamed = vscode.Uri.file(path.join(folder, 'copper.fountain'));
      const commits = await commitsOf(renamed, AbortSignal.timeout(30_000));
      assert.deepEqual(
        commits.map(({ subject, path: name }) => [subject, name]),
        [
          ['Another name', 'copper.fountain'],
          ['Second draft', 'brass.fountain'],
          ['First draft', 'brass.fountain'],
        ],
      );
      const bytes = await fileInCommit(renamed, commits.at(-1) ?? assert.fail(), AbortSignal.timeout(30_000));
      assert.equal(new TextDecoder().decode(bytes), FIRST);
    } finally {
      git('reset', '--quiet', '--hard', 'HEAD~1');
    }
  });

  it('another file', async () => {
    await open();
    const other = path.join(folder, 'other.fountain');
    writeFileSync(other, SECOND.replace(/INT\. HUT[^]*$/u, 'EXT. MOOR - DAY\n\nA goat.\n'));
    const text = await whatChanged({ since: 'file', file: vscode.Uri.file(other) });
    assert.match(text, /From: other\.fountain/u);
    assert.match(text, /\*\*1 new, 1 cut\.\*\* 1 scene is as before\./u);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('the last analysis: which scenes are not what their cards were made from, and what that touches', async () => {
    const editor = await open();
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await replace(editor, 'Rain falls', 'Snow falls');
    const text = await whatChanged({ since: 'analysis' });
    assert.match(text, /From: the last analysis, /u);
    assert.match(text, /\*\*1 changed\.\*\* 1 scene is as before\./u);
    assert.match(text, /## 2 INT\. HUT - NIGHT\n\nChanged\.\n\n_Touches its card/u);
    assert.match(text, /- Scene cards: 2\n/u);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('writes what is known to a file and opens it', async () => {
    await open();
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    const target = (format: string): vscode.Uri => vscode.Uri.file(path.join(folder, `out.${format}`));
    for (const [format, begins] of [
      ['md', '# Brass\n'],
      ['csv', 'Scene,Heading,'],
      ['json', '{\n'],
      ['fdx', '<?xml'],
    ] as const) {
      const script = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
      assert.ok(script > 0);
      await vscode.commands.executeCommand('writersroom.exportScript', { format, file: target(format) });
      const written = new TextDecoder().decode(await vscode.workspace.fs.readFile(target(format)));
      assert.ok(written.startsWith(begins), `${format}: ${written.slice(0, 40)}`);
    }
    assert.equal(path.basename(vscode.window.activeTextEditor?.document.fileName ?? ''), 'out.json');
  });
});
