import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer, Searched } from './offlineAnswer';
import { firstSight, ownLines, presenceOf, speaksIn } from './presence';
import { behindNote } from './behindNote';
import { citationsOf } from './groundsOf';
import type { Question } from './question';
import { searchedIn } from './searched';
import {
  answer,
  block,
  capitalised,
  cite,
  counted,
  inPages,
  listed,
  quoted,
  refusal,
  sceneLabels,
  sceneName,
} from './wording';

const WHO =
  /^(?:who|which characters?|what characters?|list (?:the )?(?:cast|characters)|name the characters|how many (?:characters|people|speak))/;
const LONG = /\bhow (?:long|many (?:pages|eighths))\b|\blength of\b/;
const SETTING =
  /^(?:where (?:is|does|are|do)|when (?:is|does)|what time|at what time|what (?:is|'s) the (?:setting|location|heading|slug ?line))\b/;
const SAYS = /\bwhat (?:does|did|do) \{1\} (?:say|tell)|\{1\}'s (?:lines|dialogue|speeches)\b/;
const IN_IT = /^(?:is|does|are|do|was) \{1\}/;
const SUMMARY =
  /\bwhat happens\b|\bsummar|\bdescribe\b|\bwhat (?:is|'s) (?:\w+ )?(?:about|in|going on)|\btell me\b|\brecap\b|\bsynopsis\b|^(?:show (?:me )?)?(?:scene|the card)/;

/** Questions about one numbered scene: what happens, who is in it, how long it is, what somebody says. Null for others. */
export function answerScene(question: Question, script: AskedScript): OfflineAnswer | null {
  const label = question.query.sceneLabel;
  if (label === null) return null;
  const scene = script.scenes.find((candidate) => candidate.label.toLowerCase() === label.toLowerCase());
  if (scene === undefined) return noSuchScene(label, script);
  const searched = searchedIn(1, `scene ${scene.label}`);
  const { shape, names } = question;
  const [name] = names;
  if (name !== undefined && names.length === 1 && SAYS.test(shape) && question.content.length === 0) {
    return linesOf(name, scene, script, searched);
  }
  if (name !== undefined && names.length === 1 && IN_IT.test(shape) && question.content.length === 0) {
    return isIn(name, scene, script, searched);
  }
  if (names.length > 0) return null;
  if (LONG.test(shape)) {
    return answer(
      [block(`${capitalised(sceneName(scene))} runs ${inPages(scene.eighths)}.`, cite(scene, null))],
      searched,
    );
  }
  if (WHO.test(shape) && question.content.length === 0) return castOf(scene, script, searched);
  if (SETTING.test(shape) && question.content.length === 0) {
    const heading = scene.heading.replace(/\s+/g, ' ').trim();
    return answer(
      [
        block(
          `Scene ${scene.label} is headed ${heading}, page ${scene.page}.`,
          cite(scene, headingLine(scene, script)),
        ),
      ],
      searched,
    );
  }
  if (SUMMARY.test(shape) || question.content.length === 0)
    return answer(summary(scene, script), { ...searched, cards: scene.card === null ? [] : [scene.id] });
  return null;
}

function noSuchScene(label: string, script: AskedScript): OfflineAnswer {
  const first = script.scenes[0];
  const last = script.scenes.at(-1);
  const extent =
    first === undefined || last === undefined
      ? 'The script has no scene headings.'
      : `The scenes run from ${first.label} to ${last.label}, ${counted(script.scenes.length, 'scene')} in all.`;
  return refusal(
    [block(`There is no scene ${label}. ${extent}`)],
    searchedIn(script.scenes.length, 'the labels of all scenes'),
  );
}

function headingLine(scene: FactScene, script: AskedScript): ReturnType<AskedScript['index']['lines']>[number] | null {
  return script.index.lines(scene.id).find(({ field }) => field === 'heading') ?? null;
}

/** The card where one is made, else how the scene opens and closes; then who is in it. */
export function summary(scene: FactScene, script: AskedScript): AnswerBlock[] {
  const lines = script.index.lines(scene.id).filter(({ field }) => field === 'action' || field === 'dialogue');
  const [first] = lines;
  const last = lines.at(-1);
  const title = `${capitalised(sceneName(scene))}, ${inPages(scene.eighths)}.`;
  const standing = script.facts.cards.get(scene.id);
  const gone = standing?.evidence.some(({ verified }) => !verified) === true;
  if (scene.card !== null && !gone) {
    const quotes = (standing?.evidence ?? [])
      .filter(({ quote }) => quote !== null)
      .flatMap((evidence) => citationsOf(evidence, script));
    return [
      block(title, cite(scene, null)),
      block(scene.card, ...(quotes.length > 0 ? quotes : [cite(scene, first ?? null)])),
      ...behindNote('Its card is', standing?.behind ?? []),
    ];
  }
  const left = gone ? [block('Its card is left out: it repeats words that are no longer in the scene.')] : [];
  if (first === undefined || last === undefined)
    return [block(`${title} Nothing stands under its heading.`, cite(scene, null)), ...left];
  const opens = cite(scene, first);
  const closes = cite(scene, last);
  const who =
    scene.speaking.length === 0 ? 'Nobody speaks.' : `Speaking: ${listed(scene.speaking.map(({ name }) => name))}.`;
  return [
    block(`${title} ${who}`, cite(scene, null)),
    block(`It opens: ${quoted(opens)}`, opens),
    ...(last === first ? [] : [block(`It closes: ${quoted(closes)}`, closes)]),
    ...left,
  ];
}

function castOf(scene: FactScene, script: AskedScript, searched: Searched): OfflineAnswer {
  const { speaking } = scene;
  const silent = script.named(scene).filter((name) => !speaking.some((speaker) => speaker.name === name));
  if (speaking.length === 0 && silent.length === 0) {
    return answer(
      [block(`Nobody speaks in ${sceneName(scene)}, and nobody who speaks elsewhere is named.`, cite(scene, null))],
      searched,
    );
  }
  const blocks: AnswerBlock[] = [];
  if (speaking.length > 0) {
    const parts = speaking.map(({ name, speeches }) => `${name} (${counted(speeches, 'speech', 'speeches')})`);
    blocks.push(
      block(
        `Speaking in ${sceneName(scene)}: ${listed(parts)}.`,
        ...speaking.map(({ name }) => cite(scene, ownLines(name, scene, script)[0] ?? null)),
      ),
    );
  }
  if (silent.length > 0) {
    const lead = speaking.length > 0 ? 'Named without a line' : `Named in ${sceneName(scene)}, where nobody speaks`;
    blocks.push(block(`${lead}: ${listed(silent)}.`, ...silent.map((name) => firstSight(name, scene, script))));
  }
  return answer(blocks, searched);
}

const MOST_LINES = 12;

function linesOf(name: string, scene: FactScene, script: AskedScript, searched: Searched): OfflineAnswer {
  const lines = ownLines(name, scene, script);
  if (lines.length === 0) {
    const where = speaksIn(name, scene) ? [] : presenceOf(name, script).speaks;
    const elsewhere = where.length > 0 ? ` ${name} speaks in ${sceneLabels(where)}.` : '';
    return refusal([block(`${name} has no line in ${sceneName(scene)}.${elsewhere}`, cite(scene, null))], searched);
  }
  const blocks = lines.slice(0, MOST_LINES).map((line) => {
    const citation = cite(scene, line);
    return block(`${name}: ${quoted(citation)}`, citation);
  });
  if (lines.length > MOST_LINES)
    blocks.push(block(`And ${counted(lines.length - MOST_LINES, 'line')} more.`, cite(scene, null)));
  return answer(blocks, searched);
}

function isIn(name: string, scene: FactScene, script: AskedScript, searched: Searched): OfflineAnswer {
  const here = firstSight(name, scene, script);
  if (speaksIn(name, scene)) return answer([block(`Yes: ${name} speaks in ${sceneName(scene)}.`, here)], searched);
  if (here.quote !== null)
    return answer([block(`Yes, without a line: ${quoted(here)} (${sceneName(scene)})`, here)], searched);
  return answer([block(`No: ${name} is not named in ${sceneName(scene)}.`, cite(scene, null))], searched);
}
