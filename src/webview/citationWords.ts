import type { Citation } from '../story/chatMessage';

export interface CitationWords {
  /** What the chip shows: `12 · line 431`, or why it is grey. */
  readonly short: string;
  /** What it is called in full, for a screen reader and the tooltip. */
  readonly full: string;
}

/**
 * A citation in words. What could not be proven says so and why.
 *
 * @param isOnlyNamed a model names the scene, and no words of it were looked up
 */
export function citationWords(citation: Citation, isOnlyNamed = false): CitationWords {
  const { index, label, heading, line, quote, verified, reason } = citation;
  const scene = index === null ? 'Before the first scene' : `Scene ${label}`;
  const where = [scene, `line ${line}`, ...(heading === '' ? [] : [heading])].join(', ');
  if (verified && isOnlyNamed) {
    const named = index === null ? 'the opening' : `scene ${label}`;
    return {
      short: named,
      full: `The model points to ${named}${heading === '' ? '' : `, ${heading}`}; no words of it were looked up`,
    };
  }
  if (verified) {
    return { short: index === null ? `line ${line}` : `${label} · line ${line}`, full: where };
  }
  if (quote === null) {
    return reason === undefined
      ? { short: `${label} is not in the script`, full: `Not in the script now: ${where}` }
      : { short: reason, full: `Not verified, ${reason}: ${where}` };
  }
  const place = index === null ? 'before the first scene' : `in ${label}`;
  return { short: reason ?? `not found ${place}`, full: `These words were not found there. ${where}` };
}
