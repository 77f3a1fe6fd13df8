import * as z from 'zod';
import { evidenceSchema, storedEvidenceSchema } from './evidence';

/** A card is 5 to 7 lines and at most this many tokens (analysis.md, *The artifacts*). */
export const CARD_MAX_TOKENS = 150;
export const CARD_MAX_LINES = 7;

const fields = {
  /** What happens, in the script's own words where rules made it. */
  action: z.string(),
  /** Who wants what from whom and what stands against it; empty if nothing on the page says so. */
  conflict: z.string(),
  characterChanges: z.string(),
  plotProgression: z.string(),
  /** Pace and light as the page gives them, in figures where rules made it. */
  tone: z.string(),
  /** The card as it is read and sent: one line for a very short scene, else 5 to 7. */
  summaryText: z.string().min(1),
};

/** A scene card as its maker returns it. */
export const sceneCardContentSchema = z.object({ ...fields, evidence: z.array(storedEvidenceSchema) });
export type SceneCardContent = z.infer<typeof sceneCardContentSchema>;

/** A scene card as it is read (JSON contract: `card`). */
export const sceneCardSchema = z.object({
  ...fields,
  tokensEstimate: z.number().int().nonnegative(),
  method: z.string(),
  version: z.number().int().positive(),
  evidence: z.array(evidenceSchema),
});
export type SceneCard = z.infer<typeof sceneCardSchema>;
