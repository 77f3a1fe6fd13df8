import type { ChatMessageResponse, ContextUsed } from './chatMessage';
import { counted } from './lengthText';

/** What an answer was looked for in: `26 scenes searched, the outline and 2 sheets read`; empty where it was in neither. */
export function searchedText({
  scenesSearched,
  outline,
  sheets,
  scenesAsLines = [],
  scenesAsCards,
}: ContextUsed): string {
  const read = [
    ...(outline ? ['the outline'] : []),
    ...(sheets.length > 0 ? [counted(sheets.length, 'sheet')] : []),
    ...(scenesAsLines.length > 0 ? [`lines of ${counted(scenesAsLines.length, 'scene')}`] : []),
    ...(scenesAsCards.length > 0 ? [counted(scenesAsCards.length, 'card')] : []),
  ];
  const parts = [
    ...(scenesSearched > 0 ? [`${counted(scenesSearched, 'scene')} searched`] : []),
    ...(read.length > 0 ? [`${new Intl.ListFormat('en').format(read)} read`] : []),
  ];
  return parts.join(', ');
}

/** The same of an answer; empty too where one of its notes says it. */
export function unsaidSearch({ blocks, contextUsed }: Pick<ChatMessageResponse, 'blocks' | 'contextUsed'>): string {
  const searched = searchedText(contextUsed);
  const said = blocks.flatMap(({ kind, text }) => (kind === 'note' ? [text.toLowerCase()] : []));
  return said.some((text) => text.includes(searched.toLowerCase())) ? '' : searched;
}
