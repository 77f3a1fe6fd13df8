import type { CharacterView } from '../../../story/analysisResult';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer, Searched } from './offlineAnswer';
import { AGE_BEHIND } from './ageBehind';
import { behindNote } from './behindNote';
import { groundsOf } from './groundsOf';
import type { Question } from './question';
import { escaped } from '../scriptNames';
import { exchangePartnersOf } from './exchangePartners';
import { firstSight, lastSight, presenceOf, type Presence } from './presence';
import { searchedIn } from './searched';
import {
  answer,
  block,
  capitalised,
  cite,
  counted,
  countedScenes,
  listed,
  quoted,
  labelRow,
  refusal,
  sceneLabels,
  sceneName,
  wordsToQuote,
} from './wording';

const WHO_IS =
  /^(?:who|what)(?: is|'s| was| are|'re) \{1\}$|^(?:please )?(?:tell me (?:more )?about|describe|introduce|what do we know about|what is known about|who exactly is|profile of) \{1\}$|^\{1\}$/;
const AGE = /^(?:how old is|what age is) \{1\}|\{1\}'s age\b|\bage of \{1\}/;
const SHEET = /\b(want|need|arc)\b/;
const ENTRANCE = /\b(?:introduced|entrance|exit)\b/;
const SCENES_OF =
  /\b(?:which|what|all|list|show|find|give me)\b.{0,20}\bscenes?\b|^scenes?\b|^(?:where|when) (?:does|do|is|are|can we see|do we see) \{1\}(?: (?:appear|speak|seen|in|on screen))?$|\bappear(?:s|ances?)?\b/;

/** Questions about one character as such: who they are, their age, wants, scenes, entrance and exit. Null for others. */
export function answerCharacter(question: Question, script: AskedScript): OfflineAnswer | null {
  const [name] = question.names;
  if (name === undefined || question.names.length !== 1 || question.query.phrases.length > 0) return null;
  const view = script.facts.characters.find((character) => character.name === name) ?? null;
  const presence = presenceOf(name, script);
  const searched = searchedIn(presence.all.length, `${countedScenes(presence.all)} with ${name}`);
  const { shape } = question;
  if (AGE.test(shape)) return ageOf(name, presence, script, searched);
  const asked = SHEET.exec(shape)?.[1];
  if (asked !== undefined && shape.startsWith('what') && view?.sheet !== null && view?.sheet !== undefined) {
    const told = sheetAnswer(asked, view, presence, script, searched);
    if (told !== null) return told;
  }
  const { content, query } = question;
  const filtered =
    query.where !== null ||
    query.when !== null ||
    query.act !== null ||
    query.sceneLabel !== null ||
    query.side !== null;
  if (content.length > 0 || filtered || /^how\b/.test(shape)) return null;
  if (WHO_IS.test(shape)) return answer(whoIs(name, view, presence, script), searched);
  if (ENTRANCE.test(shape) || query.order !== null)
    return entranceOrExit(name, query.order ?? 'first', presence, shape, script, searched);
  if (SCENES_OF.test(shape)) return answer([scenesOf(name, presence, script)], searched);
  return null;
}

function whoIs(name: string, view: CharacterView | null, presence: Presence, script: AskedScript): AnswerBlock[] {
  const first = presence.all[0];
  if (first === undefined) return [block(`${name} is a name in this script, but no scene has it.`)];
  const intro = introduction(name, presence, script) ?? { scene: first, citation: firstSight(name, first, script) };
  const blocks = [block(`${name} comes in with ${sceneName(intro.scene)}: ${quoted(intro.citation)}`, intro.citation)];
  if (view !== null && view.aliases.length > 0)
    blocks.push(block(`Also called ${listed(view.aliases)}.`, intro.citation));
  blocks.push(scenesOf(name, presence, script));
  const partners = exchangePartnersOf(name, script)
    .filter(({ exchanges }) => exchanges > 1)
    .slice(0, 3);
  if (partners.length > 0) {
    blocks.push(
      block(
        `Speaks most with ${listed(partners.map((partner) => partner.name))}.`,
        ...partners.flatMap(({ scenes }) => scenes.slice(0, 1).map((scene) => cite(scene, null))),
      ),
    );
  }
  if (view !== null) blocks.push(...sheetBlocks(view, script));
  return blocks;
}

/** What the sheet says beyond figures, as far as its words still stand. */
function sheetBlocks({ name, sheet, behind }: CharacterView, script: AskedScript): AnswerBlock[] {
  if (sheet === null) return [];
  const told = [
    ['Wants, as said', sheet.want],
    ['Is told', sheet.need],
    ['On the page', sheet.arc],
  ].flatMap(([label = '', text = '']) => {
    const { stand, citations } = groundsOf(text, sheet.evidence, script);
    return text.trim() === '' || !stand ? [] : [block(`${label}: ${text}`, ...citations)];
  });
  return told.length === 0 ? [] : [...told, ...behindNote(`The sheet of ${name} is`, behind)];
}

/** The first line of action that has the name in capitals: how screenplays introduce people. */
function introduction(
  name: string,
  presence: Presence,
  script: AskedScript,
): { readonly scene: FactScene; readonly citation: ReturnType<typeof cite> } | null {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}[\p{Lu}'’.-]+$/u.test(word));
  for (const scene of presence.all) {
    const line = script.mentions(scene, name).find(({ text }) => words.some((word) => text.includes(word)));
    if (line !== undefined) return { scene, citation: cite(scene, line, wordsToQuote(name)) };
  }
  return null;
}

