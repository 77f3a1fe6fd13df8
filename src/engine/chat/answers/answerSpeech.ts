import { comparableText } from '../comparableText';
import type { FactScene } from '../scriptFacts';
import { folded, queryTerms, searchTerms } from '../searchTerms';
import type { AskedScript, SpokenLine } from './askedScript';
import type { OfflineAnswer, Searched } from './offlineAnswer';
import type { Question } from './question';
import { narrowedTo } from './narrowedTo';
import { presenceOf } from './presence';
import { searchedIn } from './searched';
import {
  answer,
  block,
  capitalised,
  cite,
  counted,
  listed,
  quoted,
  refusal,
  sceneLabels,
  sceneName,
  wordsToQuote,
} from './wording';

const WHO_SAYS =
  /^(?:who|which characters?) (?:says?|said|speaks?|spoke|delivers?|utters?|shouts?|whispers?|yells?|screams?|asks?|mutters?|has the line|gets to say)(?: (?:the )?(?:line|words?|sentence))?(?: that)? (.+)$/;
const WHOSE_LINE = /\b(?:whose|what|which) (?:line|words?|scene)\b|\bwhere (?:does|do|is)\b|\bwho\b|\bline\b|\bwhen\b/;
const SAYS_ABOUT =
  /\bwhat (?:do|does|did) \{1\} (?:ever )?(?:says?|tells?|thinks?|claims?|reveals?|mentions?|admits?|promises?|confesses?)(?: to)?(?: \{2\})?(?: to \{2\})? (?:about|of|regarding|on) (.+)$/;
const MENTIONED_BY =
  /^(?:who|which characters?) (?:talks?|speaks?|mentions?|refers?|brings? up)(?: (?:about|of|to|on))? (.+)$/;

const MOST_SHOWN = 6;

interface Said extends SpokenLine {
  readonly scene: FactScene;
}

function allSaid(script: AskedScript): Said[] {
  return script.facts.scenes.flatMap((scene) => script.speeches(scene).map((spoken) => ({ ...spoken, scene })));
}

/** Who says certain words; where a quoted run stands; what somebody says about something. Null for other questions. */
export function answerSpeech(question: Question, whole: AskedScript): OfflineAnswer | null {
  const script = narrowedTo(question.query.sceneLabel, whole);
  const [phrase] = question.query.phrases;
  const who = WHO_SAYS.exec(question.shape);
  if (phrase !== undefined && (who !== null || WHOSE_LINE.test(question.shape)) && question.content.length <= 1) {
    return phraseAnswer(phrase, script);
  }
  if (who !== null) {
    const words =
      /(?:says?|said|asks?|shouts?|whispers?|yells?|line|words?|that)\s+(.+?)[\s?.!]*$/iu.exec(question.text)?.[1] ??
      '';
    const said = saidLike(words, script);
    if (said !== null || question.names.length === 0) return said;
  }
  const about = SAYS_ABOUT.exec(question.shape);
  const [name] = question.names;
  if (about !== null && name !== undefined) return saysAbout(name, about[1] ?? '', question, script);
  const mentioned = MENTIONED_BY.exec(question.shape);
  if (mentioned !== null && (question.content.length > 0 || question.names.length === 1))
    return mentionedBy(question, script);
  return null;
}

function phraseAnswer(phrase: string, script: AskedScript): OfflineAnswer {
  const wanted = comparableText(phrase);
  const searched = searchedIn(script.facts.scenes.length, `every line, for “${phrase}”`);
  const said = allSaid(script).filter(({ line }) => comparableText(line.text).includes(wanted));
  const written = script.facts.scenes.flatMap((scene) =>
    script.index
      .lines(scene.id)
      .filter(({ field, text }) => field === 'action' && comparableText(text).includes(wanted))
      .map((line) => ({ scene, line })),
  );
  if (said.length === 0 && written.length === 0) return notInTheseWords(phrase, script, searched);
  const blocks = said.slice(0, MOST_SHOWN).map((one) => saidBlock(one, wordsToQuote(phrase)));
  for (const { scene, line } of written.slice(0, MOST_SHOWN - Math.min(MOST_SHOWN - 1, blocks.length))) {
    const citation = cite(scene, line, wordsToQuote(phrase));
    blocks.push(block(`In the action of ${sceneName(scene)}: ${quoted(citation)}`, citation));
  }
  const total = said.length + written.length;
  if (total > blocks.length) {
    const scenes = script.facts.scenes.filter((scene) => [...said, ...written].some((one) => one.scene === scene));
    blocks.push(
      block(
        `${counted(total, 'line')} in all, in ${sceneLabels(scenes)}.`,
        ...scenes.slice(0, 12).map((scene) => cite(scene, null)),
      ),
    );
  }
  return answer(blocks, searched);
}

function saidBlock(
  { scene, line, speakers }: Said,
  weights: ReadonlyMap<string, number> = new Map(),
): OfflineAnswer['blocks'][number] {
  const citation = cite(scene, line, weights);
  return block(`${listed(speakers)}, ${sceneName(scene)}: ${quoted(citation)}`, citation);
}

function notInTheseWords(phrase: string, script: AskedScript, searched: Searched): OfflineAnswer {
  const [nearest] = closest(phrase, script);
  const blocks = [block(`Nobody says “${phrase}” in these words.`)];
  if (nearest !== undefined && nearest.share >= CLOSE) {
    const line = saidBlock(nearest.said);
    blocks.push(block(`The closest line: ${line.text}`, ...line.citations));
    return nearest.share >= NEARLY ? answer(blocks, searched) : refusal(blocks, searched);
  }
  return refusal(blocks, searched);
}

