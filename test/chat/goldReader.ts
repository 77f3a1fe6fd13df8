import type { ModelRequest } from '../../src/story/modelMessage';
import { LAST_ROUND_TEXT } from '../../src/engine/chat/chatSystemText';
import type { ScriptedReply } from './scriptedChatModel';

/**
 * How somebody looks something up who knows only what to search for: search by search through the chat's own tools, after
 * each the scene that fits best of those not read; then the next best ones, as long as a tool may be used; then it says that
 * the script does not say. Nothing of the answer or of where it stands goes into what is searched or read.
 */
export function goldReader(searches: readonly string[]): (request: ModelRequest) => ScriptedReply {
  const left = [...searches];
  const read = new Set<string>();
  let mayRead = false;
  return (request) => {
    const results = textsOf(request);
    const known = new Set(
      [...results.join('\n').matchAll(/\[S([^\]]+)\][^\n]*\(you have this scene in full\)/gu)].map(([, at]) => at),
    );
    const best = results.map(bestOf).filter((labels) => labels.length > 0);
    const isUnread = (label: string): boolean => !read.has(label) && !known.has(label);
    const isLast = request.turns
      .at(-1)
      ?.content.some((block) => block.kind === 'text' && block.text === LAST_ROUND_TEXT);
    if (isLast === true) return REFUSAL;
    const next = left.length > 0 ? best.at(-1)?.find(isUnread) : best.flat().find(isUnread);
    if (next !== undefined && (mayRead || left.length === 0)) {
      read.add(next);
      mayRead = false;
      return { tools: [{ name: 'get_scene', input: { scene: next } }] };
    }
    const query = left.shift();
    if (query === undefined) return REFUSAL;
    mayRead = true;
    return { tools: [{ name: 'search_script', input: { query } }] };
  };
}

const REFUSAL: ScriptedReply = { text: 'The script does not say.' };

/** What tools gave so far, in order. */
function textsOf({ turns }: ModelRequest): string[] {
  return turns
    .flatMap(({ content }) => content)
    .flatMap((block) => (block.kind === 'tool-result' ? block.content : []))
    .flatMap((block) => (block.kind === 'text' ? [block.text] : []));
}

/** The labels behind `Best first:`. */
function bestOf(result: string): string[] {
  const [, list = ''] = /Best first: (.*?)\./u.exec(result) ?? [];
  return [...list.matchAll(/\[S([^\]]+)\]/gu)].map(([, label = '']) => label);
}
