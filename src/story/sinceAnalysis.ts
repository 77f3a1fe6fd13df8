import * as z from 'zod';
import { longestRise } from '../screenplay/longestRise';
import { artifactKey, type ScriptSnapshot } from './scriptSnapshot';
import { touchedSchema } from './touched';
import { behindInAllSchema, type TouchedSinceAnalysis } from './touchedSinceAnalysis';

const kinds = ['added', 'cut', 'moved', 'changed', 'synopsis', 'unchanged'] as const;

/** What is known of one scene since its card was made. */
export const sceneSinceAnalysisSchema = z.object({
  sceneId: z.string(),
  /** `added`: no card was made of it yet. `changed`: its words are others than those its card was made from. */
  kinds: z.array(z.enum(kinds)).min(1),
  /** Where it stood when the outline was made, from 0; null where it is not known or it was not there. */
  before: z.number().int().nonnegative().nullable(),
  /** Where it stands, from 0; null where it was cut. */
  index: z.number().int().nonnegative().nullable(),
  heading: z.string(),
  /** What is behind because of it. */
  touches: touchedSchema,
});

/** What changed since the artifacts that are stored were made: exactly what their inputs tell, and no more. */
export const sinceAnalysisSchema = z.object({
  /** When the oldest and the newest card were made, ISO 8601; null where there is none. */
  cardsMade: z.object({ first: z.string(), last: z.string() }).nullable(),
  /** Whether order and cuts are known: an outline, threads or relationships were made. */
  orderKnown: z.boolean(),
  /** In the order of the text; cut scenes stand at the end. */
  scenes: z.array(sceneSinceAnalysisSchema),
  /** All that is behind, for whatever reason. */
  behind: behindInAllSchema,
});
export type SinceAnalysis = z.infer<typeof sinceAnalysisSchema>;

/**
 * Compares the text with what the cards and the outline were made from. Their inputs hold the hash of each scene and their
 * order, not the words: that a scene changed is known, and not how.
 * @param headingOf of any scene that is stored, also one that left the text
 * @param touches what is behind because of a scene
 */
export function scenesSinceAnalysis(
  snapshot: ScriptSnapshot,
  headingOf: (sceneId: string) => string,
  touches: TouchedSinceAnalysis['of'],
): Pick<SinceAnalysis, 'orderKnown' | 'scenes'> {
  const order = analyzedOrder(snapshot);
  const place = new Map(order?.map((id, at) => [id, at]));
  const kept = snapshot.scenes.filter(({ id }) => place.has(id));
  const staying = new Set(longestRise(kept.map(({ id }) => place.get(id) ?? 0)).map((at) => kept[at]?.id));
  const scenes = snapshot.scenes.map((scene): SinceAnalysis['scenes'][number] => {
    const { id, index } = scene;
    const made = snapshot.artifacts.get(artifactKey('card', id));
    const before = place.get(id) ?? null;
    const found: (typeof kinds)[number][] = [];
    if (made === undefined) found.push('added');
    if (before !== null && !staying.has(id)) found.push('moved');
    for (const { kind, hash } of made?.inputs ?? []) {
      if (kind === 'scene' && hash !== scene.hash) found.push('changed');
      if (kind === 'synopses' && hash !== scene.synopsesHash) found.push('synopsis');
    }
    const known = { sceneId: id, before, index, heading: headingOf(id), touches: touches(id) };
    return { ...known, kinds: found.length === 0 ? ['unchanged'] : found };
  });
  const cut = (order ?? [])
    .filter((id) => !snapshot.byId.has(id))
    .map((id): SinceAnalysis['scenes'][number] => {
      const known = { sceneId: id, before: place.get(id) ?? null, heading: headingOf(id), touches: touches(id) };
      return { ...known, kinds: ['cut'], index: null };
    });
  return { orderKnown: order !== null, scenes: [...scenes, ...cut] };
}

/** The scenes in the order in which they stood when what reads all of them was made last; null where nothing was. */
function analyzedOrder({ artifacts }: ScriptSnapshot): readonly string[] | null {
  for (const kind of ['outline', 'thread', 'relationship'] as const) {
    const made = artifacts.get(artifactKey(kind, ''));
    if (made !== undefined)
      return [...new Set(made.inputs.filter((input) => input.kind === 'card').map(({ id }) => id))];
  }
  return null;
}
