import * as z from 'zod';
import { evidenceSchema, storedEvidenceSchema } from './evidence';

export const RELATIONSHIP_TYPES = ['setup_payoff', 'callback', 'parallel', 'echo'] as const;
export const relationshipTypeSchema = z.enum(RELATIONSHIP_TYPES);
export type RelationshipType = z.infer<typeof relationshipTypeSchema>;

const fields = {
  relationshipType: relationshipTypeSchema,
  setupSceneId: z.string(),
  /** Null: planted, not yet paid off. */
  payoffSceneId: z.string().nullable(),
  description: z.string(),
};

/** A relationship as its maker returns it; the setup stands before the payoff. */
export const sceneRelationshipContentSchema = z.object({ ...fields, evidence: z.array(storedEvidenceSchema) });
export type SceneRelationshipContent = z.infer<typeof sceneRelationshipContentSchema>;

/** A relationship as it is read (JSON contract: `relationships[]`). */
export const sceneRelationshipSchema = z.object({
  id: z.string(),
  ...fields,
  evidence: z.array(evidenceSchema),
  method: z.string(),
});
export type SceneRelationship = z.infer<typeof sceneRelationshipSchema>;
