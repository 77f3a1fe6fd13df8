import type { FactScene } from '../scriptFacts';
import { searchScenes } from '../searchScenes';
import type { AskedScript } from './askedScript';
import { summary } from './answerScene';
import { coverageOf } from './coverage';
import type { OfflineAnswer } from './offlineAnswer';
import { readQuestion, type Question } from './question';
import { searchedIn } from './searched';
import { answer, block, capitalised, cite, quoted, sceneName } from './wording';

const WHAT_HAPPENS =
  /^(?:what (?:happens|comes|is)|which scene (?:comes|is)|who is in the scene)(?: (?:right|just|immediately|directly))? (before|after) (?:the )?(.+)$/;

/** A scene with less of the words that name it is another one. */
const ENOUGH_COVERAGE = 0.4;

/** What stands before or after a scene, named by its number or by what happens in it. Null for other questions. */
export function answerNeighbours(question: Question, script: AskedScript): OfflineAnswer | null {
  const match = WHAT_HAPPENS.exec(question.shape);
  if (match === null) return null;
  const before = match[1] === 'before';
  const pivot = pivotOf(question, script);
  if (pivot === null) return null;
  const { scene, lineOffset, quote } = pivot;
  const position = script.scenes.indexOf(scene);
  const other = script.scenes[position + (before ? -1 : 1)];
  const citation = { sceneId: scene.id, lineOffset, quote };
  const found = block(`${capitalised(sceneName(scene))}${quote === null ? '.' : `: ${quoted(citation)}`}`, citation);
  if (other === undefined) {
    const edge = before
      ? 'Nothing comes before it: it is the first scene.'
      : 'Nothing comes after it: it is the last scene.';
    return answer([found, block(edge, cite(scene, null))], searchedIn(1, sceneName(scene)));
  }
  return answer(
    [found, block(before ? 'Right before it:' : 'Right after it:', cite(other, null)), ...summary(other, script)],
    searchedIn(2, `around ${sceneName(scene)}`),
  );
}

function pivotOf(
  question: Question,
  script: AskedScript,
): { readonly scene: FactScene; readonly lineOffset: number; readonly quote: string | null } | null {
  const label = question.query.sceneLabel;
  if (label !== null) {
    const scene = script.scenes.find((candidate) => candidate.label.toLowerCase() === label.toLowerCase());
    return scene === undefined ? null : { scene, lineOffset: 0, quote: null };
  }
  const about = question.text.replace(/^.*?\b(?:before|after)\b/i, '');
  const { index, vectorRanking, facts, names } = script;
  const [hit] = searchScenes({ query: about, limit: 1, index, vectorRanking, scenes: facts.scenes, names });
  const scene = hit === undefined ? null : script.sceneById(hit.sceneId);
  if (hit === undefined || typeof scene?.index !== 'number') return null;
  const asked = readQuestion(about, script);
  if (coverageOf(asked.content, asked.names, scene, script) < ENOUGH_COVERAGE) return null;
  return { scene, lineOffset: hit.lineOffset, quote: hit.quote };
}
