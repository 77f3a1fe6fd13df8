import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { exchangePartnersOf } from './exchangePartners';
import { firstSight, ownLines, presenceOf, speaksIn } from './presence';
import { searchedIn } from './searched';
import { answer, block, cite, counted, listed, quoted, sceneLabels, sceneName } from './wording';

const TALKS_MOST =
  /\bwho(?:m)? (?:does|do|did|is) \{1\} (?:talk(?:ing)?|speak(?:ing)?|interact(?:ing)?|share(?:s)? (?:the most )?scenes|converse|spend time)\b|\bwho (?:talks|speaks|interacts) (?:to|with) \{1\}|\b(?:scene partners?|most scenes with) \{1\}/;
const SHARED =
  /\btogether\b|\bboth\b|\bshare|\bsame scene|\bmeet|\bmet\b|\bscenes? (?:with|between|of|featuring|where|in which)\b|\b(?:talk|speak|interact|face)(?:s|ing)?\b|\bscenes?\b/;
const TALK = /\b(?:talk|speak|convers)/;
const MEET = /\bmeet|\bmet\b|\bfirst\b|\bever\b/;

/** Who somebody speaks with, and where several characters are together. Null for other questions. */
export function answerTogether(question: Question, script: AskedScript): OfflineAnswer | null {
  const { names, shape, query } = question;
  const [name] = names;
  if (query.sceneLabel !== null || query.phrases.length > 0) return null;
  const social = new Set([
    'most',
    'often',
    'interact',
    'spend',
    'convers',
    'shar',
    'share',
    'partner',
    'sam',
    'same',
    'fac',
    'face',
    'featur',
  ]);
  if (question.content.some(({ term }) => !social.has(term) && term !== 'meet')) return null;
  if (name !== undefined && names.length === 1 && TALKS_MOST.test(shape)) return talksMost(name, script);
  if (
    names.length < 2 ||
    !SHARED.test(shape) ||
    /^how (?!many|often)/.test(shape) ||
    /^wh(?:y|at)\b(?! scenes?)/.test(shape)
  )
    return null;
  return together(question, script);
}

function talksMost(name: string, script: AskedScript): OfflineAnswer {
  const partners = exchangePartnersOf(name, script);
  const searched = searchedIn(
    script.facts.scenes.length,
    `who speaks right before and after ${name} in ${counted(presenceOf(name, script).speaks.length, 'scene')}`,
  );
  if (partners.length === 0) {
    const own = presenceOf(name, script)
      .all.slice(0, 3)
      .map((scene) => firstSight(name, scene, script));
    return answer([block(`${name} exchanges speeches with nobody.`, ...own)], searched);
  }
  const blocks = partners.slice(0, 5).map((partner, i) => {
    const [first] = partner.scenes;
    const lead = i === 0 ? `${name} speaks most with ${partner.name}` : partner.name;
    const line = first === undefined ? null : (ownLines(partner.name, first, script)[0] ?? null);
    const citations = partner.scenes.slice(0, 6).map((scene) => cite(scene, scene === first ? line : null));
    return block(`${lead}: ${counted(partner.exchanges, 'exchange')}, ${sceneLabels(partner.scenes)}.`, ...citations);
  });
  return answer(blocks, searched);
}

