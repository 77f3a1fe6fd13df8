import type { FactScene } from '../scriptFacts';
import { editsBetween } from '../editsBetween';
import type { SceneLine } from '../sceneLines';
import { bestLine, type SceneQuote } from '../sceneQuote';
import { searchTerms } from '../searchTerms';
import { searchScenes, type SceneHit } from '../searchScenes';
import type { AskedScript } from './askedScript';
import { asksForAbsent, coverageOf } from './coverage';
import { valueLines, type ValueLine } from './valueAsked';
import type { AnswerBlock, OfflineAnswer, OfflineCitation, Searched } from './offlineAnswer';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, capitalised, cite, listed, quoted, refusal, sceneName, wordsToQuote } from './wording';

/** A scene that has less of the question than this does not answer it. */
export const ENOUGH_COVERAGE = 0.4;
const LOOKED_AT = 8;
const MOST_SHOWN = 4;
/** Only scenes this good beside the best are shown. */
const GOOD_ENOUGH = 0.55;

/** The best scenes with the lines that match; or that the script does not say, and what was looked for. Answers any question. */
export function answerPassages(question: Question, script: AskedScript): OfflineAnswer {
  const searched = searchedFor(question, script);
  if (question.unknownNames.length > 0) return unknown(question, script, searched);
  const { facts, index, vectorRanking, names } = script;
  const hits = searchScenes({
    query: question.searchText,
    limit: LOOKED_AT,
    index,
    vectorRanking,
    scenes: facts.scenes,
    names,
  });
  const covered = hits.flatMap((hit) => {
    const scene = script.sceneById(hit.sceneId);
    return scene === null ? [] : [{ hit, scene, share: coverageOf(question.content, question.names, scene, script) }];
  });
  const most = Math.max(0, ...covered.map(({ share }) => share));
  const best = Math.max(0, ...hits.map(({ score }) => score));
  const shown = covered
    .filter(({ hit, share }) => hit.score >= best * GOOD_ENOUGH && share >= most * GOOD_ENOUGH)
    .slice(0, MOST_SHOWN);
  const blocks = shown.flatMap(({ hit, scene }, i) => passage(hit, scene, i === 0 ? question : null, script));

  const values = valueLines(
    question,
    covered.map(({ scene }) => scene),
    script,
  );
  if (values !== null && values.length > 0 && asksForAbsent(question.content, script) === null)
    return answer(
      values.slice(0, MOST_SHOWN).map((value) => valueBlock(value, question)),
      searched,
    );
  const enough = question.names.length > 1 && covered.length <= FEW_TOGETHER ? ENOUGH_TOGETHER : ENOUGH_COVERAGE;
  if (values === null && blocks.length > 0 && most >= enough && asksForAbsent(question.content, script) === null) {
    return answer([block('By search, the lines that come closest:'), ...blocks], searched);
  }
  const none = nothing(question, script);
  if (blocks.length === 0 || most < WORTH_SHOWING) return refusal([none], searched);
  return refusal([none, block('The nearest lines:'), ...blocks.slice(0, 2)], searched);
}

/** Two characters who are together in so few scenes: these are what is asked about, whatever the words. */
const FEW_TOGETHER = 4;
const ENOUGH_TOGETHER = 0.3;
/** What has less of the question than this is not worth a look. */
const WORTH_SHOWING = 0.15;

function valueBlock({ scene, line }: ValueLine, question: Question): AnswerBlock {
  const words = [...question.names, ...question.content.map(({ word }) => word)].join(' ');
  const citation = cite(scene, line, wordsToQuote(words));
  const speaker = line.field === 'dialogue' && line.speaker !== null ? `, ${line.speaker}` : '';
  return block(`${capitalised(sceneName(scene))}${speaker}: ${quoted(citation)}`, citation);
}

