import type { PageFormat } from './pageFormat';
import type { ScreenplayElement } from './screenplay';
import { shownText } from './shownText';
import { wrapLines } from './wrapLines';

/**
 * A paragraph as it is set: `text` in a column of `width` characters, `before` blank lines above it, `element` the index of the
 * element it comes from. Speeches spoken at once are one block of so many lines.
 */
export type PrintedParagraph =
  | {
      readonly kind: 'heading' | 'action' | 'cue' | 'dialogue' | 'parenthetical' | 'transition';
      readonly before: number;
      readonly text: string;
      readonly width: number;
      readonly element: number;
    }
  | { readonly kind: 'dual'; readonly before: number; readonly lines: number; readonly element: number }
  | { readonly kind: 'break'; readonly element: number };

/** The printed paragraphs of a script, in order. Sections, synopses, notes and boneyard are not printed. */
export function readFlow(elements: readonly ScreenplayElement[], format: PageFormat): readonly PrintedParagraph[] {
  const flow: PrintedParagraph[] = [];
  let inSpeech = false;
  let left: number | null = null;
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (!element || isUnprinted(element)) continue;
    if (element.type === 'character' && element.dual) {
      const { lines, end } = dualSpeech(elements, i, format);
      if (element.dual === 'left') left = lines;
      else {
        flow.push({ kind: 'dual', before: format.blankLines.other, lines: Math.max(left ?? 0, lines), element: i });
        left = null;
      }
      inSpeech = false;
      i = end - 1;
      continue;
    }
    const paragraph = printed(element, i, inSpeech, format);
    const goesOn = paragraph.kind === 'dialogue' || paragraph.kind === 'parenthetical';
    if (!goesOn) dropEmptyEnd(flow);
    inSpeech = paragraph.kind === 'cue' || (inSpeech && goesOn);
    flow.push(paragraph);
  }
  dropEmptyEnd(flow);
  return flow;
}

/** An empty paragraph at the end of a speech takes no line, by Final Draft's count; one inside does. */
function dropEmptyEnd(flow: PrintedParagraph[]): void {
  const last = flow[flow.length - 1];
  if (last?.kind === 'dialogue' && last.text === '') flow.pop();
}

function printed(element: ScreenplayElement, index: number, inSpeech: boolean, format: PageFormat): PrintedParagraph {
  const { widths, blankLines } = format;
  const text = shownText(element);
  switch (element.type) {
    case 'page_break':
      return { kind: 'break', element: index };
    case 'scene_heading':
      return { kind: 'heading', before: blankLines.heading, text, width: widths.heading, element: index };
    case 'transition':
      return { kind: 'transition', before: blankLines.other, text, width: widths.transition, element: index };
    case 'character':
      return { kind: 'cue', before: blankLines.other, text, width: widths.cue, element: index };
    case 'parenthetical':
      return inSpeech
        ? { kind: 'parenthetical', before: 0, text: unhung(text), width: widths.parenthetical, element: index }
        : { kind: 'action', before: blankLines.other, text, width: widths.action, element: index };
    case 'dialogue':
    case 'lyrics':
      return inSpeech
        ? { kind: 'dialogue', before: 0, text, width: widths.dialogue, element: index }
        : { kind: 'action', before: blankLines.other, text, width: widths.dialogue, element: index };
    default:
      return { kind: 'action', before: blankLines.other, text, width: widths.action, element: index };
  }
}

/** A parenthetical without the opening parenthesis that hangs outside its column. */
function unhung(text: string): string {
  return text.startsWith('(') ? text.slice(1) : text;
}

/** The height of the speech that starts at `cue`, set narrow, and the index behind it. */
function dualSpeech(
  elements: readonly ScreenplayElement[],
  cue: number,
  { widths }: PageFormat,
): { lines: number; end: number } {
  let lines = 1;
  let end = cue + 1;
  for (; end < elements.length; end++) {
    const element = elements[end];
    if (!element || element.type === 'character') break;
    if (isUnprinted(element)) continue;
    if (element.type === 'parenthetical') lines += wrapLines(unhung(shownText(element)), widths.dualParenthetical);
    else if (element.type === 'dialogue' || element.type === 'lyrics')
      lines += wrapLines(shownText(element), widths.dualDialogue);
    else break;
  }
  return { lines, end };
}

function isUnprinted({ type }: ScreenplayElement): boolean {
  return type === 'section' || type === 'synopsis' || type === 'note' || type === 'boneyard';
}
