import DOMPurify from 'dompurify';
import type { AnswerClaim } from '../story/chatMessage';
import { plainText } from '../story/plainText';
import { behindQuoteMark } from '../story/placedText';
import { MARKDOWN } from './markdownReader';

/** What stands at a claim: the element that says where it is from; null: nothing. */
export type ClaimMark = (claim: AnswerClaim) => HTMLElement | null;

/**
 * Markdown of a model's as elements. HTML in it is text, links go to https or are words, images are dropped, and what
 * is made of it is sanitised once more. Behind every claim stands its mark; the words of one that is not verified are
 * in an element of the class `unproved`.
 */
export function answerMarkdown(text: string, claims: readonly AnswerClaim[], markOf: ClaimMark): DocumentFragment {
  const fragment = DOMPurify.sanitize(MARKDOWN.render(withMarks(text, claims)), {
    ALLOWED_TAGS: [...TAGS],
    ALLOWED_ATTR: ['href', 'start'],
    ALLOWED_URI_REGEXP: /^https:/iu,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) {
    link.setAttribute('href', link.href.replace(PRIVATE_ENCODED, ''));
    link.setAttribute('rel', 'noreferrer');
    link.title = link.href;
  }
  for (const table of fragment.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'wide';
    frame.tabIndex = 0;
    frame.setAttribute('role', 'region');
    frame.setAttribute('aria-label', 'Table');
    table.replaceWith(frame);
    frame.append(table);
  }
  placeMarks(fragment, claims, markOf);
  return fragment;
}

const TAGS = new Set(
  'p br strong em s code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr a table thead tbody tr th td'.split(' '),
);

/** Private-use characters that stand for a place in the text while it is rendered: the start or end of claim n. */
const START = 0xe000;
const END = 0xe001;
const FIRST = 0xe100;
const MOST_CLAIMS = 0xf8ff - FIRST;
const PRIVATE = /[\ue000-\uf8ff]/gu;
/** As they stand in the address of a link. */
const PRIVATE_ENCODED = /%EE%[89AB][\dA-F]%[89AB][\dA-F]|%EF%A[0-3]%[89AB][\dA-F]/giu;
const PLACE = /([\ue000\ue001])([\ue100-\uf8ff])/u;

function withMarks(text: string, claims: readonly AnswerClaim[]): string {
  const plain = text.replace(PRIVATE, '\ufffd');
  // At one place: what ends, then what has no words, then what begins.
  const places = claims.slice(0, MOST_CLAIMS).flatMap(({ start, end }, claim) => {
    const from = behindLineSign(plain, start);
    const to = behindQuoteMark(plain, { start: from, end: Math.max(end, from) });
    const [first, last] = from === to ? [1, 1] : [2, 0];
    return [
      { at: from, order: first, mark: String.fromCharCode(START, FIRST + claim) },
      { at: to, order: last, mark: String.fromCharCode(END, FIRST + claim) },
    ];
  });
  const sorted = places.sort((a, b) => a.at - b.at || a.order - b.order);
  let marked = '';
  let read = 0;
  for (const { at, mark } of sorted) {
    marked += plain.slice(read, at) + mark;
    read = Math.max(read, at);
  }
  return marked + plain.slice(read);
}

/** A mark in front of a line's `> ` or `- ` would make it a paragraph. */
function behindLineSign(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const sign = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*/u.exec(text.slice(lineStart))?.[0] ?? '';
  return Math.max(at, lineStart + sign.length);
}

/** Takes the marks out of the text, and puts there what they stand for. */
function placeMarks(fragment: DocumentFragment, claims: readonly AnswerClaim[], markOf: ClaimMark): void {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode() !== null) texts.push(walker.currentNode as Text);
  const open = new Set<AnswerClaim>();
  for (const node of texts) {
    if (open.size === 0 && !PLACE.test(node.data)) continue;
    const made = document.createDocumentFragment();
    for (const piece of node.data.split(/([\ue000\ue001][\ue100-\uf8ff])/u)) {
      const place = PLACE.exec(piece);
      const claim = place === null ? undefined : claims[(place[2] ?? '').charCodeAt(0) - FIRST];
      if (claim === undefined) {
        const words = piece.replace(PRIVATE, '');
        if (words === '') continue;
        const reason = [...open].find(({ verified }) => !verified);
        if (reason === undefined) made.append(words);
        else made.append(unproved(words, reason));
      } else if (piece.charCodeAt(0) === START) {
        open.add(claim);
      } else {
        open.delete(claim);
        const mark = markOf(claim);
        if (mark !== null) made.append('\u00a0', mark);
      }
    }
    node.replaceWith(made);
  }
  for (const mark of fragment.querySelectorAll('.citation, .reason')) keepWithPunctuation(mark);
}

/** Between a mark that is a box of its own and the full stop behind it a line would break. */
function keepWithPunctuation(mark: Element): void {
  const next = mark.nextSibling;
  if (!(next instanceof Text)) return;
  const [sign] = /^[.,;:!?)\]}\u2019\u201d\u2026"']+/u.exec(next.data) ?? [];
  if (sign === undefined) return;
  if (sign === next.data) next.remove();
  else next.data = next.data.slice(sign.length);
  const together = document.createElement('span');
  together.className = 'together';
  mark.replaceWith(together);
  together.append(mark, sign);
}

function unproved(words: string, { reason }: AnswerClaim): HTMLElement {
  const made = document.createElement('span');
  made.className = 'unproved';
  if (reason !== null) made.title = plainText(reason);
  made.append(words);
  return made;
}
