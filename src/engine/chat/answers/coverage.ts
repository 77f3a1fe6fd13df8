import type { FactScene } from '../scriptFacts';
import { relatedTerms } from '../relatedWords';
import type { SceneLine } from '../sceneLines';
import { termReader } from '../searchTerms';
import type { AskedScript } from './askedScript';
import type { ContentWord } from './contentWords';

/** Lines that are read together: a remark, what it answers, and the line between. */
const WINDOW = 4;
/** A related word is worth this much of the word itself; a word that is only spelt like it less: "lawyer" is no slip for "layer". */
const RELATED = 0.5;
const MISSPELT = 0.4;
/** What a word is worth of which the question says whose it is, or asks whether they have it, on a line that says neither. */
const NOT_OWNED = 0.4;
const NOT_HAD = 0.2;
/** Beside an ordinary word of the question, a name weighs this much: it is in many scenes. */
const NAME_WORTH = 0.5;

/**
 * The share of a question's words, by their rarity, that a scene has: 0 to 1, and 1 for a question without words. Half of it
 * counts only where the words stand close together. The characters it names count where
 * lines are close: they speak there, or are named.
 */
export function coverageOf(
  content: readonly ContentWord[],
  names: readonly string[],
  scene: FactScene,
  script: AskedScript,
): number {
  const { index } = script;
  if (content.length === 0) return 1;
  const rarity = new Map(content.map((word) => [word.term, index.rarity(word.term) * importance(word, script)]));
  let all = [...rarity.values()].reduce((sum, value) => sum + value, 0);
  /** Every term that counts for a word of the question: which, and how much of it. */
  const counts = new Map<string, { readonly of: string; readonly worth: number }>();
  for (const { term, word } of content) {
    for (const related of relatedTerms(term))
      if (!counts.has(related)) counts.set(related, { of: term, worth: RELATED });
    counts.set(term, { of: term, worth: 1 });
    if (index.scenesWith(term) > 0) continue;
    for (const kin of index.kin(term)) if (!counts.has(kin)) counts.set(kin, { of: term, worth: RELATED });
    const nearest = /^\p{Lu}/u.test(word) ? null : index.nearest(term);
    if (nearest !== null) counts.set(nearest, { of: term, worth: MISSPELT });
  }
  const termsOf = termReader();
  const mentioned = new Map(names.map((name) => [name, new Set(script.mentions(scene, name))]));
  const spoken = new Map(script.speeches(scene).map(({ line, speakers }) => [line, speakers]));
  const isAbout = (name: string, line: SceneLine): boolean =>
    mentioned.get(name)?.has(line) === true || spoken.get(line)?.includes(name) === true;
  const owners = new Map(content.flatMap(({ term, owner }) => (owner === null ? [] : [[term, owner] as const])));
  const isOwned = (name: string, line: SceneLine): boolean =>
    mentioned.get(name)?.has(line) === true ||
    (spoken.get(line)?.includes(name) === true && /\b(?:my|our)\b/i.test(line.text));
  const lines = index.lines(scene.id).map((line) => {
    const worth = new Map<string, number>();
    for (const name of names) if (isAbout(name, line)) worth.set(`{${name}}`, 1);
    for (const { term } of termsOf(line.text, { characters: true })) {
      const found = counts.get(term);
      if (found === undefined) continue;
      const owned = owners.get(found.of);
      const mine =
        owned === undefined || isOwned(owned.name, line)
          ? found.worth
          : found.worth * (owned.had ? NOT_HAD : NOT_OWNED);
      worth.set(found.of, Math.max(mine, worth.get(found.of) ?? 0));
    }
    return worth;
  });
  const worthOf = (window: readonly ReadonlyMap<string, number>[]): number => {
    let sum = 0;
    for (const [term, weight] of rarity) sum += weight * Math.max(0, ...window.map((line) => line.get(term) ?? 0));
    return sum / all;
  };
  const whole = worthOf(lines);
  for (const name of names) rarity.set(`{${name}}`, (NAME_WORTH * all) / content.length);
  all *= 1 + (NAME_WORTH * names.length) / content.length;
  let close = 0;
  for (let at = 0; at < lines.length; at++) close = Math.max(close, worthOf(lines.slice(at, at + WINDOW)));
  return (whole + close) / 2;
}

/** What a word counts that a page with the answer may well call otherwise. */
function importance({ term, role }: ContentWord, { index }: AskedScript): number {
  if (role !== 'deed') return 1;
  return index.scenesWith(term) > 0 ? 0.6 : 0.3;
}

/** What is asked for ("which planet"), or whose it is asked ("Mara's sister"), of which this script has no word; null: nothing. */
export function asksForAbsent(content: readonly ContentWord[], { index }: AskedScript): ContentWord | null {
  const absent = ({ term, word }: ContentWord): boolean =>
    index.scenesWith(term) === 0 &&
    !relatedTerms(term).some((related) => index.scenesWith(related) > 0) &&
    index.kin(term).length === 0 &&
    (/^\p{Lu}/u.test(word) || index.nearest(term) === null);
  return content.find((word) => (word.role === 'asked' || word.owner !== null) && absent(word)) ?? null;
}
