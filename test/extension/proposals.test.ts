import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../harness/until';
import { stubWindow } from './stubbedWindow';
import { closeScript, openScript, replace, SAMPLE } from './openedScript';
import { proposed, twoHunks } from './proposedEdit';
import { readScript } from '../../src/screenplay/scriptReading';
import { createProposals } from '../../src/extension/proposals/proposals';
import type { WritersRoom } from '../../src/extension/writersRoom';

describe('A proposed edit', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let original: string;
  beforeEach(async () => {
    ({ editor, room } = await openScript(SAMPLE));
    original = editor.document.getText();
  });
  afterEach(() => closeScript(editor));
  const text = (): string => editor.document.getText();
  const undo = async (): Promise<void> => {
    await vscode.window.showTextDocument(editor.document, { preview: false });
    await vscode.commands.executeCommand('undo');
  };

  it('opens as a diff of the whole script, and writes nothing', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    await room.proposals.review(editor.document, proposal);
    const diff = await until('the diff is shown', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : null;
    });
    assert.equal(diff.original.toString(), editor.document.uri.toString());
    const shown = await vscode.workspace.openTextDocument(diff.modified);
    assert.equal(shown.getText(), original.replace(proposal.before, twoHunks(proposal.before)));
    assert.equal(text(), original);
    await room.proposals.discard(proposal);
    await until('the diff is closed', () =>
      vscode.window.tabGroups.all.every((group) =>
        group.tabs.every(({ input }) => !(input instanceof vscode.TabInputTextDiff)),
      ),
    );
    assert.equal(room.proposals.outcomes.get(proposal.id)?.kind, 'discarded');
  });

  it('goes in by one edit that one Undo takes back', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    assert.equal(await room.proposals.accept(editor.document, proposal), true);
    assert.equal(text(), original.replace(proposal.before, proposal.after));
    assert.equal(room.proposals.outcomes.get(proposal.id)?.kind, 'accepted');
    await undo();
    await until('the script reads as before', () => text() === original);
  });

  it('leaves the writer at the first changed line, in view, when it went in', async () => {
    const window = stubWindow(() => undefined);
    try {
      const proposal = await proposed(room, editor, '20', twoHunks);
      await room.proposals.review(editor.document, proposal);
      assert.equal(await room.proposals.accept(editor.document, proposal), true);
      const line = text().slice(0, text().indexOf('Somebody else entirely.')).split('\n').length - 1;
      const shown = await until('the script is shown at the change', () => {
        const now = vscode.window.activeTextEditor;
        return now?.document === editor.document && now.selection.active.line === line ? now : null;
      });
      assert.equal(shown.selection.isEmpty, true);
      await until('the change is in view', () =>
        shown.visibleRanges.some((range) => range.start.line <= line && line <= range.end.line),
      );
      assert.ok(vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 1));
    } finally {
      window.restore();
    }
  });

  it('goes in once, however often and wherever it is pressed, and is not discarded afterwards', async () => {
    const proposal = await proposed(room, editor, '1', twoHunks);
    const pressed = [
      room.proposals.accept(editor.document, proposal),
      room.proposals.accept(editor.document, proposal),
    ];
    assert.deepEqual(await Promise.all(pressed), [true, false]);
    const written = text();
    await room.proposals.discard(proposal);
    assert.equal(await room.proposals.accept(editor.document, proposal), false);
    assert.deepEqual(room.proposals.outcomes.get(proposal.id), { kind: 'accepted', message: null });
    assert.equal(text(), written);
    await undo();
    await until('it is taken back', () => room.proposals.outcomes.get(proposal.id)?.kind === 'undone');
    await room.proposals.discard(proposal);
    assert.equal(room.proposals.outcomes.get(proposal.id)?.kind, 'discarded');
    assert.equal(await room.proposals.accept(editor.document, proposal), false);
    assert.equal(text(), original);
  });

  it('makes no link of what a model or the script says', async () => {
    const window = stubWindow(() => undefined);
    try {
      const proposal = await proposed(room, editor, '1', twoHunks);
      const note = 'Look [here](command:workbench.action.quit) or [there](https://example.org).';
      await room.proposals.review(editor.document, { ...proposal, note });
      await room.proposals.review(editor.document, { ...proposal, note: '', heading: 'INT. [X](command:y) - DAY' });
      assert.deepEqual(window.messages, [
        'Look [here] (command:workbench.action.quit) or [there] (https://example.org). Takes out 1 synopsis (not printed).',
        'Proposed edit of 1 INT. [X] (command:y) - DAY. Takes out 1 synopsis (not printed).',
      ]);
    } finally {
      window.restore();
    }
  });

  it('goes in by parts', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    assert.equal(await room.proposals.accept(editor.document, proposal, [0]), true);
    assert.ok(text().includes('Somebody else entirely.'));
    assert.ok(!text().includes('Nobody comes.'));
    assert.equal(room.proposals.outcomes.get(proposal.id)?.kind, 'partly');
    await undo();
    await until('the script reads as before', () => text() === original);
  });

  it('is refused where its scene has moved on, and taken where another has', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    const other = await proposed(room, editor, '5', twoHunks);
    const line = proposal.before.trimEnd().split('\n').at(-1) ?? '';
    await replace(editor, proposal.before, proposal.before.replace(line, `${line} And then.`));
    const changed = text();
    assert.equal(await room.proposals.accept(editor.document, proposal), false);
    assert.equal(text(), changed);
    const outcome = room.proposals.outcomes.get(proposal.id);
    assert.equal(outcome?.kind, 'refused');
    assert.match(outcome.message ?? '', /^Scene 3 has changed/u);
    assert.equal(await room.proposals.accept(editor.document, other), true);
    assert.equal(text(), changed.replace(other.before, other.after));
  });

  it('is shown as taken back when it is undone, and as accepted when that is', async () => {
    const shortened = (scene: string): string => scene.trimEnd().split('\n').slice(0, -1).join('\n');
    const longer = (scene: string): string => `${scene.trimEnd()}\n\nNobody comes.\n\n`;
    const rewrites = [twoHunks, shortened, longer];
    const headings = (script: string): string[] => readScript(script).scenes.map(({ block }) => block.heading);
    const proposals = await Promise.all(rewrites.map((rewrite) => proposed(room, editor, '3', rewrite)));
    for (const proposal of proposals) {
      const becomes = (kind: string) =>
        until(`it is ${kind}`, () => room.proposals.outcomes.get(proposal.id)?.kind === kind);
      assert.equal(await room.proposals.accept(editor.document, proposal), true);
      await becomes('accepted');
      assert.deepEqual(headings(text()), headings(original), 'the next heading is one still');
      await undo();
      await becomes('undone');
      await vscode.commands.executeCommand('redo');
      await becomes('accepted');
      await undo();
      await becomes('undone');
      assert.equal(await room.proposals.accept(editor.document, proposal), true, 'it can be taken again');
      await undo();
      await until('the script reads as before', () => text() === original);
    }
  });

  it('is shown as decided by a window that is loaded anew', async () => {
    const kept = new Map<string, string>();
    const memory: vscode.Memento = {
      keys: () => [...kept.keys()],
      get: <T>(key: string, other?: T): T | undefined => {
        const value = kept.get(key);
        return value === undefined ? other : (JSON.parse(value) as T);
      },
      update: (key, value) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
    };
    const unreachable = () => Promise.reject(new Error('Nothing is asked for.'));
    const open = () => createProposals({ documents: { flush: unreachable }, connect: unreachable, memory });
    const proposal = await proposed(room, editor, '3', twoHunks);
    const before = open();
    await before.discard(proposal);
    before.dispose();
    const after = open();
    assert.deepEqual([...after.outcomes], [[proposal.id, { kind: 'discarded', message: null }]]);
    after.dispose();
  });
});
