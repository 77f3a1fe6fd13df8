import * as z from 'zod';

/** The words in the script that a claim rests on, as stored: the scene, and the exact words where words are quoted. */
export const storedEvidenceSchema = z.object({
  sceneId: z.string(),
  /** The script's own characters, without emphasis marks; null where a scene as a whole is meant. */
  quote: z.string().nullable(),
});
export type StoredEvidence = z.infer<typeof storedEvidenceSchema>;

/** Evidence as it is read: looked up in the current text, never stored so. */
export const evidenceSchema = z.object({
  sceneId: z.string(),
  /** 1-based line in the document; the scene's first line where the quote is not found or there is none. */
  line: z.number().int().positive(),
  quote: z.string().nullable(),
  /** True if the scene is in the script and the quote stands in it now, letter for letter. */
  verified: z.boolean(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
