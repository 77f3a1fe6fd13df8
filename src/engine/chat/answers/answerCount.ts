import { comparableText } from '../comparableText';
import { passingScenes } from '../sceneFilters';
import type { SceneLine } from '../sceneLines';
import type { FactScene } from '../scriptFacts';
import { queryTerms, searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import type { OfflineAnswer } from './offlineAnswer';
import { firstSight, ownLines, presenceOf } from './presence';
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
  listed,
  quoted,
  refusal,
  sceneLabels,
  sceneName,
} from './wording';

const HOW_MUCH = /\bhow (?:many|often|much)\b|\b(?:number|count) of\b/;
const SPEECHES =
  /\b(?:lines|speeches|times (?:does|do|did) \{1\} (?:speak|talk)|often (?:does|do|did) \{1\} (?:speak|talk)|much (?:does|do|did) \{1\} (?:say|speak|talk)|dialogue)\b/;
const WORDS = /\bwords\b/;
const SCENES = /\bscenes?\b|\b(?:times|often) (?:does|do|did|is) \{1\} (?:appear|seen|shown|named)\b/;
const SCRIPT_SIZE =
  /\bhow (?:many pages|long is (?:it|this|the (?:script|screenplay|film|movie|story)))\b|\bpage count\b|\brunning time\b|\bnumber of pages\b/;
const PEOPLE =
  /\b(?:how many|number of) (?:speaking )?(?:characters|roles|parts|people|speakers|speaking roles|speaking parts|names)\b/;
const PLACES =
  /\b(?:how many|number of|which|what(?: are)?|list)(?: (?:all|the|of|different|distinct|main))* (?:locations|places|sets)\b/;
const OCCURRENCES =
  /^how (?:often|many times) (?:is|are|was|does|do|did)? ?(?:the )?(?:word |phrase |name |line )?(.+?) ?(?:said|spoken|mentioned|used|appear(?:s|ed)?|occur(?:s|red)?|come up|shown|seen|named|repeated)?(?: in (?:the|this) (?:script|screenplay|film|movie|story|dialogue))?$/;

/** How many, how often, how long. Null for other questions, and for what no count answers ("how many boats"). */
export function answerCount(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, names, query } = question;
  if (SCRIPT_SIZE.test(shape) && names.length === 0 && query.sceneLabel === null && query.act === null)
    return size(script);
  const plain = names.length === 0 && query.phrases.length === 0;
  if (
    plain &&
    PEOPLE.test(shape) &&
    !query.terms.some(({ term }) => script.index.scenesWith(term) > 0 && !PEOPLE_WORDS.has(term))
  )
    return people(script);
  if (plain && PLACES.test(shape)) return places(script);
  if (!HOW_MUCH.test(shape)) return null;
  const [name] = names;
  if (names.length === 1 && name !== undefined && question.content.length === 0 && query.phrases.length === 0) {
    const counted = countsOf(name, question, script);
    if (counted !== null) return counted;
  }
  if (SCENES.test(shape) && question.content.length === 0 && names.length < 2) return scenesCount(question, script);
  if (/\bwords\b/.test(shape) && names.length === 0 && question.content.length === 0) return size(script);
  if (/\b(?:times|often)\b/.test(shape)) return occurrences(question, saying(question), script);
  return null;
}

const PEOPLE_WORDS: ReadonlySet<string> = new Set([
  'character',
  'rol',
  'role',
  'part',
  'people',
  'speaker',
  'name',
  'speak',
]);

function size(script: AskedScript): OfflineAnswer {
  const { facts, scenes } = script;
  const dialogue = facts.scenes.reduce(
    (sum, { speaking }) => sum + speaking.reduce((words, one) => words + one.words, 0),
    0,
  );
  const [first] = facts.scenes;
  const last = facts.scenes.at(-1);
  const text = `“${facts.title}” has ${counted(facts.pages, 'page')} (${inPages(facts.eighths)} of text), ${counted(scenes.length, 'scene')} and ${counted(dialogue, 'word')} of dialogue. At a minute a page it runs about ${counted(Math.max(1, Math.round(facts.eighths / 8)), 'minute')}.`;
  const citations = first === undefined || last === undefined ? [] : [cite(first, null), cite(last, null)];
  return answer([block(text, ...citations)], searchedAll(script));
}

