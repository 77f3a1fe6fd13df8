import * as vscode from 'vscode';

/** The settings under `writersroom.` as they are now. */
export interface Settings {
  /** How long after the last change a script is stored, in milliseconds. */
  readonly syncDelayMs: number;
  /** Whether the Outline selects the scene the cursor is in. */
  readonly outlineFollowsCursor: boolean;
  /** Whether a Final Draft file that is opened is shown as a screenplay and not as XML. */
  readonly finalDraftAsScreenplay: boolean;
}

/** Reads them; what is missing or of another type is as package.json has it. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('writersroom');
  const delay = settings.get<unknown>('syncDelayMs');
  return {
    syncDelayMs: typeof delay === 'number' && Number.isFinite(delay) ? Math.min(Math.max(delay, 0), 10_000) : 300,
    finalDraftAsScreenplay: settings.get<unknown>('finalDraft.openAsScreenplay') !== false,
    outlineFollowsCursor: settings.get<unknown>('outline.followCursor') !== false,
  };
}