function together({ names, shape, query }: Question, script: AskedScript): OfflineAnswer {
  const who = listed(names);
  const presences = names.map((name) => presenceOf(name, script));
  const both = script.facts.scenes.filter((scene) => presences.every(({ all }) => all.includes(scene)));
  const talking = both.filter((scene) => names.every((name) => speaksIn(name, scene)));
  const searched = searchedIn(script.facts.scenes.length, `every scene, for ${who}`);
  if (both.length === 0) {
    const apart = names.flatMap(
      (name, i) => presences[i]?.all.slice(0, 1).map((scene) => firstSight(name, scene, script)) ?? [],
    );
    return answer([block(`${who} share no scene.`, ...apart)], searched);
  }
  const blocks: AnswerBlock[] = [];
  const exchange = query.order !== null && TALK.test(shape) ? exchangeOf(names, query.order, talking, script) : null;
  const talk = talking.length > 0 ? sceneLabels(talking) : '';
  const silent = both.filter((scene) => !talking.includes(scene));
  const quiet =
    silent.length === 0
      ? ''
      : ` ${talking.length > 0 ? 'At least one is only named in' : 'All are named, but not all speak, in'} ${sceneLabels(silent)}.`;
  // To meet is more than to be named in one breath.
  const candidates = MEET.test(shape) && talking.length > 0 ? talking : both;
  const asked = query.order === 'last' ? candidates.at(-1) : candidates[0];
  if (exchange !== null) blocks.push(exchange);
  else if (
    asked !== undefined &&
    (query.order !== null || MEET.test(shape)) &&
    !(talking.length === 0 && TALK.test(shape))
  ) {
    blocks.push(meeting(names, asked, both, query.order ?? 'first', script));
  }
  const lead =
    talking.length > 0
      ? `${who} speak in ${counted(talking.length, 'scene')} together: ${talk}.`
      : `${who} never speak in the same scene.`;
  blocks.push(
    block(
      `${lead}${quiet}`,
      ...(talking.length > 0 ? talking : both).slice(0, 12).map((scene) => lineFor(names, scene, script)),
    ),
  );
  return answer(blocks, searched);
}

/** The first or last time that one speaks right after the other, with both lines; null if they never do. */
function exchangeOf(
  names: readonly string[],
  order: 'first' | 'last',
  scenes: readonly FactScene[],
  script: AskedScript,
): AnswerBlock | null {
  for (const scene of order === 'first' ? scenes : [...scenes].reverse()) {
    const speeches = script.speeches(scene);
    const pairs = speeches.flatMap((said, at) => {
      const before = speeches[at - 1];
      const isExchange =
        before !== undefined &&
        before.speech + 1 === said.speech &&
        names.some((name) => said.speakers.includes(name) && !before.speakers.includes(name)) &&
        names.some((name) => before.speakers.includes(name) && !said.speakers.includes(name));
      return isExchange ? [[before, said] as const] : [];
    });
    const pair = order === 'first' ? pairs[0] : pairs.at(-1);
    if (pair === undefined) continue;
    const citations = pair.map(({ line }) => cite(scene, line));
    const told = pair.map(({ speakers }, at) => {
      const citation = citations[at];
      return `${listed(speakers)}: ${citation === undefined ? '' : quoted(citation)}`;
    });
    return block(
      `${listed(names)} ${order} speak to each other in ${sceneName(scene)}: ${told.join(' ')}`,
      ...citations,
    );
  }
  return null;
}

function meeting(
  names: readonly string[],
  scene: FactScene,
  both: readonly FactScene[],
  order: 'first' | 'last',
  script: AskedScript,
): AnswerBlock {
  const shared = script.index
    .lines(scene.id)
    .find((line) => line.field === 'action' && names.every((name) => script.mentions(scene, name).includes(line)));
  const citations = shared === undefined ? names.map((name) => firstSight(name, scene, script)) : [cite(scene, shared)];
  const shown = shared === undefined ? lineFor(names, scene, script) : cite(scene, shared);
  const named = order === 'first' ? both[0] : both.at(-1);
  const also =
    named === undefined || named === scene
      ? ''
      : ` Both are named ${order === 'first' ? 'earlier' : 'later'}, in ${sceneName(named)}.`;
  const quote = shown.quote === null ? '.' : `: ${quoted(shown)}`;
  return block(
    `In script order ${listed(names)} are ${order} together in ${sceneName(scene)}${quote}${also}`,
    shown,
    ...citations,
    ...(named === undefined || named === scene ? [] : [cite(named, null)]),
  );
}

function lineFor(names: readonly string[], scene: FactScene, script: AskedScript): ReturnType<typeof cite> {
  const lines = script.speeches(scene).filter(({ speakers }) => speakers.some((speaker) => names.includes(speaker)));
  const [first] = lines;
  if (first !== undefined) return cite(scene, first.line);
  const [name] = names;
  return name === undefined ? cite(scene, null) : firstSight(name, scene, script);
}
