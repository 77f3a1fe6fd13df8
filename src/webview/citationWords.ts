import type { Citation } from '../story/chatMessage';

export interface CitationWords {
  /** What the chip shows: `12 · line 431`, or why it is grey. */
  readonly short: string;
  /** What it is called in full, for a screen reader and the tooltip. */
  readonly full: string;
}

/** A citation in words. What could not be proven says so and why. */
export function citationWords({ index, label, heading, line, quote, verified, reason }: Citation): CitationWords {
  const scene = index === null ? 'Before the first scene' : `Scene ${label}`;
  const where = [scene, `line ${line}`, ...(heading === '' ? [] : [heading])].join(', ');
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
