import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from './activeScript';

/** Tells `when` clauses in package.json how the active script stands: `writersroom.script`, `.hasScenes`, `.analyzed`, `.behind`. */
export function keepViewContexts(active: ActiveScriptFollower): vscode.Disposable {
  const known = new Map<string, unknown>();
  const tell = (script: ActiveScript): void => {
    const { view, status } = script.kind === 'ready' || script.kind === 'failed' ? script : NOTHING;
    const contexts = {
      'writersroom.script': script.kind,
      'writersroom.hasScenes': (view?.scenes.length ?? 0) > 0,
      'writersroom.analyzed': view?.outline != null || (view?.scenes.some(({ card }) => card !== null) ?? false),
      'writersroom.behind': status?.artifacts.some(({ stale }) => stale) ?? false,
    };
    for (const [name, value] of Object.entries(contexts)) {
      if (known.get(name) === value) continue;
      known.set(name, value);
      void vscode.commands.executeCommand('setContext', name, value);
    }
  };
  tell(active.current);
  return active.onDidChange(tell);
}

const NOTHING = { view: null, status: null };
