import type { AnswerBlock, AnswerClaim, Citation } from './chatMessage';

/** How a place is written: `line` says the line of a quote too. `escape` makes the words safe where they are put. */
export interface PlaceStyle {
  readonly line: boolean;
  readonly escape?: (words: string) => string;
}

/**
 * A block as text that stands alone: behind each claim, in parentheses, the scene it names, or that it is unverified and
 * why. Where a block has no claims its text is as it is.
 */
export function placedText(
  { text, claims = [] }: AnswerBlock,
  citations: readonly Citation[],
  style: PlaceStyle,
): string {
  const { escape = (words: string) => words } = style;
  const places = claims
    .map((claim) => ({ at: behindQuoteMark(text, claim), words: placeWords(claim, citations, style) }))
    .sort((a, b) => a.at - b.at);
  let placed = '';
  let read = 0;
  for (const { at, words } of places) {
    if (words === '') continue;
    placed += text.slice(read, at);
    placed += `${placed === '' || /\s$/u.test(placed) ? '' : ' '}(${escape(words)})`;
    read = at;
  }
  return placed + text.slice(read);
}

/** What is said of a claim: its scene; of one that is not verified the reason, with the scene where it names one. */
function placeWords(
  { citation: position, verified, reason }: AnswerClaim,
  citations: readonly Citation[],
  { line }: PlaceStyle,
): string {
  const citation = position === null ? undefined : citations[position];
  if (citation === undefined) return verified ? '' : unverifiedWords(reason);
  if (!verified || !citation.verified) return unverifiedWords(reason ?? citation.reason ?? notFound(citation));
  const scene = sceneWords(citation);
  return line && citation.quote !== null ? `${scene}, line ${citation.line}` : scene;
}

/** Every claim of an answer that is not verified: its words (null: it is a place alone) and why. */
export function unverifiedClaims(
  blocks: readonly AnswerBlock[],
): { readonly quote: string | null; readonly reason: string }[] {
  return blocks.flatMap(({ text, claims = [] }) =>
    claims
      .filter(({ verified }) => !verified)
      .map(({ start, end, reason }) => ({
        quote: start === end ? null : text.slice(start, end),
        reason: reason ?? 'not found there',
      })),
  );
}

/** `scene 12`, or what stands for it before the first scene. */
export function sceneWords({ label }: Pick<Citation, 'label'>): string {
  return label === '' ? 'before the first scene' : `scene ${label}`;
}

function unverifiedWords(reason: string | null): string {
  return reason === null ? 'unverified' : `unverified: ${reason}`;
}

function notFound({ label, quote }: Citation): string {
  if (quote === null) return 'not in the script';
  return label === '' ? 'not found before the first scene' : `not found in ${label}`;
}

/** Where what is said of a claim stands in its block's text: words in quotation marks have it behind the closing one. */
export function behindQuoteMark(text: string, { start, end }: Pick<AnswerClaim, 'start' | 'end'>): number {
  const mark = text.charAt(end);
  if (end === 0 || mark === '' || /\s/u.test(text.charAt(end - 1))) return end;
  return CLOSING.includes(mark) || (start < end && CLOSING_WORDS.includes(mark)) ? end + 1 : end;
}

const CLOSING = '"”“»«›‹」』';
/** Behind a place alone these are an apostrophe, or the end of code. */
const CLOSING_WORDS = "’'‘`";
