import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';

/**
 * A counter of cl100k_base tokens: the number a provider's own count is estimated from. The ranks (about 100,000) are
 * decoded on the first count, not before. A text is cut into pieces by the encoding's own pattern and each piece is
 * counted once; the memo is bounded. Linear in any input: the encoder is quadratic in an unbroken run, so a run of one
 * class longer than 48 code points is counted in parts (platform.md, *Models*). Special tokens count as plain text.
 */
export function createTokenCounter(): (text: string) => number {
  const piecePattern = new RegExp(cl100k.pat_str, 'gu');
  const memo = new Map<string, number>();
  let encoder: Tiktoken | null = null;

  const countPiece = (piece: string): number => {
    const known = memo.get(piece);
    if (known !== undefined) return known;
    encoder ??= new Tiktoken(cl100k);
    const counted = encoder.encode(piece, [], []).length;
    if (memo.size >= MEMO_PIECES) memo.clear();
    memo.set(piece, counted);
    return counted;
  };

  return (text) => {
    let tokens = 0;
    for (const [piece] of text.matchAll(piecePattern)) {
      if (piece.length <= RUN_CODE_POINTS) tokens += countPiece(piece);
      else for (const part of cut(piece)) tokens += countPiece(part);
    }
    return tokens;
  };
}

/** Longer runs are cut: the encoder tries every pair again after each merge. */
const RUN_CODE_POINTS = 48;

/** Distinct pieces of a long screenplay: about 10,000. */
const MEMO_PIECES = 32_768;

function cut(piece: string): string[] {
  const points = Array.from(piece);
  const parts: string[] = [];
  for (let from = 0; from < points.length; from += RUN_CODE_POINTS) {
    parts.push(points.slice(from, from + RUN_CODE_POINTS).join(''));
  }
  return parts;
}
