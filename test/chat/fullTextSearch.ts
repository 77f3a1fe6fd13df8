import type { EngineOnDisk } from '../engine/engineOnDisk';

/** Plain full-text search over the scenes of a script: PostgreSQL's English words, BM25 with its usual constants. */
export interface FullTextSearch {
  /** Positions of scenes that have a word of the question, best first. */
  rank(question: string): Promise<number[]>;
}

const K1 = 1.2;
const B = 0.75;

/** Nothing of the chat's own retrieval is in it: it is what ours has to be no worse than. */
export async function fullTextSearch(on: EngineOnDisk, scenes: readonly string[]): Promise<FullTextSearch> {
  const read = async (texts: readonly string[]): Promise<Map<string, number>[]> => {
    const rows = await on.rows<{ at: number; lexeme: string; times: number }>(
      `SELECT at::int, lexeme, cardinality(positions) AS times
       FROM unnest($1::text[]) WITH ORDINALITY AS given(text, at), unnest(to_tsvector('english', text))`,
      [texts],
    );
    const words = texts.map(() => new Map<string, number>());
    for (const { at, lexeme, times } of rows) words[at - 1]?.set(lexeme, times);
    return words;
  };
  const documents = await read(scenes);
  const lengths = documents.map((words) => [...words.values()].reduce((sum, times) => sum + times, 0));
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const having = new Map<string, number>();
  for (const word of documents.flatMap((words) => [...words.keys()])) having.set(word, (having.get(word) ?? 0) + 1);
  return {
    rank: async (question) => {
      const [asked = new Map<string, number>()] = await read([question]);
      return documents
        .map((words, at) => {
          let score = 0;
          for (const word of asked.keys()) {
            const times = words.get(word) ?? 0;
            const n = having.get(word) ?? 0;
            const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
            score += (idf * times * (K1 + 1)) / (times + K1 * (1 - B + (B * (lengths[at] ?? 0)) / averageLength));
          }
          return { at, score };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || a.at - b.at)
        .map(({ at }) => at);
    },
  };
}
