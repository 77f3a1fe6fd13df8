import * as z from 'zod';

/** The JSON of `search`: scenes, best first. `quote` is a line of the script as it stands, `line` where; `why` says what matched. */
export const searchResultSchema = z.object({
  results: z.array(
    z.object({
      sceneId: z.string(),
      index: z.number().int().nonnegative().nullable(),
      label: z.string(),
      heading: z.string(),
      score: z.number(),
      quote: z.string().nullable(),
      line: z.number().int().positive(),
      why: z.string(),
    }),
  ),
});
export type SearchResult = z.infer<typeof searchResultSchema>;
export type SearchHit = SearchResult['results'][number];
