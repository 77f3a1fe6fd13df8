/** Whether the writer keeps something as it is, whether a newer version waits beside it, and whether one could not be made. */
export interface Kept {
  readonly pinned: boolean;
  readonly hasNewer: boolean;
  /** Why it could not be made again, in a sentence; null where nothing failed. */
  readonly failure: string | null;
}

/** What the menus of package.json know a row by: `scene`, `scene.newer`, `scene.failed.newer`. */
export function contextOf(kind: string, { hasNewer, failure }: Kept): string {
  return [kind, ...(failure === null ? [] : ['failed']), ...(hasNewer ? ['newer'] : [])].join('.');
}

/** The same in words, for a row's description and for who listens to it. */
export function keptWords({ pinned, hasNewer, failure }: Kept): string[] {
  const failed = failure === null ? [] : ['could not be made'];
  return [...failed, ...(pinned ? ['pinned'] : []), ...(hasNewer ? ['a newer one waits'] : [])];
}
