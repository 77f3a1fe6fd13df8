import * as vscode from 'vscode';
import { DEFAULT_REFRESH_THRESHOLDS, type RefreshThresholds } from '../story/runsByItself';

/** The settings under `writersroom.` as they are now. */
export interface Settings {
  /** How long after the last change a script is stored, in milliseconds. */
  readonly syncDelayMs: number;
  /** Whether the Outline selects the scene the cursor is in. */
  readonly outlineFollowsCursor: boolean;
  /** Whether a Final Draft file that is opened is shown as a screenplay and not as XML. */
  readonly finalDraftAsScreenplay: boolean;
  readonly refresh: RefreshSettings;
}

/** When what has fallen behind is brought up to date by itself. */
export interface RefreshSettings {
  readonly automatic: boolean;
  /** How long after the last change, in milliseconds. */
  readonly pauseMs: number;
  readonly thresholds: RefreshThresholds;
}

/** Reads them; what is missing or of another type is as package.json has it. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('writersroom');
  const number = (name: string, otherwise: number, least: number, most: number): number => {
    const value = settings.get<unknown>(name);
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, least), most) : otherwise;
  };
  const threshold = (name: string, otherwise: number): number => Math.round(number(name, otherwise, 0, 100_000));
  return {
    syncDelayMs: number('syncDelayMs', 300, 0, 10_000),
    finalDraftAsScreenplay: settings.get<unknown>('finalDraft.openAsScreenplay') !== false,
    refresh: {
      automatic: settings.get<unknown>('refresh.automatic') !== false,
      pauseMs: number('refresh.pauseSeconds', 4, 0, 600) * 1000,
      thresholds: {
        partialScenes: threshold('refresh.cardsFromScenes', DEFAULT_REFRESH_THRESHOLDS.partialScenes),
        partialPages: threshold('refresh.cardsFromPages', DEFAULT_REFRESH_THRESHOLDS.partialPages),
        analyzedScenes: threshold('refresh.everythingFromScenes', DEFAULT_REFRESH_THRESHOLDS.analyzedScenes),
        analyzedPages: threshold('refresh.everythingFromPages', DEFAULT_REFRESH_THRESHOLDS.analyzedPages),
        outlineScenes: threshold('refresh.outlineAfterScenes', DEFAULT_REFRESH_THRESHOLDS.outlineScenes),
        sheetScenes: threshold('refresh.sheetAfterScenes', DEFAULT_REFRESH_THRESHOLDS.sheetScenes),
      },
    },
    outlineFollowsCursor: settings.get<unknown>('outline.followCursor') !== false,
  };
}