function people(script: AskedScript): OfflineAnswer {
  const speaking = script.facts.characters.filter(({ speeches }) => speeches > 0);
  if (speaking.length === 0) return refusal([block('Nobody speaks in this script.')], searchedAll(script));
  const top = speaking.slice(0, 8);
  const citations = top.flatMap(({ name }) =>
    presenceOf(name, script)
      .speaks.slice(0, 1)
      .map((scene) => firstSight(name, scene, script)),
  );
  const most = top.map(({ name, words }) => `${name} (${counted(words, 'word')})`);
  return answer(
    [block(`${counted(speaking.length, 'character')} speak. Most words: ${listed(most)}.`, ...citations)],
    searchedAll(script),
  );
}

function places(script: AskedScript): OfflineAnswer {
  const byPlace = new Map<string, FactScene[]>();
  for (const scene of script.scenes) {
    const setting = script.settings[script.facts.scenes.indexOf(scene)];
    const place = (setting?.places ?? []).map((part) => part.join(' ')).join(' / ');
    if (place !== '') byPlace.set(place, [...(byPlace.get(place) ?? []), scene]);
  }
  const ranked = [...byPlace.values()].sort((a, b) => b.length - a.length);
  if (ranked.length === 0)
    return refusal([block('No heading names a place.')], searchedIn(script.facts.scenes.length, 'all headings'));
  const blocks = ranked.slice(0, 10).flatMap((scenes) => {
    const [first] = scenes;
    return first === undefined
      ? []
      : [
          block(
            `${first.heading.replace(/\s+/g, ' ').trim()}: ${sceneLabels(scenes)}.`,
            ...scenes.slice(0, 6).map((scene) => cite(scene, null)),
          ),
        ];
  });
  return answer(
    [
      block(
        `${counted(ranked.length, 'place')} by the headings${ranked.length > 10 ? '; those with most scenes:' : ':'}`,
      ),
      ...blocks,
    ],
    searchedIn(script.facts.scenes.length, 'all headings'),
  );
}

function countsOf(name: string, { shape, query }: Question, script: AskedScript): OfflineAnswer | null {
  const asked = SPEECHES.test(shape) || WORDS.test(shape) ? 'speech' : SCENES.test(shape) ? 'scenes' : null;
  if (asked === null) return null;
  const context = { index: script.index, scenes: script.facts.scenes, settings: script.settings, names: script.names };
  const within = passingScenes({ ...query, who: [] }, context).map(({ scene }) => scene.id);
  const presence = presenceOf(name, script);
  const speaks = presence.speaks.filter(({ id }) => within.includes(id));
  const all = presence.all.filter(({ id }) => within.includes(id));
  const searched = searchedIn(within.length, `${counted(within.length, 'scene')}, for ${name}`);
  const citations = (asked === 'scenes' ? all : speaks).slice(0, 12).map((scene) => firstSight(name, scene, script));
  if (asked === 'scenes') {
    const silent = all.length - speaks.length;
    const text = `${name} is in ${countedScenes(all)}${all.length > 0 ? ` (${sceneLabels(all)})` : ''}: speaking in ${speaks.length}, only named in ${silent}.`;
    return answer([block(text, ...citations)], searched);
  }
  const own = speaks.flatMap((scene) => scene.speaking.filter((one) => one.name === name));
  const speeches = own.reduce((sum, one) => sum + one.speeches, 0);
  const words = own.reduce((sum, one) => sum + one.words, 0);
  const where = speaks.length === 0 ? '' : ` in ${countedScenes(speaks)}: ${sceneLabels(speaks)}`;
  return answer(
    [block(`${name} has ${counted(speeches, 'speech', 'speeches')}, ${counted(words, 'word')}${where}.`, ...citations)],
    searched,
  );
}

