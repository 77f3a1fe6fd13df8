import type { ChatMessageResponse } from '../story/chatMessage';
import { unsaidSearch } from '../story/searchedText';
import { usdText } from './usdText';

const NUMBERS = new Intl.NumberFormat('en');

/** One line on what an answer was made from, by what, and at what price. What a note of the answer says is not said again. */
export function contextLine({ blocks, method, usage, contextUsed }: ChatMessageResponse): string {
  const { cut } = contextUsed;
  const searched = unsaidSearch({ blocks, contextUsed });
  if (method === 'offline') return ['search only', ...(searched === '' ? [] : [searched])].join(' · ');
  const tokens = usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
  return [
    ...(searched === '' ? [] : [searched]),
    `${NUMBERS.format(tokens)} tokens`,
    usage.costUsd === null ? 'price unknown' : usdText(usage.costUsd),
    method.slice(method.indexOf('/') + 1),
    ...(cut.length === 0 ? [] : [`${cut.length} left out`]),
  ].join(' · ');
}
