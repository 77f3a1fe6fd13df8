/** The scene a command is called on: a row of a view that stands for a scene, or `{ sceneId }`. Null for anything else. */
export function sceneIdOf(target: unknown): string | null {
  if (typeof target !== 'object' || target === null) return null;
  if ('sceneId' in target && typeof target.sceneId === 'string') return target.sceneId;
  if (!('scene' in target) || typeof target.scene !== 'object' || target.scene === null) return null;
  return 'id' in target.scene && typeof target.scene.id === 'string' ? target.scene.id : null;
}
