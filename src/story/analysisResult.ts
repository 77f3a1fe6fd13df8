import * as z from 'zod';
import { artifactKindSchema, kindCountsSchema } from './artifactKind';
import { characterSheetSchema } from './characterSheet';
import { neverSendSchema } from './neverSend';
import { outlineSchema } from './outline';
import { plotThreadSchema } from './plotThread';
import { sceneCardSchema } from './sceneCard';
import { sceneRelationshipSchema } from './sceneRelationship';
import { scriptStateSchema } from './scriptState';

const count = z.number().int().nonnegative();

export const sectionSchema = z.object({ level: z.number().int().positive(), title: z.string() });
export type Section = z.infer<typeof sectionSchema>;

/** A scene as every view sees it. Lines are 1-based, `endLine` inclusive; eighths are eighths of a page. */
export const sceneViewSchema = z.object({
  id: z.string(),
  index: count,
  label: z.string(),
  number: z.string().nullable(),
  heading: z.string(),
  hash: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  page: z.number().int().positive(),
  eighths: count,
  characters: z.array(z.string()),
  sections: z.array(sectionSchema),
  isKeyScene: z.boolean(),
  keySceneReason: z.string().nullable(),
  act: z.number().int().positive().nullable(),
  card: sceneCardSchema.nullable(),
  /** Whether no path may send it to a model, by a mark on it, on the script or on a folder. */
  neverSend: z.boolean(),
  /** Why the card is behind, in a writer's words; empty if it is current or not made. */
  behind: z.array(z.string()),
});
export type SceneView = z.infer<typeof sceneViewSchema>;

export const characterViewSchema = z.object({
  name: z.string(),
  aliases: z.array(z.string()),
  speeches: count,
  words: count,
  /** Scenes in which the character speaks or is mentioned. */
  sceneIndices: z.array(count),
  sheet: characterSheetSchema.nullable(),
  /** Why the sheet is behind; empty if it is current or not made. */
  behind: z.array(z.string()),
});
export type CharacterView = z.infer<typeof characterViewSchema>;

/** Everything known about a script now (JSON contract of `analyze`, without `run`). */
export const scriptViewSchema = z.object({
  script: z.object({
    id: z.string(),
    title: z.string(),
    state: scriptStateSchema,
    hash: z.string(),
    pages: count,
    eighths: count,
    /** What of it no path may send. */
    neverSend: neverSendSchema,
  }),
  scenes: z.array(sceneViewSchema),
  outline: outlineSchema.nullable(),
  /** Why the outline is behind; empty if it is current or not made. */
  outlineBehind: z.array(z.string()),
  characters: z.array(characterViewSchema),
  threads: z.array(plotThreadSchema),
  relationships: z.array(sceneRelationshipSchema),
  /** Why threads, or relationships, are behind: the set they are made as, or one that is pinned. Empty if current or not made. */
  threadsBehind: z.array(z.string()),
  relationshipsBehind: z.array(z.string()),
});
export type ScriptView = z.infer<typeof scriptViewSchema>;

/** Tokens as a provider reports them; all 0 offline. */
export const tokenCountsSchema = z.object({ input: count, output: count, cacheWrite: count, cacheRead: count });
export type TokenCounts = z.infer<typeof tokenCountsSchema>;

export const failedWorkSchema = z.object({
  kind: artifactKindSchema,
  subject: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
});
export type FailedWork = z.infer<typeof failedWorkSchema>;

/** What a run did. `costUsd` is 0 offline and null where the price is unknown. */
export const runReportSchema = z.object({
  generated: kindCountsSchema,
  reused: kindCountsSchema,
  /** Newer versions that were laid beside what may not be replaced, such as a pinned card; absent from an older engine. */
  waiting: kindCountsSchema.optional(),
  /** Quotes and scenes in the answers of models that the script does not have, so that they were left out; absent from an older engine. */
  droppedEvidence: count.optional(),
  failed: z.array(failedWorkSchema),
  usage: tokenCountsSchema,
  costUsd: z.number().nonnegative().nullable(),
  elapsedMs: z.number().nonnegative(),
  /** True if the run was cancelled; what it had made is kept. */
  cancelled: z.boolean(),
});
export type RunReport = z.infer<typeof runReportSchema>;

/** The JSON of `analyze` and `refresh`. */
export const analysisResultSchema = scriptViewSchema.extend({ run: runReportSchema });
export type AnalysisResult = z.infer<typeof analysisResultSchema>;
