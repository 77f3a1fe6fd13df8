/** Whether the writer keeps something as it is, and whether a newer version waits beside it. */
export interface Kept {
  readonly pinned: boolean;
  readonly hasNewer: boolean;
}

/** What the menus of package.json know a row by: `scene`, `scene.newer`. */
export function contextOf(kind: string, { hasNewer }: Kept): string {
  return hasNewer ? `${kind}.newer` : kind;
}

/** The same in words, for a row's description and for who listens to it. */
export function keptWords({ pinned, hasNewer }: Kept): string[] {
  return [...(pinned ? ['pinned'] : []), ...(hasNewer ? ['a newer one waits'] : [])];
}
