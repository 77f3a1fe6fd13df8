import type { WordStatistics } from '../wordStatistics';
import type { CharacterScene } from './characterVoice';
import { isFunctionWord } from './functionWords';
import { wordsOf } from './words';

/** The words somebody says and others hardly do, most telling first; at most six. Names of the cast are no words of theirs. */
export function ownWords(scenes: readonly CharacterScene[], statistics: WordStatistics): string[] {
  const own = new Map<string, { count: number; scenes: Set<string> }>();
  const names = new Set(scenes.flatMap(({ scene }) => scene.cast.flatMap((name) => wordsOf(name))));
  for (const { scene, said } of scenes) {
    for (const line of said) {
      for (const word of wordsOf(line.quote)) {
        if (isFunctionWord(word) || names.has(word) || word.length < 2) continue;
        const entry = own.get(word) ?? { count: 0, scenes: new Set<string>() };
        entry.count += 1;
        entry.scenes.add(scene.id);
        own.set(word, entry);
      }
    }
  }
  return [...own]
    .map(([word, { count, scenes: where }]) => {
      const others = Math.max(0, (statistics.words[word] ?? count) - count);
      return { word, count, where: where.size, others };
    })
    .filter(({ count, where, others }) => count >= 3 && where >= 2 && others <= count * MOST_OF_OTHERS)
    .sort((one, other) => telling(other) - telling(one) || (one.word < other.word ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(({ word }) => word);
}

const MOST_WORDS = 6;
/** Others together may say it a quarter as often. */
const MOST_OF_OTHERS = 0.25;

function telling({ count, where, others }: { count: number; where: number; others: number }): number {
  return (count + where) / (1 + others);
}