/** The line that fits best; of the best scene also the line that has the words which that one lacks. */
function passage(hit: SceneHit, scene: FactScene, question: Question | null, script: AskedScript): AnswerBlock[] {
  const lines = script.index.lines(scene.id);
  const citation: OfflineCitation = { sceneId: hit.sceneId, lineOffset: hit.lineOffset, quote: hit.quote };
  const citations = [citation];
  if (hit.quote === null) return [block(`${capitalised(sceneName(scene))}.`, citation)];
  const at = lines.findIndex(({ lineOffset, text }) => lineOffset === hit.lineOffset && text.includes(hit.quote ?? ''));
  const next = lines.slice(at + 1).find(({ field }) => field !== 'cue');
  // "He reads it:" is nothing without what it says.
  if (hit.quote.endsWith(':') && next !== undefined && next.field !== 'heading') citations.push(cite(scene, next));
  const reply = replyTo(hit.lineOffset, hit.quote, scene, script);
  const blocks = [
    block(
      `${capitalised(sceneName(scene))}${speakerAt(hit.lineOffset, scene, script)}: ${citations.map(quoted).join(' ')}`,
      ...citations,
    ),
  ];
  if (reply !== null) blocks.push(reply);
  const missing = question === null ? null : complement(lines, hit.quote, question, script);
  if (missing !== null && !citations.some(({ lineOffset }) => lineOffset === missing.lineOffset)) {
    const also = { sceneId: scene.id, lineOffset: missing.lineOffset, quote: missing.quote };
    blocks.push(
      block(`${capitalised(`and${speakerAt(missing.lineOffset, scene, script) || ', there'}`)}: ${quoted(also)}`, also),
    );
  }
  return blocks;
}

/** What is said right after a line that asks something: the question alone is no answer. Null for other lines. */
function replyTo(lineOffset: number, quote: string, scene: FactScene, script: AskedScript): AnswerBlock | null {
  if (!/[?？]["'”’)]*$/u.test(quote)) return null;
  const speeches = script.speeches(scene);
  const asked = speeches.find(({ line }) => line.lineOffset === lineOffset);
  if (asked === undefined) return null;
  const reply = speeches.find(({ speech }) => speech > asked.speech);
  if (reply === undefined) return null;
  const citation = cite(scene, reply.line);
  return block(`${listed(reply.speakers)}, next: ${quoted(citation)}`, citation);
}

/** Terms that make up less of the question than this are not worth a second line. */
const WORTH_A_LINE = 0.25;

function complement(
  lines: readonly SceneLine[],
  quote: string,
  question: Question,
  script: AskedScript,
): SceneQuote | null {
  const has = new Set(searchTerms(quote).map(({ term }) => term));
  const rarity = (term: string): number => script.index.rarity(term);
  const all = question.content.reduce((sum, { term }) => sum + rarity(term), 0);
  const weights = new Map(
    question.content.filter(({ term }) => !has.has(term)).map(({ term }) => [term, rarity(term)]),
  );
  const best = bestLine(
    lines.filter(({ field }) => field !== 'heading'),
    weights,
  );
  return best !== null && best.score >= all * WORTH_A_LINE ? best : null;
}

function speakerAt(lineOffset: number, scene: FactScene, script: AskedScript): string {
  const said = script.speeches(scene).find(({ line }) => line.lineOffset === lineOffset);
  return said === undefined ? '' : `, ${listed(said.speakers)}`;
}

function searchedFor({ names, query, content }: Question, script: AskedScript): Searched {
  const words = [...names, ...query.phrases, ...content.map(({ word }) => word)]
    .slice(0, 8)
    .map((word) => `“${word.slice(0, 60)}”`);
  return searchedAll(script, listed(words));
}

function unknown({ unknownNames }: Question, script: AskedScript, searched: Searched): OfflineAnswer {
  const [first = ''] = unknownNames;
  const named = listed(unknownNames.slice(0, 4).map((name) => `“${name}”`));
  const verb = unknownNames.length === 1 ? 'is' : 'are';
  const near = nearestName(first, script);
  const meant = near === null ? '' : ` Did you mean ${near}?`;
  return refusal([block(`${named} ${verb} nowhere in the script.${meant}`)], searched);
}

function nothing(question: Question, script: AskedScript): AnswerBlock {
  const { index } = script;
  const absent = question.content
    .filter(({ term }) => index.scenesWith(term) === 0)
    .map(({ word }) => `“${word.slice(0, 60)}”`);
  const about = question.names.length > 0 ? ` of ${listed(question.names)}` : '';
  const verb = absent.length === 1 ? 'is' : 'are';
  const words = absent.length === 0 ? '' : ` ${listed(absent.slice(0, 5))} ${verb} nowhere in it.`;
  return block(`The script does not say this${about}, as far as search can tell.${words}`);
}

/** A character's name a slip or two away from what was asked; null if none is, or several are. */
function nearestName(asked: string, script: AskedScript): string | null {
  const wanted = asked.toUpperCase();
  const most = wanted.length >= 7 ? 2 : 1;
  const near = script.names.filter(({ name, aliases }) =>
    [name, ...aliases].some((form) => editsBetween(wanted, form.toUpperCase(), most) <= most),
  );
  return near.length === 1 ? (near[0]?.name ?? null) : null;
}
