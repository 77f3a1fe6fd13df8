import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import { firstSight, presenceOf } from './presence';
import type { Question } from './question';
import { searchedAll, searchedIn } from './searched';
import {
  answer,
  block,
  capitalised,
  cite,
  counted,
  countedScenes,
  inPages,
  quoted,
  refusal,
  sceneLabels,
  sceneName,
} from './wording';

const LONGEST_SCENE =
  /\b(longest|shortest|biggest) (?:\w+ )?scenes?\b|\bscenes? (?:is|are) (?:the )?(longest|shortest)\b/;
const LONGEST_SPEECH = /\blongest (?:speech|monologue|line|uninterrupted)\b/;
const SPEAKS_MOST =
  /\bwho (?:speaks|talks|says|has|gets)(?: the)? (most|least|fewest)\b|\b(?:which|what) characters? (?:speaks?|talks?|has|have|says?|gets?)(?: the)? (most|least|fewest)\b|\bmost (?:talkative|lines|dialogue)\b/;
const LEADS =
  /\bwho (?:is|are) the (?:main|principal|central|lead(?:ing)?) (?:characters?|roles?|parts?)\b|\b(?:main|principal|central|lead) characters?\b|\bprotagonists?\b|\bwho(?:'s| is) (?:this|the (?:film|script|story|movie)) about\b|\bwho is the lead\b/;
const MOST_SCENES = /\b(?:who|which character|what character) (?:is|appears) in (?:the )?most scenes\b|\bmost scenes\b/;
const CROWDED =
  /\bscene\b.{0,20}\b(?:most|largest|biggest) (?:number of )?(?:characters|people|cast|speakers|speaking)\b|\bmost crowded\b|\blargest cast\b/;
const USED_PLACE =
  /\b(?:most (?:used|common|frequent)|main) (?:location|place|set|setting)\b|\b(?:location|place|set) (?:is )?(?:used |appears )?(?:the )?most\b/;

/** The longest, the shortest, the most and the least. Null for other questions. */
export function answerExtremes(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, names, query } = question;
  const [name] = names;
  if (query.phrases.length > 0 || names.length > 1 || script.scenes.length === 0) return null;
  if (LONGEST_SPEECH.test(shape)) return longestSpeech(name ?? null, script);
  if (names.length > 0) return null;
  const length = LONGEST_SCENE.exec(shape);
  if (length !== null)
    return byLength((length[1] ?? length[2]) === 'shortest', /scenes\b/.test(shape), within(question, script));
  if (CROWDED.test(shape)) return crowded(within(question, script), script);
  if (MOST_SCENES.test(shape)) return mostScenes(script);
  const most = SPEAKS_MOST.exec(shape);
  if (most !== null) return speaksMost((most[1] ?? most[2] ?? 'most') === 'most', script);
  if (LEADS.test(shape)) return speaksMost(true, script, 'No page says who leads; by words spoken:');
  if (USED_PLACE.test(shape)) return usedPlace(script);
  return null;
}

function within({ query }: Question, script: AskedScript): readonly FactScene[] {
  return query.act === null ? script.scenes : script.scenes.filter(({ act }) => act === query.act);
}

function byLength(shortest: boolean, several: boolean, scenes: readonly FactScene[]): OfflineAnswer {
  const ranked = [...scenes].sort((a, b) => (shortest ? a.eighths - b.eighths : b.eighths - a.eighths));
  const shown = ranked.slice(0, several ? 5 : 1);
  const blocks = shown.map((scene) =>
    block(`${capitalised(sceneName(scene))}: ${inPages(scene.eighths)}.`, cite(scene, null)),
  );
  const tied = ranked.filter(({ eighths }) => eighths === shown[0]?.eighths);
  if (!several && tied.length > 1)
    blocks.push(
      block(
        `As ${shortest ? 'short' : 'long'}: ${sceneLabels(tied.slice(1))}.`,
        ...tied.slice(1, 9).map((scene) => cite(scene, null)),
      ),
    );
  return answer(blocks, searchedIn(scenes.length, `the length of ${counted(scenes.length, 'scene')}`));
}

