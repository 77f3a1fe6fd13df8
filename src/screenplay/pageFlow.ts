import type { ScreenplayElement } from './screenplay';
import { wrapLines } from './wrapLines';

/** What is printed, as the paginator sees it: `lines` without the `before` blank lines that separate it from what precedes. */
export type FlowBlock =
  | { readonly kind: 'heading' | 'whole'; readonly before: number; readonly lines: number }
  | {
      readonly kind: 'action';
      readonly before: number;
      readonly lines: number;
      readonly text: string;
      readonly width: number;
    }
  | { readonly kind: 'speech'; readonly before: number; readonly lines: number; readonly parts: readonly SpeechPart[] }
  | { readonly kind: 'break' };

/** A parenthetical or a stretch of dialogue below a cue. */
export interface SpeechPart {
  readonly text: string;
  readonly width: number;
}

/**
 * Characters a line, 10 to the inch, as Final Draft's standard template sets them: 6 inches for headings and action, 3.5 for
 * dialogue, 2.5 for parentheticals. Final Draft fits one character more on a line than the inches say; with it the page of nine
 * scenes in ten comes out as in scripts that carry its own count, without it of seven.
 */
export const WIDTHS = {
  heading: 61,
  action: 61,
  dialogue: 36,
  parenthetical: 25,
  transition: 61,
  /** Each of two speeches side by side. */
  dualDialogue: 28,
  dualParenthetical: 22,
} as const;

/** The printed blocks of a script, in order. Sections, synopses, notes and boneyard are not printed. */
export function readFlow(elements: readonly ScreenplayElement[]): readonly FlowBlock[] {
  const blocks: FlowBlock[] = [];
  let parts: SpeechPart[] | null = null;
  let left: number | null = null;
  const closeSpeech = (): void => {
    if (parts) blocks.push(speechOf(parts));
    parts = null;
  };
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (!element) continue;
    if (element.type === 'character') {
      closeSpeech();
      if (element.dual) {
        const { lines, end } = dualSpeech(elements, i);
        if (element.dual === 'left') left = lines;
        else {
          blocks.push({ kind: 'whole', before: 1, lines: Math.max(left ?? 0, lines) });
          left = null;
        }
        i = end - 1;
      } else parts = [];
      continue;
    }
    const text = textOf(element);
    if (parts && (element.type === 'dialogue' || element.type === 'lyrics')) {
      parts.push({ text, width: WIDTHS.dialogue });
      continue;
    }
    if (parts && element.type === 'parenthetical') {
      parts.push({ text, width: WIDTHS.parenthetical });
      continue;
    }
    if (isUnprinted(element)) continue;
    closeSpeech();
    const block = blockOf(element, text);
    if (block) blocks.push(block);
  }
  closeSpeech();
  return blocks;
}

function blockOf(element: ScreenplayElement, text: string): FlowBlock | null {
  switch (element.type) {
    case 'scene_heading':
      return { kind: 'heading', before: 2, lines: wrapLines(text, WIDTHS.heading) };
    case 'page_break':
      return { kind: 'break' };
    case 'transition':
      return { kind: 'whole', before: 1, lines: wrapLines(text, WIDTHS.transition) };
    case 'lyrics':
      return actionOf(text, WIDTHS.dialogue);
    default:
      return actionOf(text, WIDTHS.action);
  }
}

function actionOf(text: string, width: number): FlowBlock {
  return { kind: 'action', before: 1, lines: wrapLines(text, width), text, width };
}

function speechOf(parts: readonly SpeechPart[]): FlowBlock {
  const lines = parts.reduce((sum, part) => sum + wrapLines(part.text, part.width), 1);
  return { kind: 'speech', before: 1, lines, parts };
}

/** The height of the speech that starts at `cue`, set narrow, and the index behind it. */
function dualSpeech(elements: readonly ScreenplayElement[], cue: number): { lines: number; end: number } {
  let lines = 1;
  let end = cue + 1;
  for (; end < elements.length; end++) {
    const element = elements[end];
    if (!element || element.type === 'character') break;
    if (isUnprinted(element)) continue;
    if (element.type === 'parenthetical') lines += wrapLines(textOf(element), WIDTHS.dualParenthetical);
    else if (element.type === 'dialogue' || element.type === 'lyrics')
      lines += wrapLines(textOf(element), WIDTHS.dualDialogue);
    else break;
  }
  return { lines, end };
}

function isUnprinted({ type }: ScreenplayElement): boolean {
  return type === 'section' || type === 'synopsis' || type === 'note' || type === 'boneyard';
}

function textOf(element: ScreenplayElement): string {
  return element.runs ? element.runs.map((run) => run.text).join('') : element.text;
}
