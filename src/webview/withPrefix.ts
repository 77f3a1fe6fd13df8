/** A question that begins with `prefix`, in place of the scene it began with before; what was typed stays. */
export function withPrefix(text: string, prefix: string): string {
  return prefix + text.replace(SCENE_PREFIX, '');
}

const SCENE_PREFIX = /^In scene [^:\n]{1,40}: ?/u;
