import type { SceneLine } from '../sceneLines';
import type { FactScene } from '../scriptFacts';
import { searchTerms } from '../searchTerms';
import { passingScenes } from '../sceneFilters';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { searchedIn } from './searched';
import { answer, block, capitalised, cite, counted, quoted, refusal, sceneLabels, sceneName } from './wording';

const LIST =
  /^(?:where|when|in (?:which|what) scenes?|which scenes?|what scenes?|list|find|show(?: me)?|all)\b.{0,80}\b(?:mention(?:s|ed)?|referred|refer|refers|appears?|seen|see|shown|used|talk(?:ed)? about|spoken of|come(?:s)? up|feature[ds]?|has|have|contain(?:s|ed)?|with|includes?)\b/;
const FIRST_LAST = /\b(?:first|last)\b|\bintroduced\b/;
const PROPER = /^(?:every|all|list|find|show)(?: me)? (?:the )?(?:scenes?|mentions?|places|lines|references)\b/;

/** Where words stand in the script: every scene with all of them, first and last. Null for other questions. */
export function answerMentions(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, query, content, names } = question;
  if (names.length > 0 || query.phrases.length > 0 || content.length === 0 || content.length > 4) return null;
  const ordered = query.order !== null && FIRST_LAST.test(shape) && content.length <= 2;
  if (!LIST.test(shape) && !PROPER.test(shape) && !ordered) return null;
  const terms = content.map(({ term }) => term);
  const found = scenesWithAll(question, terms, script);
  const words = content.map(({ word }) => word).join(' ');
  const searched = searchedIn(script.facts.scenes.length, `every line, for “${words}”`);
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) {
    // More than one word may be a description: search looks at it more loosely.
    return terms.length > 1 ? null : refusal([block(`“${words}” is nowhere in the script.`)], searched);
  }
  const blocks: AnswerBlock[] = [];
  const asked = query.order === 'last' ? last : first;
  const citations = found.map(({ scene, line }) => cite(scene, line, new Map(terms.map((term) => [term, 1]))));
  const order = query.order === 'last' ? 'last' : 'first';
  const at = citations[found.indexOf(asked)] ?? cite(asked.scene, asked.line);
  const speaker = asked.line.speaker === null || asked.line.field !== 'dialogue' ? '' : `, ${asked.line.speaker}`;
  blocks.push(block(`${capitalised(order)} in ${sceneName(asked.scene)}${speaker}: ${quoted(at)}`, at));
  if (found.length > 1) {
    blocks.push(
      block(
        `In ${counted(found.length, 'scene')}: ${sceneLabels(
          found.map(({ scene }) => scene),
          20,
        )}.`,
        ...citations.slice(0, 12),
      ),
    );
  }
  return answer(blocks, searched);
}

/** Scenes that have all the words, with the first line that has most of them. */
function scenesWithAll(
  question: Question,
  terms: readonly string[],
  script: AskedScript,
): { readonly scene: FactScene; readonly line: SceneLine }[] {
  const context = { index: script.index, scenes: script.facts.scenes, settings: script.settings, names: script.names };
  const passing = new Set(passingScenes(question.query, context).map(({ scene }) => scene.id));
  const matches = new Map(
    script.index.rank(terms.map((term) => ({ term, weight: 1 }))).map((match) => [match.sceneId, match]),
  );
  return script.facts.scenes.flatMap((scene) => {
    if (!passing.has(scene.id) || matches.get(scene.id)?.matched.length !== new Set(terms).size) return [];
    let best: { line: SceneLine; has: number } | null = null;
    for (const line of script.index.lines(scene.id)) {
      if (line.field !== 'action' && line.field !== 'dialogue' && line.field !== 'heading') continue;
      const words = new Set(searchTerms(line.text).map(({ term }) => term));
      const has = terms.filter((term) => words.has(term)).length;
      if (has > (best?.has ?? 0)) best = { line, has };
    }
    return best === null ? [] : [{ scene, line: best.line }];
  });
}
