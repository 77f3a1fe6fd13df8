import { visibleText } from './visibleText';

/**
 * A model's Markdown as it may be shown: without unseen characters and images, links to https only. Where a link goes
 * elsewhere its words stay. HTML is left as it is: the panel shows it as text. Takes linear time.
 */
export function safeMarkdown(text: string): string {
  return withSafeLinks(visibleText(text), false).replace(DEFINITION, (line, target: string) =>
    isHttps(target) ? line : '',
  );
}

/**
 * The same for any reader of Markdown: HTML is text, a bracket is one where it is no link to https, and a fenced block
 * stands at the margin with a fence that nothing in it closes.
 *
 * @param text as `safeMarkdown` gives it
 */
export function standaloneMarkdown(text: string): string {
  const said: string[] = [];
  let open: { readonly fence: string; readonly info: string; readonly lines: string[] } | null = null;
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) said.push(withSafeLinks(words.join('\n'), true));
    words = [];
  };
  for (const line of text.split('\n')) {
    const [, fence, info = ''] = FENCE.exec(line) ?? [];
    if (open !== null) {
      const isEnd = fence?.startsWith(open.fence) === true && info.trim() === '';
      if (!isEnd) open.lines.push(line);
      else {
        said.push(fenced(open.lines.join('\n'), open.info));
        open = null;
      }
    } else if (fence !== undefined && !(fence.startsWith('`') && info.includes('`'))) {
      flush();
      open = { fence, info: /^[\w+-]*/.exec(info.trim())?.[0] ?? '', lines: [] };
    } else words.push(line);
  }
  flush();
  if (open !== null) said.push(fenced(open.lines.join('\n'), open.info));
  return said.join('\n');
}

/** Text in a fence longer than any inside. */
export function fenced(text: string, info = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info}\n${text.replace(/\s+$/u, '')}\n${fence}`;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

const DEFINITION = /^[ \t]{0,3}\[[^\]\n]+\]:[ \t]*(\S+).*$/gmu;

/**
 * One pass from the left: a bracket is closed by the next one that is free.
 *
 * @param escapes whether what is no link is written so that any reader takes it for text
 */
function withSafeLinks(text: string, escapes: boolean): string {
  const literal = (mark: string): string => (escapes ? `\\${mark}` : mark);
  const lastTarget = text.lastIndexOf(')');
  const out: string[] = [];
  const opened: { readonly at: number; readonly isImage: boolean }[] = [];
  const closeBracket = (end: number): number => {
    const bracket = opened.pop();
    const target = end < lastTarget ? TARGET(text, end) : null;
    if (bracket?.isImage === true) {
      // Of an image its words stay.
      out[bracket.at] = '';
      return end + (target ?? REFERENCE(text, end) ?? [''])[0].length;
    }
    if (bracket === undefined || target === null) {
      out.push(literal(']'));
      return end;
    }
    const [all, address = ''] = target;
    const bare = address.replace(/^<|>$/g, '');
    if (!isHttps(bare)) out[bracket.at] = '';
    else {
      out[bracket.at] = '[';
      out.push(escapes ? `](<${bare.replace(/[<>\\]/g, '')}>)` : `]${all}`);
    }
    return end + all.length;
  };
  let at = 0;
  while (at < text.length) {
    const [piece] = PIECE(text, at) ?? [text.charAt(at)];
    at += piece.length;
    if (piece === '[' || piece === '![') {
      opened.push({ at: out.length, isImage: piece === '![' });
      out.push(piece === '[' ? literal('[') : `!${literal('[')}`);
    } else if (piece === ']') at = closeBracket(at);
    else if (piece === '<') {
      const [all, target = ''] = AUTOLINK(text, at) ?? [];
      at += all?.length ?? 0;
      out.push(all === undefined ? literal('<') : isHttps(target) ? `<${target}>` : target);
    } else out.push(piece);
  }
  return out.join('');
}

/** A matcher at a place. */
function sticky(pattern: RegExp): (text: string, at: number) => RegExpExecArray | null {
  return (text, at) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
}

/** An escaped character, a bracket, or words without any. */
const PIECE = sticky(/\\[!-/:-@[-`{-~]|!?\[|[\]<]|[^\\![\]<]+/uy);
/** Behind the words of a link. Only asked for where a parenthesis closes further on, so that none is looked for in vain. */
const TARGET = sticky(/\(\s*(<[^<>\n]*>|[^)\s]*)[^)]*\)/uy);
const REFERENCE = sticky(/\[[^[\]\n]*\]/uy);
const AUTOLINK = sticky(/([a-z][a-z\d+.-]{0,31}:[^<>\s]*)>/iuy);

function isHttps(target: string): boolean {
  return /^https:\/\/[^\s/]/iu.test(target);
}
