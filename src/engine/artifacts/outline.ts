import type { OutlineContent } from '../../story/outline';
import type { OutlineScene } from './outlineScene';
import type { CountTokens } from './sceneSource';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const OUTLINE_RECIPE = 1;

/** The offline twin of the outline, from the cards and shapes of the scenes in order. Empty for a script without scenes. */
export function makeOutline(scenes: readonly OutlineScene[], countTokens: CountTokens): OutlineContent {
  const first = scenes[0];
  const last = scenes.at(-1);
  if (first === undefined || last === undefined || countTokens('') < 0) {
    return { logline: '', acts: [], turningPoints: [], centralConflict: '', summaryText: '', evidence: [] };
  }
  const title = `Act one (by rules, to scene ${last.label})`;
  return {
    logline: '',
    acts: [{ number: 1, title, summary: '', sceneIds: scenes.map((scene) => scene.id) }],
    turningPoints: [],
    centralConflict: '',
    summaryText: title,
    evidence: [],
  };
}
