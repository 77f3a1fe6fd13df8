import type { FactScene } from '../scriptFacts';
import type { SceneLine } from '../sceneLines';
import type { AskedScript } from './askedScript';
import type { OfflineAnswer } from './offlineAnswer';
import { firstSight, ownLines, presenceOf } from './presence';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, capitalised, cite, listed, quoted, refusal, sceneName, wordsToQuote } from './wording';

const SAME =
  /^(?:is|was) \{1\} (?:really |actually |also |secretly |the same (?:person |character )?as )?(?:the )?\{2\}$|^(?:are|is) \{1\} and (?:the )?\{2\} (?:really )?(?:the same(?: person| character)?|one person|one and the same)$|^(?:when|where|how|in which scene) (?:does|do|did|is) (?:the )?\{1\} (?:become|becomes|turn into|turn out to be|get called|called|revealed (?:as|to be)|change into|identified as) (?:the )?\{2\}$/;

/** Whether one name is another's, and when that is given. Null for other questions. */
export function answerIdentity({ shape, names }: Question, script: AskedScript): OfflineAnswer | null {
  const [one, other] = names;
  if (one === undefined || other === undefined || names.length !== 2 || !SAME.test(shape)) return null;
  const searched = searchedAll(script, listed(names));
  for (const scene of script.facts.scenes) {
    const line = lineNaming(one, other, scene, script);
    if (line === null) continue;
    const citation = cite(scene, line, wordsToQuote(`${one} ${other}`));
    return answer([block(`${capitalised(sceneName(scene))} names both: ${quoted(citation)}`, citation)], searched);
  }
  return handover(one, other, script) ?? refusal([block(`No line names ${one} and ${other} as one.`)], searched);
}

/** A line of action that says who somebody is: "The PASSENGER is ALMA", "ALMA, the Passenger,". */
function lineNaming(one: string, other: string, scene: FactScene, script: AskedScript): SceneLine | null {
  return (
    script
      .mentions(scene, one)
      .find(
        (line) => script.mentions(scene, other).includes(line) && /\b(?:is|was|becomes|as|now)\b|,/iu.test(line.text),
      ) ?? null
  );
}

/** The scene in which the cues go over from one name to the other: where the first last speaks and the other begins. */
function handover(one: string, other: string, script: AskedScript): OfflineAnswer | null {
  for (const [before, after] of [
    [one, other],
    [other, one],
  ] as const) {
    const scene = presenceOf(before, script).speaks.at(-1);
    if (scene === undefined || presenceOf(after, script).speaks[0] !== scene) continue;
    const given = firstSight(after, scene, script);
    const last = ownLines(before, scene, script).at(-1);
    return answer(
      [
        block(`In ${sceneName(scene)} the cues go over from ${before} to ${after}: ${quoted(given)}`, given),
        ...(last === undefined
          ? []
          : [block(`The last line under ${before}: ${quoted(cite(scene, last))}`, cite(scene, last))]),
      ],
      searchedAll(script, `${one} and ${other}`),
    );
  }
  return null;
}
