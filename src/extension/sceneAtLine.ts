/**
 * The scene a line stands in, lines from 1: the last one whose heading is on it or above it; null before the first.
 * The scenes come in script order.
 */
export function sceneAtLine<Scene extends { readonly startLine: number }>(
  scenes: readonly Scene[],
  line: number,
): Scene | null {
  return scenes.findLast(({ startLine }) => startLine <= line) ?? null;
}
