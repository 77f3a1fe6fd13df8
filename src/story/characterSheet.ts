import * as z from 'zod';
import { evidenceSchema, storedEvidenceSchema } from './evidence';

/** A character sheet stays under this many tokens (analysis.md, *The artifacts*). */
export const SHEET_MAX_TOKENS = 300;

const fields = {
  /** What the character says it wants; empty if the page never says so. */
  want: z.string(),
  need: z.string(),
  arc: z.string(),
  relationships: z.array(z.object({ name: z.string(), description: z.string() })),
  summaryText: z.string().min(1),
};

/** A sheet as its maker returns it: scenes by id. */
export const characterSheetContentSchema = z.object({
  ...fields,
  pivotalMoments: z.array(z.object({ sceneId: z.string(), description: z.string() })),
  evidence: z.array(storedEvidenceSchema),
});
export type CharacterSheetContent = z.infer<typeof characterSheetContentSchema>;

/** A sheet as it is read (JSON contract: `characters[].sheet`). */
export const characterSheetSchema = z.object({
  ...fields,
  pivotalMoments: z.array(z.object({ sceneIndex: z.number().int().nonnegative(), description: z.string() })),
  tokensEstimate: z.number().int().nonnegative(),
  method: z.string(),
  version: z.number().int().positive(),
  evidence: z.array(evidenceSchema),
});
export type CharacterSheet = z.infer<typeof characterSheetSchema>;
