import { readFileSync } from 'node:fs';
import * as z from 'zod';

const fromZero = z.number().int().nonnegative();
const fromOne = z.number().int().positive();

const goldQuestionSchema = z.object({
  question: z.string().min(1),
  /** From 0; the scene that answers it most directly first. */
  sceneIndices: z.array(z.number().int().nonnegative()),
  answerable: z.boolean(),
  kind: z.string(),
  answer: z.string(),
  /** Words of one of the scenes; null where none says it in words, or `quoteAt` says where they stand. */
  quote: z.string().nullable().default(null),
  /**
   * In place of `quote`, so that nothing of a script stands in the file: scene from 0, line of its text from 1; then, where
   * it is not all of the line, from and to in UTF-16 units from 0, `to` excluded.
   */
  quoteAt: z.union([z.tuple([fromZero, fromOne]), z.tuple([fromZero, fromOne, fromZero, fromOne])]).optional(),
  /** What somebody who knows only the question would type to search for it; by somebody who has not seen the retrieval. */
  searches: z.array(z.string().min(1).max(500)).default([]),
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

/** The questions with what `quoteAt` names as `quote`. Throws where nothing stands there. */
export function withQuotes(questions: readonly GoldQuestion[], scenes: readonly string[]): GoldQuestion[] {
  return questions.map((one) => {
    if (one.quoteAt === undefined) return one;
    const [scene, line, from = 0, to] = one.quoteAt;
    const quote = (scenes[scene]?.split(/\r?\n/u)[line - 1] ?? '').slice(from, to).trim();
    if (quote === '') throw new Error(`Nothing stands at ${one.quoteAt.join(', ')}: ${one.question}`);
    return { ...one, quote };
  });
}
