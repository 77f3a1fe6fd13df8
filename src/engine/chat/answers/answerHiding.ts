import { searchTerms } from '../searchTerms';
import type { FactScene } from '../scriptFacts';
import type { SceneLine } from '../sceneLines';
import type { AskedScript } from './askedScript';
import { citationsOf } from './groundsOf';
import type { OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, capitalised, cite, listed, quoted, sceneName, wordsToQuote } from './wording';

const HIDING =
  /^(?:where|who|when|how)\b.*\b(hid|hide|hides|hidden|hiding|conceal(?:s|ed)?|stash(?:es|ed)?|stow(?:s|ed)?|bur(?:y|ies|ied)|stole|steals?|stolen|took|taken|planted|plants?|kept|keeps?|keeping)\b/;
const HIDING_WORDS =
  /^(?:hid|hides?|hidden|hiding|conceal\w*|stash\w*|stow\w*|bur(?:y|ies|ied)|stole|steals?|stolen|took|taken?|plant\w*|kept|keeps?|keeping)$/iu;

/**
 * Where a thing is hidden or kept, and who took it: pages show it in other words, so the answer is where it is planted and
 * used by the relationships that stand, and the lines that have it. Null for other questions, and for things that the
 * script does not name.
 */
export function answerHiding({ shape, content, query }: Question, script: AskedScript): OfflineAnswer | null {
  if (query.phrases.length > 0 || !HIDING.test(shape)) return null;
  const things = content.filter(({ word }) => !HIDING_WORDS.test(word));
  const deeds = content.filter(({ word }) => HIDING_WORDS.test(word));
  const [thing] = things;
  if (thing === undefined || things.length > 2) return null;
  // Where the page has the deed in so many words, search finds the line.
  const told = deeds.some(({ term }) => lineWith([thing.term, term], script) !== null);
  if (told || things.some(({ term }) => script.index.scenesWith(term) === 0)) return null;
  const terms = things.map(({ term }) => term);
  const planted = script.facts.relationships.find(
    ({ relationshipType, description, evidence }) =>
      relationshipType === 'setup_payoff' &&
      evidence.length > 0 &&
      evidence.every(({ verified }) => verified) &&
      hasAll(terms, description),
  );
  const evidence = planted?.evidence.flatMap((one) => citationsOf(one, script)) ?? [];
  const name = listed(things.map(({ word }) => word));
  const known = new Set(evidence.map(({ sceneId, lineOffset }) => `${sceneId} ${lineOffset}`));
  const lines = handled(terms, script).filter(({ scene, line }) => !known.has(`${scene.id} ${line.lineOffset}`));
  if (planted === undefined && lines.length === 0) return null;
  const [setup, payoff] = evidence;
  const at = (citation: typeof setup): string => {
    const scene = citation === undefined ? null : script.sceneById(citation.sceneId);
    return scene === null ? '' : sceneName(scene);
  };
  return answer(
    [
      block(`No line says it in these words. Where “${name}” is planted, used and named, by rules:`),
      ...(setup === undefined ? [] : [block(`Planted in ${at(setup)}: ${quoted(setup)}`, setup)]),
      ...lines.slice(0, MOST_LINES).map(({ scene, line }) => {
        const citation = cite(scene, line, wordsToQuote(name));
        const speaker = line.field === 'dialogue' && line.speaker !== null ? `, ${line.speaker}` : '';
        return block(`${capitalised(sceneName(scene))}${speaker}: ${quoted(citation)}`, citation);
      }),
      ...(payoff === undefined ? [] : [block(`Used in ${at(payoff)}: ${quoted(payoff)}`, payoff)]),
    ],
    searchedAll(script, `“${name}”`),
  );
}

const MOST_LINES = 4;

interface LineIn {
  readonly scene: FactScene;
  readonly line: SceneLine;
}

function hasAll(terms: readonly string[], text: string): boolean {
  const has = new Set(searchTerms(text).map(({ term }) => term));
  return terms.every((term) => has.has(term));
}

function linesWith(terms: readonly string[], script: AskedScript): LineIn[] {
  return script.facts.scenes.flatMap((scene) =>
    script.index
      .lines(scene.id)
      .filter(({ field, text }) => (field === 'action' || field === 'dialogue') && hasAll(terms, text))
      .map((line) => ({ scene, line })),
  );
}

function lineWith(terms: readonly string[], script: AskedScript): LineIn | null {
  return linesWith(terms, script)[0] ?? null;
}

/** The lines that have the thing, in script order: those that say where it is or who has it, else the first of each scene. */
function handled(terms: readonly string[], script: AskedScript): LineIn[] {
  const all = linesWith(terms, script);
  const telling = all.filter(({ line }) => PLACED.test(line.text));
  const one = (lines: readonly LineIn[]): LineIn[] => lines.filter(({ scene }, i) => lines[i - 1]?.scene !== scene);
  return telling.length > 0 ? one(telling) : one(all);
}

/** Somebody has a thing or puts it somewhere, or says where it is. */
const PLACED =
  /\b(?:took|takes?|taken|had|has|have|holds?|puts?|lies?|lay|under|inside|behind|beneath|wrapped|where|in (?:the|a|an|his|her|my|your|its)|on (?:the|a|his|her|my)|gives?|gave|given|carries|carried|keeps?|kept|drops?|dropped|throws?|threw|finds?|found)\b|where's\b/iu;
