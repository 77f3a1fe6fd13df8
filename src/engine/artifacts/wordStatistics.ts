import { readScene } from './rules/readScene';
import { isFunctionWord } from './rules/functionWords';
import { wordsOf } from './rules/words';

/** How often each content word is spoken in a whole script. Plain data with sorted keys, so that its JSON can be hashed. */
export interface WordStatistics {
  /** Spoken words in all, content or not. */
  readonly spoken: number;
  /** Folded content word → times spoken; words spoken once are left out. */
  readonly words: Readonly<Record<string, number>>;
}

/** Counts the dialogue of all scenes of a script, given as their slices of the document. */
export function wordStatisticsOf(sources: readonly string[]): WordStatistics {
  const counts = new Map<string, number>();
  let spoken = 0;
  for (const source of sources) {
    for (const beat of readScene(source).beats) {
      if (beat.kind !== 'speech') continue;
      for (const sentence of beat.sentences) {
        for (const word of wordsOf(sentence)) {
          spoken += 1;
          if (!isFunctionWord(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
        }
      }
    }
  }
  const words = [...counts].filter(([, count]) => count > 1).sort(([one], [other]) => (one < other ? -1 : 1));
  return { spoken, words: Object.fromEntries(words) };
}
