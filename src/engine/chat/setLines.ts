import type { Line } from './quotedRuns';

/**
 * The lines of a block that names a scene, with those marked that are set as a screenplay or a novel sets speech: under a
 * cue, behind a dash that follows a colon, or in italics with nothing but places of citations behind them. Other italics
 * are emphasis and no quotation.
 */
export function setLines(block: string, lines: readonly Line[], isName: (words: string) => boolean): Line[] {
  const isItalic = ITALIC.test(block);
  let isSpeech = false;
  let isBehindColon = false;
  return lines.flatMap((line, at): Line[] => {
    const words = block.slice(line.start, line.end);
    const said = words.replace(PLACES, '').trim();
    if (line.kind !== 'text' || said === '') {
      isSpeech = false;
      if (line.kind !== 'text') isBehindColon = false;
      return [line];
    }
    if (isItalic) return [{ ...line, kind: 'set' }];
    const next = lines[at + 1];
    const isOver = next?.kind === 'text' && next.continues && next.end > next.start;
    if (isOver && isCue(said, isName)) {
      isSpeech = true;
      return [line];
    }
    if (isSpeech && line.continues) return [{ ...line, kind: 'set' }];
    isSpeech = false;
    if (isBehindColon && DASH_LINE.test(words)) return [{ ...line, kind: 'set' }];
    isBehindColon = /:[*_]*$/u.test(said);
    const dash = DASH_BEHIND_COLON.exec(words);
    if (dash === null) return [line];
    const from = line.start + dash.index + dash[0].length;
    return [
      { ...line, end: from },
      { ...line, kind: 'set', start: from, from, continues: true },
    ];
  });
}

const PLACES = /\ue000\d+\ue001/gu;
const ITALIC = /^\s*(?:\*(?!\*)[^*]+\*|_(?!_)[^_]+_|\*{3}[^*]+\*{3}|_{3}[^_]+_{3})[\s.]*(?:\ue000\d+\ue001[\s.]*)+$/u;
/** A dash in front of what somebody says; a hyphen begins an item of a list. */
export const DASH_LINE = /^\s*(?:[—–―]|--)\s*[^\s-]/u;
const DASH_BEHIND_COLON = /:[*_]*\s*(?:\ue000\d+\ue001\s*)*(?=(?:[—–―]|--)\s*[^\s-])/u;

/** A character's name, or a few words in capitals, alone on a line. */
function isCue(said: string, isName: (words: string) => boolean): boolean {
  if (said.length > LONGEST_CUE) return false;
  const name = said.replace(/(?:\s*\([^()]*\))+\s*[:^\\]*$/u, '').replace(/\s*[:^\\]+$/u, '');
  if (isName(name)) return true;
  const bare = name.replace(/^[*_]+|[*_]+$/gu, '');
  return /\p{Lu}.*\p{Lu}/u.test(bare) && !/\p{Ll}|[.!?…]$/u.test(bare) && bare.split(/\s+/u).length <= MOST_WORDS;
}

const MOST_WORDS = 5;
const LONGEST_CUE = 80;
