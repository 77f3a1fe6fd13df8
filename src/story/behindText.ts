import type { ScriptView } from './analysisResult';
import { counted } from './lengthText';

/** What of a script's artifacts is behind its text, as a sentence; null where all is current. */
export function behindText(view: ScriptView): string | null {
  const { scenes, characters, outlineBehind, threadsBehind, relationshipsBehind } = view;
  const cards = scenes.filter(({ behind }) => behind.length > 0).length;
  const sheets = characters.filter(({ behind }) => behind.length > 0).length;
  const parts = [
    ...(cards === 0 ? [] : [counted(cards, 'scene card')]),
    ...(outlineBehind.length === 0 ? [] : ['the outline']),
    ...(sheets === 0 ? [] : [counted(sheets, 'character sheet')]),
    ...(threadsBehind.length === 0 ? [] : ['the plot threads']),
    ...(relationshipsBehind.length === 0 ? [] : ['setups and echoes']),
  ];
  return parts.length === 0 ? null : `Behind the script: ${new Intl.ListFormat('en').format(parts)}.`;
}
