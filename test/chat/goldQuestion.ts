import { readFileSync } from 'node:fs';
import * as z from 'zod';

const goldQuestionSchema = z.object({
  question: z.string().min(1),
  /** From 0; the scene that answers it most directly first. */
  sceneIndices: z.array(z.number().int().nonnegative()),
  answerable: z.boolean(),
  kind: z.string(),
  answer: z.string(),
  /** Words of one of the scenes; null where none says it in words. */
  quote: z.string().nullable(),
});

/** A question with the scenes that answer it, written by someone who has read the script but not the retrieval. */
export type GoldQuestion = Readonly<z.infer<typeof goldQuestionSchema>>;

/** Reads a file with one question a line. Throws where a line is none. */
export function readGoldQuestions(file: string): GoldQuestion[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => goldQuestionSchema.parse(JSON.parse(line)));
}
