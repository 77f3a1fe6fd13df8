import type { ModelCitation } from '../story/modelMessage';
import type { SentResult } from './sentRequest';

/** Asks for citations in words, where a server has none of its own. Constant: it stands in the system text. */
export const CITE_BY_MARKER =
  'Passages of the script are numbered [S1], [S2] and so on. After every statement that rests on passages, name them ' +
  'in that form, one bracket a passage, for example: She lit the lamp herself [S4][S7]. Name only numbers that were given.';

/** A passage under its number. */
export function markedPassage(number: number, text: string): string {
  return `[S${number}] ${text}`;
}

/** Part of an answer: words, or what the words before it rest on. */
export type MarkedPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'citation'; readonly citation: ModelCitation };

/** Reads an answer with markers as it comes: a marker is never shown in halves. */
export interface MarkerReader {
  /** What can be said after this much more of the answer. */
  push(text: string): MarkedPart[];
  /** The rest, at its end. */
  end(): MarkedPart[];
}

/**
 * A reader for answers that cite these results by marker: `[S3]`, `【S3】`, `[S3, S4]`, `[S3 and S4]`, `[S3-S5]` (either end
 * first), with the blanks before it and a link's target behind it. A number that was not given is no citation: its marker
 * stays in the text, where it can be seen.
 */
export function markerReader(results: readonly SentResult[]): MarkerReader {
  const passages = results.flatMap(({ source, texts }) => texts.map((passage) => ({ source, ...passage })));
  let held = '';
  /** Whether what was held before ended with a marker: a link's target may follow. */
  let isBehindMarker = false;

  const citationsOf = (numbers: string): ModelCitation[] | null => {
    const found: ModelCitation[] = [];
    for (const [, from = '', to = from] of numbers.matchAll(/S(\d+)(?:\s*[-–]\s*S?(\d+))?/g)) {
      const [first = 0, last = 0] = [Number(from), Number(to)].sort((a, b) => a - b);
      if (last - first > LONGEST_RANGE) return null;
      for (let number = first; number <= last; number++) {
        const passage = passages[number - 1];
        if (passage === undefined) return null;
        const { source, text, block } = passage;
        found.push({ source, text, startBlock: block, endBlock: block + 1, named: true });
      }
    }
    return found;
  };

  const read = (atEnd: boolean): MarkedPart[] => {
    const parts: MarkedPart[] = [];
    const say = (text: string) => {
      if (text !== '') parts.push({ kind: 'text', text });
    };
    if (isBehindMarker) {
      if (!atEnd && UNFINISHED_TARGET.test(held)) return parts;
      held = held.replace(TARGET, '');
      isBehindMarker = false;
    }
    let at = 0;
    for (const match of held.matchAll(MARKER)) {
      const citations = citationsOf(match[1] ?? '');
      if (citations === null) continue;
      say(held.slice(at, match.index));
      parts.push(...citations.map((citation) => ({ kind: 'citation' as const, citation })));
      at = match.index + match[0].length;
    }
    const rest = held.slice(at);
    if (at > 0 && !atEnd && UNFINISHED_TARGET.test(rest)) {
      isBehindMarker = true;
      held = rest;
      return parts;
    }
    const whole = atEnd ? rest.length : rest.length - (UNFINISHED.exec(rest)?.[0].length ?? 0);
    say(rest.slice(0, whole));
    held = rest.slice(whole);
    return parts;
  };

  return {
    push(text) {
      held += text;
      return read(false);
    },
    end: () => read(true),
  };
}

const LONGEST_RANGE = 50;
const ONE = 'S\\d{1,5}(?:\\s?[-–—]\\s?S?\\d{1,5})?';
const BETWEEN = '(?:\\s?[,;&]\\s?|\\s(?:and\\s)?)';
const MARKER = new RegExp(
  `[ \\t]{0,4}[[【]\\s?(${ONE}(?:${BETWEEN}${ONE}){0,20})\\s?[\\]】](?:\\([^\\s()]{1,500}\\))?`,
  'g',
);
/** The end of what has come, if a marker may have begun there. */
const UNFINISHED = /[ \t]{0,4}(?:[[【]\s?(?:S[S\d,;&and \t\n\-–—]{0,200})?)?$/;
/** What makes a link of a marker that came before it. */
const TARGET = /^\([^\s()]{1,500}\)/;
const UNFINISHED_TARGET = /^(?:\([^\s()]{0,500})?$/;