function scenesCount(question: Question, script: AskedScript): OfflineAnswer | null {
  const { query } = question;
  const context = { index: script.index, scenes: script.facts.scenes, settings: script.settings, names: script.names };
  const filtered =
    query.when !== null ||
    query.where !== null ||
    query.interior !== null ||
    query.act !== null ||
    query.who.length > 0 ||
    query.side !== null;
  const passing = passingScenes(query, context)
    .map(({ scene }) => script.sceneById(scene.id))
    .filter((scene) => scene !== null && scene.index !== null) as FactScene[];
  const total = counted(script.scenes.length, 'scene');
  if (!filtered)
    return answer(
      [block(`The script has ${total}.`, ...script.facts.scenes.slice(0, 1).map((scene) => cite(scene, null)))],
      searchedIn(script.facts.scenes.length, 'all headings'),
    );
  const what = [
    query.interior === null ? '' : query.interior ? 'inside' : 'outside',
    query.when === null ? '' : `marked ${query.when.toUpperCase()}`,
    query.where === null ? '' : `at “${query.where.join(' ')}”`,
    query.act === null ? '' : `in act ${query.act}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  const labels = passing.length === 0 ? '' : `: ${sceneLabels(passing, 40)}`;
  return answer(
    [
      block(
        `${passing.length} of ${total} ${passing.length === 1 ? 'is' : 'are'} ${what}${labels}.`,
        ...passing.slice(0, 12).map((scene) => cite(scene, null)),
      ),
    ],
    searchedIn(script.facts.scenes.length, 'all headings'),
  );
}

/** Who is asked about in "how often does MARA say"; null if nobody is. */
function saying({ shape, names }: Question): string | null {
  return /\b(?:does|do|did) \{1\} (?:ever )?(?:say|says|use|mention|call|repeat)\b/.test(shape)
    ? (names[0] ?? null)
    : null;
}

/** How often words stand in the script, or one speaker says them: as a phrase where they are quoted or several, else as a word in any form. */
function occurrences(question: Question, speaker: string | null, script: AskedScript): OfflineAnswer | null {
  const [phrase] = question.query.phrases;
  const rest = (OCCURRENCES.exec(question.shape)?.[1] ?? '').replace(
    /^\{1\} (?:ever )?(?:say|says|use|mention|call|repeat) (?:the (?:word|name|phrase) )?/,
    '',
  );
  const bare =
    phrase ??
    rest
      .replace(/\{(\d)\}/g, (_, n: string) => question.names[Number(n) - 1] ?? '')
      .replace(/^["'“”]|["'“”]$/g, '')
      .trim();
  const terms = searchTerms(bare).map(({ term }) => term);
  if (terms.length === 0 || terms.length > 6) return null;
  if (phrase === undefined && speaker === null && DOES.test(question.shape)) {
    const done = doings(bare, script);
    if (done !== null) return done;
  }
  const found: { readonly scene: FactScene; readonly line: SceneLine; readonly times: number }[] = [];
  for (const scene of script.facts.scenes) {
    for (const line of script.index.lines(scene.id)) {
      if (line.field !== 'action' && line.field !== 'dialogue') continue;
      if (speaker !== null && !ownLines(speaker, scene, script).includes(line)) continue;
      const times =
        phrase === undefined
          ? runsOf(terms, line.text)
          : comparableText(line.text).split(comparableText(phrase)).length - 1;
      if (times > 0) found.push({ scene, line, times });
    }
  }
  const total = found.reduce((sum, { times }) => sum + times, 0);
  const searched = searchedIn(
    script.facts.scenes.length,
    `${speaker === null ? 'every line of action and dialogue' : `every line of ${speaker}`}, for “${bare}”`,
  );
  const who = speaker === null ? '' : `${speaker}: `;
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined)
    return refusal(
      [block(speaker === null ? `“${bare}” is nowhere in the script.` : `${speaker} never says “${bare}”.`)],
      searched,
    );
  const scenes = script.facts.scenes.filter((scene) => found.some((one) => one.scene === scene));
  const said = found.filter(({ line }) => line.field === 'dialogue').reduce((sum, { times }) => sum + times, 0);
  const citations = scenes
    .slice(0, 12)
    .map((scene) =>
      cite(scene, found.find((one) => one.scene === scene)?.line ?? null, new Map(terms.map((term) => [term, 1]))),
    );
  const opening = citations[0];
  return answer(
    [
      block(
        `${who}“${bare}” stands ${total === 1 ? 'once' : counted(total, 'time')} in ${sceneLabels(scenes, 20)}: ${said} spoken, ${total - said} in action.`,
        ...citations,
      ),
      ...(opening === undefined ? [] : [block(`First in ${sceneName(first.scene)}: ${quoted(opening)}`, opening)]),
    ],
    searched,
  );
}

/** "How often does the bell ring": what something does, not how often words are used. */
const DOES = /^how (?:often|many times) (?:does|do|did) (?:the |a |an )?(?!word\b|phrase\b|name\b|line\b|\{)/;

/**
 * "How often does the bell ring": how often the thing is named, and the lines of these scenes that say what it does ("a
 * ring" is a thing, and does not count as ringing). Null without the thing.
 */
function doings(words: string, script: AskedScript): OfflineAnswer | null {
  const [thing, ...deeds] = queryTerms(words);
  if (thing === undefined || deeds.length === 0) return null;
  const named = wordLines(script).filter(({ line }) => searchTerms(line.text).some(({ term }) => term === thing.term));
  if (named.length === 0) return null;
  const inScenes = scenesOf(named, script);
  const doing = wordLines(script).filter(
    ({ scene, line }) => inScenes.includes(scene) && deeds.every(({ term }) => isDone(term, line.text)),
  );
  const weights = new Map([thing, ...deeds].map(({ term }) => [term, 1]));
  const deed = deeds.map(({ word }) => `“${word}”`).join(' and ');
  const lead = `“${thing.word}” stands on ${counted(named.length, 'line')}, in ${sceneLabels(inScenes, 20)}.`;
  const told =
    doing.length === 0
      ? ` None of these scenes has ${deed}.`
      : ` In them ${deed} in some form is said or done on ${counted(doing.length, 'line')}, in ${sceneLabels(scenesOf(doing, script), 20)}:`;
  const shown = (doing.length === 0 ? named : doing).slice(0, MOST_DOINGS).map((one) => {
    const citation = cite(one.scene, one.line, weights);
    return block(`${capitalised(sceneName(one.scene))}: ${quoted(citation)}`, citation);
  });
  return answer(
    [block(lead + told, ...shown.flatMap(({ citations }) => citations)), ...shown],
    searchedAll(script, `“${thing.word}” with ${deed}`),
  );
}

interface LineIn {
  readonly scene: FactScene;
  readonly line: SceneLine;
}

/** Every line of action and dialogue. */
function wordLines({ facts, index }: AskedScript): LineIn[] {
  return facts.scenes.flatMap((scene) =>
    index
      .lines(scene.id)
      .filter(({ field }) => field === 'action' || field === 'dialogue')
      .map((line) => ({ scene, line })),
  );
}

function scenesOf(lines: readonly LineIn[], { facts }: AskedScript): FactScene[] {
  return facts.scenes.filter((scene) => lines.some((one) => one.scene === scene));
}

const ARTICLE = /\b(?:an?|the|his|her|my|your|their|its|this|that|gold|wedding)\s$/iu;

function isDone(deed: string, text: string): boolean {
  return searchTerms(text).some(({ term, offset }) => term === deed && !ARTICLE.test(text.slice(0, offset)));
}

const MOST_DOINGS = 8;

function runsOf(terms: readonly string[], text: string): number {
  const has = searchTerms(text).map(({ term }) => term);
  let times = 0;
  for (let at = 0; at + terms.length <= has.length; at++) if (terms.every((term, i) => has[at + i] === term)) times++;
  return times;
}
