import * as z from 'zod';
import { storedEvidenceSchema } from './evidence';

/** An outline stays under this many tokens (analysis.md, *The artifacts*). */
export const OUTLINE_MAX_TOKENS = 500;

export const TURNING_POINT_KINDS = ['inciting_incident', 'first_turn', 'midpoint', 'second_turn', 'climax'] as const;
export const turningPointKindSchema = z.enum(TURNING_POINT_KINDS);
export type TurningPointKind = z.infer<typeof turningPointKindSchema>;

const actFields = { number: z.number().int().positive(), title: z.string(), summary: z.string() };
const pointFields = { kind: turningPointKindSchema, reason: z.string() };

/** An outline as its maker returns it and the store keeps it: scenes by id. */
export const outlineContentSchema = z.object({
  logline: z.string(),
  acts: z.array(z.object({ ...actFields, sceneIds: z.array(z.string()) })),
  turningPoints: z.array(z.object({ ...pointFields, sceneIds: z.array(z.string()) })),
  centralConflict: z.string(),
  summaryText: z.string(),
  evidence: z.array(storedEvidenceSchema),
});
export type OutlineContent = z.infer<typeof outlineContentSchema>;

/** An outline as it is read (JSON contract: `outline`): scenes by their index now. */
export const outlineSchema = z.object({
  logline: z.string(),
  acts: z.array(z.object({ ...actFields, sceneIndices: z.array(z.number().int().nonnegative()) })),
  turningPoints: z.array(z.object({ ...pointFields, sceneIndices: z.array(z.number().int().nonnegative()) })),
  centralConflict: z.string(),
  summaryText: z.string(),
  tokensEstimate: z.number().int().nonnegative(),
  method: z.string(),
  version: z.number().int().positive(),
});
export type Outline = z.infer<typeof outlineSchema>;
