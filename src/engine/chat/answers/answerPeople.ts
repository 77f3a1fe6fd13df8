import { passingScenes } from '../sceneFilters';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { OfflineAnswer } from './offlineAnswer';
import { firstSight, presenceOf } from './presence';
import type { Question } from './question';
import { searchedAll, searchedIn } from './searched';
import { answer, block, cite, counted, countedScenes, refusal, sceneLabels } from './wording';

const CAST =
  /^(?:(?:list|name|show(?: me)?|give me|who are)(?: all)?(?: of)?(?: the)? (?:characters?|cast|people|speaking (?:roles|parts|characters))|(?:what|which) (?:characters|people) are (?:there|in (?:it|the (?:script|film|story|movie)))|(?:the )?cast(?: list)?|who is in (?:it|this|the (?:script|film|story|movie)))$/;
const WHO_IS_AT = /^(?:who(?:'s| is| are| was| appears?| speaks?)?|which characters?(?: are| is| appear)?)\b/;
const SCENES_AT = /\b(?:scenes?|interiors?|exteriors?)\b|^what (?:happens|takes place|is set)\b|^where\b/;

/** The whole cast, and who or what is at a place or a time of day. Null for other questions. */
export function answerPeople(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, query, content, names } = question;
  if (CAST.test(shape)) return cast(script);
  const filtered = query.where !== null || query.when !== null || query.interior !== null;
  if (!filtered || content.length > 0 || query.phrases.length > 0 || query.order !== null) return null;
  const context = { index: script.index, scenes: script.facts.scenes, settings: script.settings, names: script.names };
  const scenes = passingScenes(query, context).flatMap(({ scene }) => script.sceneById(scene.id) ?? []);
  if (scenes.length === 0) return null;
  if (names.length === 0 && WHO_IS_AT.test(shape)) return peopleIn(scenes, script);
  return SCENES_AT.test(shape) ? scenesThere(scenes, script) : null;
}

function cast(script: AskedScript): OfflineAnswer {
  const blocks = script.facts.characters
    .filter(({ speeches }) => speeches > 0)
    .slice(0, 20)
    .map(({ name, speeches, words }) => {
      const { speaks } = presenceOf(name, script);
      const first = speaks.slice(0, 1).map((scene) => firstSight(name, scene, script));
      return block(
        `${name}: ${counted(speeches, 'speech', 'speeches')}, ${counted(words, 'word')}, ${countedScenes(speaks)}.`,
        ...first,
      );
    });
  if (blocks.length === 0) return refusal([block('Nobody speaks in this script.')], searchedAll(script));
  const silent = script.facts.characters.filter(({ speeches }) => speeches === 0).length;
  const total = script.facts.characters.length - silent;
  const lead = `${counted(total, 'speaking part')}${total > 20 ? ', the twenty with most words' : ''}:`;
  return answer([block(lead), ...blocks], searchedAll(script));
}

function peopleIn(scenes: readonly FactScene[], script: AskedScript): OfflineAnswer {
  const people = new Map<string, FactScene[]>();
  for (const scene of scenes) {
    const here = new Set([...scene.speaking.map(({ name }) => name), ...script.named(scene)]);
    for (const name of here) people.set(name, [...(people.get(name) ?? []), scene]);
  }
  const searched = searchedIn(scenes.length, sceneLabels(scenes));
  if (people.size === 0)
    return answer(
      [block(`Nobody is named in ${sceneLabels(scenes)}.`, ...scenes.slice(0, 8).map((scene) => cite(scene, null)))],
      searched,
    );
  const blocks = [...people]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, 15)
    .map(([name, where]) =>
      block(`${name}: ${sceneLabels(where)}.`, ...where.slice(0, 6).map((scene) => firstSight(name, scene, script))),
    );
  return answer(blocks, searched);
}

function scenesThere(scenes: readonly FactScene[], script: AskedScript): OfflineAnswer {
  const shown = scenes
    .slice(0, 20)
    .map((scene) =>
      block(`Scene ${scene.label}: ${scene.heading.replace(/\s+/g, ' ').trim()}, p. ${scene.page}.`, cite(scene, null)),
    );
  return answer(
    [
      block(
        `${counted(scenes.length, 'scene')}: ${sceneLabels(scenes, 30)}.`,
        ...scenes.slice(0, 12).map((scene) => cite(scene, null)),
      ),
      ...shown,
    ],
    searchedIn(script.facts.scenes.length, 'all headings'),
  );
}
