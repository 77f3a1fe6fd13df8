import { z } from 'zod';

const count = z.number().int().nonnegative();
const line = z.number().int().positive();
const note = z.strictObject({ text: z.string(), startOffset: count, endOffset: count });
const run = z.strictObject({
  text: z.string(),
  styles: z.array(z.enum(['bold', 'italic', 'underline'])),
});

const common = {
  text: z.string(),
  startOffset: count,
  endOffset: count,
  line,
  notes: z.array(note).min(1).optional(),
  runs: z.array(run).min(1).optional(),
};
const dual = { dual: z.enum(['left', 'right']).optional() };

/** One element, with the fields that interface.md gives its type and no others. */
const elementSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('scene_heading'), ...common, number: z.string().nullable() }),
  z.strictObject({
    type: z.literal('character'),
    ...common,
    ...dual,
    name: z.string(),
    extensions: z.array(z.string()),
  }),
  z.strictObject({ type: z.enum(['parenthetical', 'dialogue', 'lyrics']), ...common, ...dual }),
  z.strictObject({ type: z.literal('section'), ...common, level: z.number().int().positive() }),
  z.strictObject({
    type: z.enum(['action', 'transition', 'centered', 'synopsis', 'page_break', 'note', 'boneyard']),
    ...common,
  }),
]);

/** The object of `parse`, field by field as interface.md names it. */
export const parseContract = z.strictObject({
  titlePage: z.array(z.strictObject({ key: z.string(), values: z.array(z.string()) })),
  elements: z.array(elementSchema),
  scenes: z.array(
    z.strictObject({
      index: count,
      label: z.string().min(1),
      number: z.string().nullable(),
      heading: z.string(),
      startLine: line,
      endLine: line,
      page: line,
      eighths: count,
      characters: z.array(z.string()),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  characters: z.array(z.strictObject({ name: z.string(), speeches: count, words: count, scenes: z.array(count) })),
  pages: count,
  eighths: count,
  problems: z.array(z.strictObject({ code: z.string(), message: z.string().min(1), line })),
});
export type Parsed = z.infer<typeof parseContract>;
