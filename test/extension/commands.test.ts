import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './openedScript';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; category: string; title: string; enablement?: string }[];
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly keybindings?: readonly { key: string }[];
  };
}

describe('The commands of package.json', () => {
  const manifest = (): Manifest => extension().packageJSON as Manifest;

  it('are those that are registered', async () => {
    await extension().activate();
    const views = Object.values(manifest().contributes.views).flat();
    const ofView = (id: string): boolean => views.some((view) => id.startsWith(`${view.id}.`));
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('writersroom.') && !ofView(id),
    );
    assert.deepEqual(
      registered.sort(),
      manifest()
        .contributes.commands.map(({ command }) => command)
        .sort(),
    );
  });

  it('stand together under our name', () => {
    for (const { category, title } of manifest().contributes.commands) {
      assert.equal(category, 'WritersRoom', title);
      assert.match(title, /^\p{Lu}/u);
    }
  });

  it('take no key that Better Fountain uses', () => {
    const taken = ['ctrl+shift+v', 'ctrl+shift+b', 'f5', 'alt+up', 'alt+down'];
    const ours = (manifest().contributes.keybindings ?? []).map(({ key }) => key.toLowerCase());
    assert.deepEqual(
      ours.filter((key) => taken.includes(key)),
      [],
    );
  });
});
