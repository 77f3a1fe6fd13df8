/** Line ends between two offsets: `\n`, `\r\n` as one, and `\r`. */
export function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