function longestSpeech(name: string | null, script: AskedScript): OfflineAnswer {
  let best: { scene: FactScene; speaker: string; words: number; at: number } | null = null;
  for (const scene of script.facts.scenes) {
    const words = new Map<number, { words: number; speaker: string; at: number }>();
    script.speeches(scene).forEach(({ speech, speakers, line }, at) => {
      if (name !== null && !speakers.includes(name)) return;
      const held = words.get(speech) ?? { words: 0, speaker: speakers.join(' and '), at };
      held.words += line.text.split(/\s+/).length;
      words.set(speech, held);
    });
    for (const one of words.values()) if (one.words > (best?.words ?? 0)) best = { scene, ...one };
  }
  const searched = searchedIn(script.facts.scenes.length, name === null ? 'every speech' : `every speech of ${name}`);
  if (best === null)
    return refusal([block(name === null ? 'Nobody speaks in this script.' : `${name} never speaks.`)], searched);
  const citation = cite(best.scene, script.speeches(best.scene)[best.at]?.line ?? null);
  return answer(
    [
      block(
        `${best.speaker} in ${sceneName(best.scene)}, ${counted(best.words, 'word')}, beginning ${quoted(citation)}`,
        citation,
      ),
    ],
    searched,
  );
}

function crowded(scenes: readonly FactScene[], script: AskedScript): OfflineAnswer {
  const ranked = [...scenes].sort((a, b) => b.speaking.length - a.speaking.length);
  const [best] = ranked;
  if (best === undefined) return refusal([block('There is no scene to compare.')], searchedAll(script));
  const names = best.speaking.map(({ name }) => name).join(', ');
  return answer(
    [
      block(
        `${capitalised(sceneName(best))}: ${counted(best.speaking.length, 'speaking part')}: ${names}.`,
        cite(best, null),
      ),
    ],
    searchedAll(script),
  );
}

function speaksMost(
  most: boolean,
  script: AskedScript,
  lead = `By words spoken, ${most ? 'most' : 'fewest'} first:`,
): OfflineAnswer {
  const speaking = script.facts.characters
    .filter(({ speeches }) => speeches > 0)
    .sort((a, b) => (most ? b.words - a.words : a.words - b.words));
  const blocks: AnswerBlock[] = speaking.slice(0, 5).map(({ name, words, speeches }) => {
    const { speaks } = presenceOf(name, script);
    const citations = speaks.slice(0, 3).map((scene) => firstSight(name, scene, script));
    return block(
      `${name}: ${counted(words, 'word')} in ${counted(speeches, 'speech', 'speeches')}, ${countedScenes(speaks)}.`,
      ...citations,
    );
  });
  if (blocks.length === 0) return refusal([block('Nobody speaks in this script.')], searchedAll(script));
  return answer([block(lead), ...blocks], searchedAll(script));
}

function mostScenes(script: AskedScript): OfflineAnswer {
  const ranked = script.facts.characters
    .map(({ name }) => ({ name, presence: presenceOf(name, script) }))
    .sort((a, b) => b.presence.all.length - a.presence.all.length)
    .slice(0, 5);
  if (ranked.length === 0) return refusal([block('Nobody is named in this script.')], searchedAll(script));
  const blocks = ranked.map(({ name, presence }) => {
    const text = `${name}: ${countedScenes(presence.all)}, speaking in ${presence.speaks.length}.`;
    return block(text, ...presence.all.slice(0, 3).map((scene) => firstSight(name, scene, script)));
  });
  return answer(blocks, searchedAll(script));
}

function usedPlace(script: AskedScript): OfflineAnswer {
  const byPlace = new Map<string, FactScene[]>();
  script.facts.scenes.forEach((scene, i) => {
    const place = script.settings[i]?.places.map((part) => part.join(' ')).join(' / ') ?? '';
    if (place !== '') byPlace.set(place, [...(byPlace.get(place) ?? []), scene]);
  });
  const ranked = [...byPlace.values()].sort((a, b) => b.length - a.length).slice(0, 3);
  if (ranked.length === 0)
    return refusal([block('No heading names a place.')], searchedIn(script.facts.scenes.length, 'all headings'));
  const blocks = ranked.map((scenes) => {
    const heading = scenes[0]?.heading.replace(/\s+/g, ' ').trim() ?? '';
    return block(
      `${heading}: ${counted(scenes.length, 'scene')}, ${sceneLabels(scenes)}.`,
      ...scenes.slice(0, 6).map((scene) => cite(scene, null)),
    );
  });
  return answer(blocks, searchedIn(script.facts.scenes.length, 'all headings'));
}
