import { splitSceneNumber } from './lineShape';
import { normalizeText } from './normalizeText';
import type { RemovedSpan, SceneBlock, Screenplay } from './screenplay';

/**
 * Heading and body of a scene as written, in normal form: without scene number, sections, synopses, notes and boneyard: the
 * words that a scene's `hash` covers. `source` is the text that was parsed.
 */
export function sceneText(
  screenplay: Screenplay,
  block: SceneBlock,
  source: string,
  normalize: (text: string) => string = normalizeText,
): string {
  let text = '';
  let at = block.startOffset;
  const removed = new RemovedCursor(screenplay.removed, at);
  for (let i = block.firstElement; i < block.endElement; i++) {
    const element = screenplay.elements[i];
    if (!element) continue;
    const { type, startOffset, endOffset } = element;
    if (type === 'section' || type === 'synopsis' || type === 'note' || type === 'boneyard') {
      text += source.slice(at, startOffset);
      at = endOffset;
      // Nothing is left of a line that held only this. A boneyard leaves its line blank (Boneyard, the example).
      if (type !== 'boneyard') at = behindLineEnd(source, at, block.endOffset);
      removed.skipTo(endOffset);
      continue;
    }
    text += source.slice(at, startOffset);
    const shown = removed.without(source, startOffset, endOffset);
    text += type === 'scene_heading' ? splitSceneNumber(shown.trimEnd()).text : shown;
    at = endOffset;
  }
  return normalize(text + source.slice(at, block.endOffset));
}

function behindLineEnd(source: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && (source.charCodeAt(at) === 32 || source.charCodeAt(at) === 9)) at++;
  if (at >= limit) return limit;
  if (source.charCodeAt(at) === 13 && source.charCodeAt(at + 1) === 10) return at + 2;
  return source.charCodeAt(at) === 10 || source.charCodeAt(at) === 13 ? at + 1 : from;
}

/** Walks the removed spans forward. */
class RemovedCursor {
  private next: number;

  constructor(
    private readonly removed: readonly RemovedSpan[],
    from: number,
  ) {
    let low = 0;
    let high = removed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((removed[middle]?.endOffset ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    this.next = low;
  }

  skipTo(offset: number): void {
    while ((this.removed[this.next]?.startOffset ?? Infinity) < offset) this.next++;
  }

  /** A stretch of text without the spans in it; of the blanks on both sides of one, one side goes with it. */
  without(source: string, start: number, end: number): string {
    let text = '';
    let at = start;
    let afterBlank = true;
    for (let span = this.removed[this.next]; span && span.startOffset < end; span = this.removed[++this.next]) {
      if (span.startOffset > at) {
        text += source.slice(at, span.startOffset);
        afterBlank = source.charCodeAt(span.startOffset - 1) <= 32;
      }
      at = span.endOffset;
      if (afterBlank) while (source.charCodeAt(at) === 32 && at < end) at++;
    }
    return text + source.slice(at, end);
  }
}
