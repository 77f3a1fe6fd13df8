import type { FactScene } from '../scriptFacts';
import { editsBetween } from '../editsBetween';
import type { SceneLine } from '../sceneLines';
import { likelyScenes } from '../likelyScenes';
import { bestLine, shortened, type SceneQuote } from '../sceneQuote';
import { searchTerms } from '../searchTerms';
import { searchScenes, type SceneHit } from '../searchScenes';
import type { AskedScript } from './askedScript';
import { asksForAbsent, coverageOf } from './coverage';
import { valueLines, type ValueLine } from './valueAsked';
import type { AnswerBlock, OfflineAnswer, OfflineCitation, Searched } from './offlineAnswer';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, capitalised, cite, listed, quoted, refusal, sceneName, wordsToQuote } from './wording';

/** From this share of its words on a question is answered by search: nearly all of them, close together. */
const ENOUGH_COVERAGE = 0.75;
const LOOKED_AT = 8;
const MOST_SHOWN = 4;

interface Shown {
  readonly hit: SceneHit;
  readonly scene: FactScene;
}
/** Only scenes this good beside the best are shown. */
const GOOD_ENOUGH = 0.55;

/**
 * The best scenes with the lines that match; or that no line says it in these words, which of them are nowhere, and the
 * nearest lines. Answers any question.
 */
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
  return withNearest(nothing(question, script), nearestLines(question, script, shown), searched);
}

/** Two characters who are together in so few scenes: these are what is asked about, whatever the words. */
const FEW_TOGETHER = 4;
const ENOUGH_TOGETHER = 0.3;
/** So many scenes are shown where no line says it in the words of the question; of one scene so many lines. */
const NEAREST = 6;

function withNearest(said: AnswerBlock, near: readonly AnswerBlock[], searched: Searched): OfflineAnswer {
  return refusal(near.length === 0 ? [said] : [said, block('The nearest lines:'), ...near], searched);
}

/**
 * The lines to look at where none says it in these words: of the scene that the question is held to, else of the likeliest
 * scenes. None where the script has nothing of what is asked.
 */
function nearestLines(question: Question, script: AskedScript, shown: readonly Shown[]): AnswerBlock[] {
  const { facts, index, vectorRanking } = script;
  const { ids, words } = likelyScenes({ question: question.searchText, scenes: facts.scenes, index, vectorRanking });
  const { sceneLabel } = question.query;
  const held = sceneLabel === null ? undefined : facts.scenes.find(({ label }) => label === sceneLabel);
  if (held !== undefined) return linesOf(held, words, script);
  if (question.names.length === 0 && ![...words.keys()].some((term) => index.scenesWith(term) > 0)) return [];
  const blocks = shown.slice(0, 2).flatMap(({ hit, scene }) => passage(hit, scene, null, script));
  const has = new Set(shown.slice(0, 2).map(({ scene }) => scene.id));
  for (const id of ids) {
    const scene = script.sceneById(id);
    const best = bestLine(index.lines(id), words);
    if (has.size >= NEAREST) break;
    if (has.has(id) || scene === null || best === null || best.line.field === 'heading') continue;
    has.add(id);
    blocks.push(lineBlock(scene, best, script));
  }
  return blocks;
}

/** The lines of one scene that have the words, in its order; its last ones where fewer have any. */
function linesOf(scene: FactScene, words: ReadonlyMap<string, number>, script: AskedScript): AnswerBlock[] {
  const lines = script.index.lines(scene.id).filter(({ field }) => field === 'dialogue' || field === 'action');
  const taken = new Set<SceneLine>();
  while (taken.size < NEAREST) {
    const best = bestLine(
      lines.filter((line) => !taken.has(line)),
      words,
    );
    if (best === null) break;
    taken.add(best.line);
  }
  for (const line of [...lines].reverse()) if (taken.size < NEAREST) taken.add(line);
  return lines.flatMap((line) =>
    taken.has(line)
      ? [lineBlock(scene, { lineOffset: line.lineOffset, quote: shortened(line.text, words) }, script)]
      : [],
  );
}

function lineBlock(scene: FactScene, at: Pick<SceneQuote, 'lineOffset' | 'quote'>, script: AskedScript): AnswerBlock {
  const citation: OfflineCitation = { sceneId: scene.id, lineOffset: at.lineOffset, quote: at.quote };
  return block(
    `${capitalised(sceneName(scene))}${speakerAt(at.lineOffset, scene, script)}: ${quoted(citation)}`,
    citation,
  );
}

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

function unknown(question: Question, script: AskedScript, searched: Searched): OfflineAnswer {
  const { unknownNames } = question;
  const [first = ''] = unknownNames;
  const named = listed(unknownNames.slice(0, 4).map((name) => `“${name}”`));
  const verb = unknownNames.length === 1 ? 'is' : 'are';
  const near = nearestName(first, script);
  const meant = near === null ? '' : ` Did you mean ${near}?`;
  const said = block(`${named} ${verb} nowhere in the script.${meant}`);
  const isAboutMore = question.names.length + question.content.length > unknownNames.length;
  return withNearest(said, isAboutMore ? nearestLines(question, script, []) : [], searched);
}

/** What is known where no line has the words: that, and which of them stand nowhere. It may be said in others. */
function nothing(question: Question, script: AskedScript): AnswerBlock {
  const absent = absentWords(question, script);
  const where = question.query.sceneLabel === null ? '' : ` of scene ${question.query.sceneLabel}`;
  const verb = absent.length === 1 ? 'is' : 'are';
  const words = absent.length === 0 ? '' : ` ${listed(absent)} ${verb} nowhere in the script.`;
  return block(`No line${where} says this in the words of the question.${words}`);
}

function absentWords({ content }: Question, { index }: AskedScript): string[] {
  return content
    .filter(({ term }) => index.scenesWith(term) === 0)
    .slice(0, 5)
    .map(({ word }) => `“${word.slice(0, 60)}”`);
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
