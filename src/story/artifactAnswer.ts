import * as z from 'zod';
import type { JsonSchema } from './modelMessage';
import { turningPointKindSchema } from './outline';
import { threadTypeSchema } from './plotThread';
import { relationshipTypeSchema } from './sceneRelationship';

/** A scene as a request names it: `S1`, `S2`, … A plain string, for a model may write anything. */
const handle = z.string();

/** The words a claim rests on; `quote` null where the scene as a whole is meant. */
const evidence = z.array(z.object({ scene: handle, quote: z.string().nullable() }));

/**
 * What a model is asked to answer, by kind of artifact: only what it alone can know. Ids, order, bounds and the text that
 * is read and sent are ours, and made from it. No lengths and no counts: not every provider holds them, so they are held
 * on reading.
 */
export const ARTIFACT_ANSWERS = {
  card: z.object({
    action: z.string(),
    conflict: z.string(),
    characterChanges: z.string(),
    plotProgression: z.string(),
    tone: z.string(),
    quotes: z.array(z.string()),
  }),
  outline: z.object({
    logline: z.string(),
    acts: z.array(z.object({ title: z.string(), firstScene: handle, summary: z.string() })),
    turningPoints: z.array(z.object({ kind: turningPointKindSchema, scene: handle, reason: z.string() })),
    centralConflict: z.string(),
    evidence,
  }),
  sheet: z.object({
    want: z.string(),
    need: z.string(),
    arc: z.string(),
    relationships: z.array(z.object({ name: z.string(), description: z.string() })),
    pivotalMoments: z.array(z.object({ scene: handle, description: z.string() })),
    evidence,
  }),
  thread: z.object({
    threads: z.array(
      z.object({
        name: z.string(),
        threadType: threadTypeSchema,
        scenes: z.array(handle),
        description: z.string(),
        evidence,
      }),
    ),
  }),
  relationship: z.object({
    relationships: z.array(
      z.object({
        relationshipType: relationshipTypeSchema,
        setup: handle,
        payoff: handle.nullable(),
        description: z.string(),
        setupQuote: z.string().nullable(),
        payoffQuote: z.string().nullable(),
      }),
    ),
  }),
  keyScene: z.object({ keyScenes: z.array(z.object({ scene: handle, reason: z.string() })) }),
  conversationSummary: z.object({
    topics: z.array(z.string()),
    decisions: z.array(z.string()),
    preferences: z.array(z.string()),
    openQuestions: z.array(z.string()),
  }),
} as const;

export type AnsweredKind = keyof typeof ARTIFACT_ANSWERS;
export type ArtifactAnswer<Kind extends AnsweredKind> = z.infer<(typeof ARTIFACT_ANSWERS)[Kind]>;

/** The answer's JSON Schema in the strict form that providers accept: every property required, none besides. */
export function artifactAnswerSchema(kind: AnsweredKind): JsonSchema {
  const schema: JsonSchema = { ...z.toJSONSchema(ARTIFACT_ANSWERS[kind]) };
  // Says which draft it is; some servers refuse a keyword they do not know.
  delete schema.$schema;
  return schema;
}