function scenesOf(name: string, { speaks, silent, all }: Presence, script: AskedScript): AnswerBlock {
  const view = script.facts.characters.find((character) => character.name === name);
  const citations = all.slice(0, 12).map((scene) => firstSight(name, scene, script));
  const total = counted(script.scenes.length, 'scene');
  if (speaks.length === 0)
    return block(`${name} never speaks; named in ${sceneLabels(silent)} of ${total}.`, ...citations);
  const words =
    view === undefined ? '' : `, ${counted(view.speeches, 'speech', 'speeches')}, ${counted(view.words, 'word')}`;
  const rest = silent.length === 0 ? '' : ` Named without a line in ${sceneLabels(silent)}.`;
  return block(
    `${name} speaks in ${countedScenes(speaks)} of ${script.scenes.length} (${labelRow(speaks)})${words}.${rest}`,
    ...citations,
  );
}

/** Every age that the page gives right behind the name: `MARA (60s)`, `WILL BLOOM, AGE 3,`, `Karl, now 55`. */
function ageOf(name: string, presence: Presence, script: AskedScript, searched: Searched): OfflineAnswer {
  const word = name.split(' ').find((part) => part.length > 2) ?? name;
  const pattern = new RegExp(`(?<![\\p{L}])${escaped(word)}(?:\\s\\p{Lu}[\\p{L}'’.-]+){0,2}${AGE_BEHIND}`, 'iu');
  const blocks: AnswerBlock[] = [];
  for (const scene of presence.all) {
    const line = script.mentions(scene, name).find(({ text }) => pattern.test(text));
    if (line === undefined || blocks.length >= MOST_AGES) continue;
    const sentence = line.text.split(/(?<=[.!?])\s+/).find((part) => pattern.test(part)) ?? line.text;
    const citation = { sceneId: scene.id, lineOffset: line.lineOffset, quote: sentence };
    blocks.push(block(`${capitalised(sceneName(scene))}: ${quoted(citation)}`, citation));
  }
  if (blocks.length > 0) return answer(blocks, searched);
  const [first] = presence.all;
  const citation = first === undefined ? [] : [firstSight(name, first, script)];
  const text = `The script gives no age for ${name}.${citation[0]?.quote === null || citation[0] === undefined ? '' : ` First named: ${quoted(citation[0])}`}`;
  return refusal([block(text, ...citation)], searched);
}

const MOST_AGES = 4;

function sheetAnswer(
  asked: string,
  view: CharacterView,
  presence: Presence,
  script: AskedScript,
  searched: Searched,
): OfflineAnswer | null {
  const { sheet } = view;
  if (sheet === null) return null;
  const told = asked === 'want' ? sheet.want : asked === 'need' ? sheet.need : sheet.arc;
  if (told.trim() === '') return null;
  const { stand, citations } = groundsOf(told, sheet.evidence, script);
  const notes = behindNote(`The sheet of ${view.name} is`, view.behind);
  const made: Searched = { ...searched, words: `the sheet of ${view.name} and ${searched.words}`, sheets: [view.name] };
  if (!stand) {
    const gone = `What the sheet of ${view.name} says of it is left out: its words are no longer in the script.`;
    return refusal([block(gone), ...notes], made);
  }
  const [first] = presence.all;
  const fallback = first === undefined ? [] : [firstSight(view.name, first, script)];
  return answer([block(told, ...(citations.length > 0 ? citations : fallback)), ...notes], made);
}

function entranceOrExit(
  name: string,
  order: 'first' | 'last',
  presence: Presence,
  shape: string,
  script: AskedScript,
  searched: Searched,
): OfflineAnswer | null {
  const speaking = /\b(?:speaks?|says?|lines?|words?|talks?|speech)\b/.test(shape);
  const among = speaking ? presence.speaks : presence.all;
  const scene = order === 'first' ? among[0] : among.at(-1);
  if (scene === undefined) return refusal([block(`${name} never speaks.`)], searched);
  if (speaking) {
    const own = script.speeches(scene).filter(({ speakers }) => speakers.includes(name));
    const said = order === 'first' ? own[0] : own.at(-1);
    const citation = cite(scene, said?.line ?? null);
    return answer([block(`${name} ${order} speaks in ${sceneName(scene)}: ${quoted(citation)}`, citation)], searched);
  }
  const citation = order === 'first' ? firstSight(name, scene, script) : lastSight(name, scene, script);
  const blocks = [block(`${name} is ${order} seen or named in ${sceneName(scene)}: ${quoted(citation)}`, citation)];
  const spoken = order === 'first' ? presence.speaks[0] : presence.speaks.at(-1);
  if (spoken !== undefined && spoken !== scene) {
    const own = script.speeches(spoken).filter(({ speakers }) => speakers.includes(name));
    const line = cite(spoken, (order === 'first' ? own[0] : own.at(-1))?.line ?? null);
    blocks.push(block(`${order === 'first' ? 'First' : 'Last'} speaks in ${sceneName(spoken)}: ${quoted(line)}`, line));
  }
  return answer(blocks, searched);
}
