/**
 * Says whether a stretch of a text holds one of a few characters. The stretches must come in order; between them the text is
 * searched only once, so that a script without these characters costs one search.
 */
export class MarkFinder {
  private readonly next: number[];
  private nearest = -1;

  constructor(
    private readonly text: string,
    private readonly marks: readonly string[],
  ) {
    this.next = marks.map(() => -1);
  }

  /** `start` must not be less than in the call before. */
  isWithin(start: number, end: number): boolean {
    if (this.nearest < start) this.nearest = this.nearestFrom(start);
    return this.nearest < end;
  }

  private nearestFrom(start: number): number {
    const { text, marks, next } = this;
    let nearest = text.length;
    for (let i = 0; i < marks.length; i++) {
      let at = next[i] ?? -1;
      if (at < start) {
        const found = text.indexOf(marks[i] ?? '', start);
        at = found === -1 ? text.length : found;
        next[i] = at;
      }
      if (at < nearest) nearest = at;
    }
    return nearest;
  }
}
