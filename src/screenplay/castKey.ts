import type { SceneCast } from './names';

/** Who is in a scene, and how much each says, as one string: equal for equal casts, whatever order they are read in. */
export function castKey({ speaking, mentioned }: SceneCast): string {
  const names = new Set([...speaking.keys(), ...mentioned]);
  return [...names]
    .map((name) => {
      const said = speaking.get(name);
      return JSON.stringify([name, said !== undefined, mentioned.has(name), said?.speeches ?? 0, said?.words ?? 0]);
    })
    .sort()
    .join();
}
