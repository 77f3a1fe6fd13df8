import type { AskedScript } from './askedScript';

/** The script as if it had only the scene with this label; the whole script for null, or where no scene has the label. */
export function narrowedTo(label: string | null, script: AskedScript): AskedScript {
  const only = label === null ? null : script.scenes.find((scene) => scene.label.toLowerCase() === label.toLowerCase());
  if (only === null || only === undefined) return script;
  const at = script.facts.scenes.indexOf(only);
  return {
    ...script,
    facts: { ...script.facts, scenes: [only] },
    scenes: [only],
    settings: script.settings.slice(at, at + 1),
  };
}
