import { diffArrays } from 'diff';

/** Words of a line that was rewritten, with single blanks between them and none around. */
export interface LinePart {
  readonly kind: 'same' | 'cut' | 'added';
  readonly text: string;
}

/** What became of a line. `rewritten` holds the line before and after in one, in reading order. */
export type LineChange =
  | { readonly kind: 'cut'; readonly text: string }
  | { readonly kind: 'added'; readonly text: string }
  | { readonly kind: 'rewritten'; readonly parts: readonly LinePart[] };

/**
 * What changed between the lines of a scene, in the order of the new one, without the lines that stayed. Null where they
 * share so little that a comparison says nothing.
 */
export function lineChanges(before: readonly string[], after: readonly string[]): readonly LineChange[] | null {
  const pieces = diffArrays([...before], [...after], { maxEditLength: MOST_LINE_EDITS });
  if (pieces === undefined) return null;
  const changes: LineChange[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at];
    if (piece === undefined || (!piece.added && !piece.removed)) continue;
    const next = pieces[at + 1];
    if (piece.removed && next?.added === true) {
      changes.push(...paired(piece.value, next.value));
      at++;
    } else {
      changes.push(...piece.value.map((text) => ({ kind: piece.added ? ('added' as const) : ('cut' as const), text })));
    }
  }
  return changes;
}

/** So many lines may differ before a comparison is given up: the time it takes grows with their square. */
const MOST_LINE_EDITS = 1_000;
const MOST_WORD_EDITS = 400;

/** Lines that were replaced by others: each cut one with the first added one that is much like it. */
function paired(cut: readonly string[], added: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  let next = 0;
  for (const text of cut) {
    const rest = added.slice(next, next + NEAR);
    const found = rest.map((other) => rewritten(text, other)).findIndex((change) => change !== null);
    const change = found === -1 ? null : rewritten(text, rest[found] ?? '');
    if (change === null) {
      changes.push({ kind: 'cut', text });
      continue;
    }
    changes.push(...rest.slice(0, found).map((other) => ({ kind: 'added' as const, text: other })), change);
    next += found + 1;
  }
  return [...changes, ...added.slice(next).map((text) => ({ kind: 'added' as const, text }))];
}

/** How far on a line is looked for that another has become. */
const NEAR = 8;

/** Two lines as one with its changes; null if less than half of their words is the same. */
function rewritten(before: string, after: string): LineChange | null {
  // Words with the marks that stand on them: a piece that ends inside of one cannot be emphasized in Markdown.
  const pieces = diffArrays(before.split(/\s+/u), after.split(/\s+/u), { maxEditLength: MOST_WORD_EDITS });
  if (pieces === undefined) return null;
  const parts = pieces.map(({ value, added, removed }): LinePart => {
    return { kind: added ? 'added' : removed ? 'cut' : 'same', text: value.join(' ') };
  });
  const letters = (kind: LinePart['kind']): number =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.text.replace(/\s/gu, '').length : 0), 0);
  const same = letters('same');
  const most = same + Math.max(letters('cut'), letters('added'));
  return same * 2 >= most ? { kind: 'rewritten', parts } : null;
}
