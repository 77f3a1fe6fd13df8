import type { Token } from 'markdown-it';
import { fountainLine, type StyledWords } from '../story/fountainLine';
import { MARKDOWN } from './markdownReader';

/** Markdown as the text that a reader sees of it: no marks, escapes or fences; items, quotes and rows as plain text has them. */
export function plainMarkdown(text: string): string {
  return joined(blocksOf(MARKDOWN.parse(text, {}), AS_SEEN));
}

/** Of every quotation and every block of code in Markdown the text that a reader sees, in the order in which they begin. */
export function quotesOfMarkdown(text: string): string[] {
  const tokens = MARKDOWN.parse(text, {});
  return tokens.flatMap((token, at) => {
    if (isCode(token)) return [codeOf(token)];
    if (token.type !== 'blockquote_open') return [];
    return [joined(blocksOf(tokens.slice(at + 1, endOf(tokens, at)), AS_SEEN))];
  });
}

/**
 * What of some pieces of Markdown is screenplay: the blocks of code where there are any, of these those that are called so
 * if one is; else all of the words, emphasis in Fountain's marks. '' where there is nothing.
 */
export function screenplayOfMarkdown(pieces: readonly string[]): string {
  const tokens = pieces.flatMap((piece) => MARKDOWN.parse(piece, {}));
  const code = tokens.filter(isCode);
  const named = code.filter(({ info }) => SCREENPLAY.test(info.trim()));
  const chosen = named.length > 0 ? named : code;
  return joined(chosen.length > 0 ? chosen.map(codeOf) : blocksOf(tokens, AS_SCREENPLAY));
}

const SCREENPLAY = /^(?:fountain|screenplay)\b/iu;

/** How what Markdown means is written. */
interface PlainStyle {
  readonly words: (tokens: readonly Token[]) => string;
  readonly quote: string;
  /** What stands before an item; `number`: null in a list without numbers. */
  readonly item: (number: number | null) => string;
  /** Whether the items of a list stand in lines that follow each other, where Markdown has them so. */
  readonly tight: boolean;
}

const AS_SEEN: PlainStyle = {
  words: (tokens) => wordsOf(tokens),
  quote: '> ',
  item: (number) => (number === null ? '- ' : `${number}. `),
  tight: true,
};
// In a screenplay `>` begins a transition, and a line below another goes on with it.
const AS_SCREENPLAY: PlainStyle = { words: fountainWords, quote: '', item: () => '', tight: false };

function joined(blocks: readonly string[]): string {
  return blocks.filter((block) => block.trim() !== '').join('\n\n');
}

function blocksOf(tokens: readonly Token[], style: PlainStyle): string[] {
  const blocks: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.nesting !== 1) {
      if (token.type === 'inline') blocks.push(style.words(token.children ?? []));
      else if (isCode(token)) blocks.push(codeOf(token));
      continue;
    }
    const end = endOf(tokens, at);
    const inner = tokens.slice(at + 1, end);
    if (token.type === 'blockquote_open')
      blocks.push(indented(joined(blocksOf(inner, style)), style.quote, style.quote));
    else if (token.type === 'bullet_list_open') blocks.push(listOf(inner, null, style));
    else if (token.type === 'ordered_list_open') blocks.push(listOf(inner, Number(token.attrGet('start') ?? 1), style));
    else if (token.type === 'table_open') blocks.push(tableOf(inner, style));
    else blocks.push(...blocksOf(inner, style));
    at = end;
  }
  return blocks;
}

/** @param first the number of the first item; null: they have none */
function listOf(tokens: readonly Token[], first: number | null, style: PlainStyle): string {
  const items: string[] = [];
  for (let at = 0; at < tokens.length; at = endOf(tokens, at) + 1) {
    const inner = blocksOf(tokens.slice(at + 1, endOf(tokens, at)), style);
    const sign = style.item(first === null ? null : first + items.length);
    items.push(indented(isTight(tokens, style) ? inner.join('\n') : joined(inner), sign, ' '.repeat(sign.length)));
  }
  return isTight(tokens, style) ? items.join('\n') : joined(items);
}

/** Markdown hides the paragraphs of a list whose items stand without blank lines between them. */
function isTight(tokens: readonly Token[], { tight }: PlainStyle): boolean {
  return tight && tokens.some(({ type, hidden }) => type === 'paragraph_open' && hidden);
}

function tableOf(tokens: readonly Token[], { words }: PlainStyle): string {
  const rows: string[][] = [];
  for (const { type, children } of tokens) {
    if (type === 'tr_open') rows.push([]);
    else if (type === 'inline') rows.at(-1)?.push(words(children ?? []));
  }
  return rows.map((cells) => cells.join('\t')).join('\n');
}

function indented(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, at) => ((at === 0 ? first : others) + line).trimEnd())
    .join('\n');
}

function endOf(tokens: readonly Token[], at: number): number {
  const level = tokens[at]?.level ?? 0;
  const end = tokens.findIndex((token, index) => index > at && token.nesting === -1 && token.level === level);
  return end < 0 ? tokens.length : end;
}

function isCode({ type }: Token): boolean {
  return type === 'fence' || type === 'code_block';
}

function codeOf({ content }: Token): string {
  return content.replace(/^(?:[ \t]*\n)+|\s+$/gu, '');
}

/** What is read of a line of Markdown; behind a link its address where it says something else. */
function wordsOf(tokens: readonly Token[]): string {
  let words = '';
  const links: { readonly href: string; readonly start: number }[] = [];
  for (const token of tokens) {
    words += wordsIn(token);
    if (token.type === 'link_open') links.push({ href: String(token.attrGet('href') ?? ''), start: words.length });
    const link = token.type === 'link_close' ? links.pop() : undefined;
    if (link !== undefined && words.slice(link.start) !== link.href) words += ` (${link.href})`;
  }
  return words;
}

function wordsIn({ type, content }: Token): string {
  return type === 'softbreak' || type === 'hardbreak' ? '\n' : content;
}

function fountainWords(tokens: readonly Token[]): string {
  const lines: StyledWords[][] = [[]];
  const depth = { strong: 0, em: 0 };
  for (const token of tokens) {
    if (token.tag === 'strong' || token.tag === 'em') depth[token.tag] += token.nesting;
    const text = wordsIn(token);
    if (text === '\n') lines.push([]);
    else if (text !== '' && token.nesting === 0) lines.at(-1)?.push({ text, styles: stylesAt(depth) });
  }
  return lines.map((runs) => fountainLine(runs).trim()).join('\n');
}

function stylesAt({ strong, em }: { readonly strong: number; readonly em: number }): StyledWords['styles'] {
  return [...(strong > 0 ? (['bold'] as const) : []), ...(em > 0 ? (['italic'] as const) : [])];
}
