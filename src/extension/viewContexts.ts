import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from './activeScript';

/** Tells `when` clauses in package.json how the active script stands: `writersroom.script`, `.hasScenes`, `.analyzed`, `.behind`. */
export function keepViewContexts(active: ActiveScriptFollower): vscode.Disposable {
  const known = new Map<string, unknown>();
  const tell = (script: ActiveScript): void => {
    const view = script.kind === 'ready' || script.kind === 'failed' ? script.view : null;
    const contexts = {
      'writersroom.script': script.kind,
      'writersroom.hasScenes': (view?.scenes.length ?? 0) > 0,
      'writersroom.analyzed': view?.outline != null || (view?.scenes.some(({ card }) => card !== null) ?? false),
      'writersroom.behind':
        (view?.outlineBehind.length ?? 0) > 0 || (view?.scenes.some(({ behind }) => behind.length > 0) ?? false),
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