/** From this share of the words on a line is worth showing, and on it counts as the one that was meant. */
const CLOSE = 0.6;
const NEARLY = 0.8;

/** Lines by the share of the words that they have, small words too: people quote from memory. */
function closest(words: string, script: AskedScript): { readonly said: Said; readonly share: number }[] {
  const terms = new Set(searchTerms(words).map(({ term }) => term));
  const weight = (term: string): number => script.index.rarity(term);
  const all = [...terms].reduce((sum, term) => sum + weight(term), 0);
  if (all === 0) return [];
  return allSaid(script)
    .map((said) => {
      const has = new Set(searchTerms(said.line.text).map(({ term }) => term));
      return { said, share: [...terms].reduce((sum, term) => sum + (has.has(term) ? weight(term) : 0), 0) / all };
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

function saidLike(words: string, script: AskedScript): OfflineAnswer | null {
  const bare = words.replace(/^["“'‘]|["”'’]$/gu, '');
  const wanted = comparableText(bare);
  const literal = wanted.length > 2 && allSaid(script).some(({ line }) => comparableText(line.text).includes(wanted));
  if (literal) return phraseAnswer(bare, script);
  const near = closest(bare, script);
  const best = near[0];
  if (best === undefined || best.share < CLOSE) return null;
  const good = near.filter(({ share }) => share >= best.share * 0.95).slice(0, 3);
  return answer(
    good.map(({ said }) => saidBlock(said)),
    searchedIn(script.facts.scenes.length, `every speech, for “${bare}”`),
  );
}

function saysAbout(name: string, about: string, question: Question, script: AskedScript): OfflineAnswer | null {
  const others = question.names.filter((other) => about.includes(`{${question.names.indexOf(other) + 1}}`));
  const terms = queryTerms(about.replace(/\{\d\}(?:'s)?/g, ' ')).map(({ term }) => term);
  const weights = new Map(terms.map((term) => [term, script.index.rarity(term)]));
  // Of somebody's thing the thing is said, not whose it is; of somebody the name.
  const nameWorth = terms.length > 0 ? 0.2 : 1;
  for (const other of others)
    for (const { term } of searchTerms(other)) weights.set(term, script.index.rarity(term) * nameWorth);
  if (weights.size === 0) return null;
  const own = allSaid(script).filter(({ speakers }) => speakers.includes(name));
  const scored = own
    .map((said) => ({ said, score: score(said, weights) }))
    .filter(({ score: got }) => got > 0)
    .sort((a, b) => b.score - a.score);
  const topic = about.replace(/\{(\d)\}/g, (_, n: string) => question.names[Number(n) - 1] ?? '').trim();
  const searched = searchedIn(
    script.facts.scenes.length,
    `what ${name} says in ${counted(presenceOf(name, script).speaks.length, 'scene')}, for “${topic}”`,
  );
  const best = scored[0];
  const most = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (best === undefined || best.score < most * 0.4) {
    // Whoever thinks or promises need not say the word.
    if (!/\b(?:say|says|said|talk|talks|mention|mentions)\b/.test(question.shape)) return null;
    return refusal([block(`${name} says nothing about “${topic}” in these words.`)], searched);
  }
  const good = scored.filter(({ score: got }) => got >= best.score * 0.6).slice(0, MOST_SHOWN);
  const inOrder = own.filter((said) => good.some((one) => one.said.line === said.line));
  return answer(
    inOrder.map((said) => saidBlock(said, weights)),
    searched,
  );
}

function score({ line }: Said, weights: ReadonlyMap<string, number>): number {
  const has = new Set(searchTerms(line.text).map(({ term }) => term));
  return [...weights].reduce((sum, [term, weight]) => sum + (has.has(term) ? weight : 0), 0);
}

function mentionedBy(question: Question, script: AskedScript): OfflineAnswer | null {
  const terms = new Set(question.content.map(({ term }) => term));
  for (const name of question.names) for (const { term } of searchTerms(name)) terms.add(term);
  const said = allSaid(script).filter(({ line }) => {
    const has = new Set(searchTerms(line.text).map(({ term }) => term));
    return [...terms].every((term) => has.has(term));
  });
  const topic = [...question.names, ...question.content.map(({ word }) => word)].join(' ');
  const searched = searchedIn(script.facts.scenes.length, `every speech, for “${topic}”`);
  if (said.length === 0) return terms.size > 1 ? null : refusal([block(`Nobody says “${folded(topic)}”.`)], searched);
  const byName = new Map<string, Said[]>();
  for (const one of said) for (const name of one.speakers) byName.set(name, [...(byName.get(name) ?? []), one]);
  const weights = new Map([...terms].map((term) => [term, 1]));
  const blocks = [...byName]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, 8)
    .map(([name, lines]) => {
      const first = lines[0];
      const citations = lines.slice(0, 5).map((one) => cite(one.scene, one.line, weights));
      const scenes = script.facts.scenes.filter((scene) => lines.some((one) => one.scene === scene));
      const where =
        first === undefined
          ? ''
          : `, first in ${sceneName(first.scene)}: ${quoted(citations[0] ?? cite(first.scene, first.line))}`;
      return block(
        capitalised(`${name}, ${counted(lines.length, 'line')} in ${sceneLabels(scenes)}${where}`),
        ...citations,
      );
    });
  return answer(blocks, searched);
}
