import { AGE_BEHIND } from './ageBehind';
import type { AskedScript } from './askedScript';
import type { OfflineAnswer } from './offlineAnswer';
import { firstSight, presenceOf } from './presence';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, cite, counted, refusal, sceneLabels, sceneName, wordsToQuote } from './wording';

const NO_DIALOGUE =
  /\bscenes?\b.{0,24}\b(?:no|without|lacks?|lacking|don't have|doesn't have)(?: any)? (?:dialogue|dialog|speech(?:es)?|lines?|words|talking)\b|\b(?:silent|wordless|dialogue-free) scenes?\b|\bscenes?\b.{0,24}\b(?:nobody|no one|noone|no-one) (?:speaks|talks|says)/;
const NEVER_SPEAKS =
  /^(?:who|which characters?|what characters?|list (?:the )?characters? who|does (?:anyone|anybody|any character)) (?:never|does not|doesn't|do not|don't) (?:ever )?(?:speaks?|talks?|says? (?:anything|a word)|have? (?:any |a )?(?:lines?|dialogue))|\b(?:silent|mute|non-?speaking|wordless) (?:characters?|roles?|parts?)\b|^who has no (?:lines?|dialogue)/;
const ONLY_ONCE =
  /^(?:who|(?:which|what|how many) characters?)\b.{0,24}\b(?:only|just|exactly)\b.{0,16}\b(?:once|one time|(?:one|a single|1) scene)\b|\bone-scene (?:characters?|roles?|parts?)\b/;

/** Questions that counting answers: scenes without a word, people without a word, people in a single scene. Null for others. */
export function answerData({ shape, names, query }: Question, script: AskedScript): OfflineAnswer | null {
  if (names.length > 0 || query.phrases.length > 0 || query.sceneLabel !== null) return null;
  if (NO_DIALOGUE.test(shape)) return scenesWithoutDialogue(query.act, script);
  if (NEVER_SPEAKS.test(shape)) return silentPeople(script);
  return ONLY_ONCE.test(shape) ? inOneScene(script) : null;
}

const MOST_CITED = 12;

function scenesWithoutDialogue(act: number | null, script: AskedScript): OfflineAnswer {
  const among = act === null ? script.scenes : script.scenes.filter((scene) => scene.act === act);
  const silent = among.filter(({ speaking }) => speaking.length === 0);
  const total = counted(among.length, 'scene');
  if (silent.length === 0) {
    return answer(
      [
        block(
          `None: somebody speaks in every one of the ${total}.`,
          ...among.slice(0, 1).map((scene) => cite(scene, null)),
        ),
      ],
      searchedAll(script),
    );
  }
  const text = `${silent.length} of ${total} ${silent.length === 1 ? 'has' : 'have'} no dialogue: ${sceneLabels(silent, 40)}.`;
  return answer([block(text, ...silent.slice(0, MOST_CITED).map((scene) => cite(scene, null)))], searchedAll(script));
}

/** Whoever has a name and no speech: known by a cue that says nothing, or put in capitals with an age. */
function silentPeople(script: AskedScript): OfflineAnswer {
  const known = script.names.flatMap(({ name }) => {
    const { speaks, all } = presenceOf(name, script);
    const [first] = all;
    return speaks.length > 0 || first === undefined ? [] : [{ name, citation: firstSight(name, first, script) }];
  });
  const silent = [...known, ...introducedOnly(script)];
  if (silent.length === 0) {
    const text = 'Everybody speaks whom the script gives a cue, or a name in capitals with an age.';
    return refusal([block(text)], searchedAll(script));
  }
  const blocks = silent.map(({ name, citation }) => {
    const scene = script.sceneById(citation.sceneId);
    return block(`${name} never speaks${scene === null ? '' : `; first in ${sceneName(scene)}`}.`, citation);
  });
  return answer(blocks, searchedAll(script));
}

const INTRODUCED = new RegExp(`(?<!\\p{L})(\\p{Lu}[\\p{Lu}'’.-]+(?: \\p{Lu}[\\p{Lu}'’.-]+){0,3})${AGE_BEHIND}`, 'gu');

/** Names in capitals with an age behind them of which no cue has a word. */
function introducedOnly(script: AskedScript): { readonly name: string; readonly citation: ReturnType<typeof cite> }[] {
  const cued = new Set(
    script.names.flatMap(({ name, aliases }) => [name, ...aliases].flatMap((one) => one.split(' '))),
  );
  const found = new Map<string, ReturnType<typeof cite>>();
  for (const scene of script.facts.scenes) {
    for (const line of script.index.lines(scene.id)) {
      if (line.field !== 'action') continue;
      for (const [, name = ''] of line.text.matchAll(INTRODUCED)) {
        if (name.split(' ').some((word) => cued.has(word)) || found.has(name)) continue;
        found.set(name, cite(scene, line, wordsToQuote(name)));
      }
    }
  }
  return [...found].map(([name, citation]) => ({ name, citation }));
}

function inOneScene(script: AskedScript): OfflineAnswer {
  const once = script.facts.characters.flatMap(({ name, speeches }) => {
    const { all } = presenceOf(name, script);
    const [only] = all;
    return all.length !== 1 || only === undefined ? [] : [{ name, speeches, only }];
  });
  if (once.length === 0) {
    return refusal([block('Everybody is in more than one scene.')], searchedAll(script));
  }
  const blocks = once.map(({ name, speeches, only }) =>
    block(
      `${name}: ${counted(speeches, 'speech', 'speeches')}, in ${sceneName(only)}.`,
      firstSight(name, only, script),
    ),
  );
  return answer([block(`${counted(once.length, 'character')} in one scene only:`), ...blocks], searchedAll(script));
}
