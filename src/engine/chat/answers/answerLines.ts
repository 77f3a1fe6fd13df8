import type { SceneLine } from '../sceneLines';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import { narrowedTo } from './narrowedTo';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { searchedAll } from './searched';
import { answer, block, cite, listed, quoted, refusal, sceneName } from './wording';

const LINE =
  /^(?:what|which)(?: is| are|'s) (?:the )?(?:very )?(first|last|final|opening|closing) (?:spoken )?(?:line|words?|sentence|speech|thing (?:anyone|anybody|somebody|we hear) sa(?:ys|id))\b(.*)$|^(?:the )?(first|last|final|opening|closing) (?:spoken )?(?:line|words?|speech)\b(.*)$|^who (?:speaks|talks) (first|last)$|^who (?:has|gets|says|speaks) the (first|last|final) (?:line|words?)(.*)$/;
const SPOKEN = /\b(?:dialogue|dialog|spoken|speech|says?|said|anyone|anybody|who)\b/;
const OF_ALL =
  /^(?: (?:of|in|from) (?:the |this )?(?:\w+ )?(?:dialogue|dialog|script|screenplay|film|movie|story|scene|it))*$/;

/** The first or last line of the script or of one scene, spoken and seen. Null for other questions. */
export function answerLines({ shape, names, query, content }: Question, whole: AskedScript): OfflineAnswer | null {
  if (names.length > 0 || query.phrases.length > 0 || content.length > 0) return null;
  const match = LINE.exec(shape);
  if (match === null) return null;
  const [, one, oneOf = '', other, otherOf = '', third, fourth, fourthOf = ''] = match;
  const order = /^(?:first|opening)/.test(one ?? other ?? third ?? fourth ?? '') ? 'first' : 'last';
  if (!OF_ALL.test(oneOf + otherOf + fourthOf)) return null;
  const script = narrowedTo(query.sceneLabel, whole);
  const spoken = lastOrFirst(order, script, (scene) => script.speeches(scene).map(({ line }) => line));
  const seen = lastOrFirst(order, script, (scene) =>
    script.index.lines(scene.id).filter(({ field, text }) => field === 'action' && !isTechnical(text)),
  );
  const which = order === 'first' ? 'first' : 'last';
  const blocks: AnswerBlock[] = [];
  if (spoken !== null) blocks.push(spokenBlock(`The ${which} line of dialogue is`, spoken, script));
  if (seen !== null && !SPOKEN.test(shape)) {
    const citation = cite(seen.scene, seen.line);
    blocks.push(block(`The ${which} line of action, in ${sceneName(seen.scene)}: ${quoted(citation)}`, citation));
  }
  const searched = searchedAll(script);
  return blocks.length === 0 ? refusal([block('Nothing is said or done in it.')], searched) : answer(blocks, searched);
}

interface LineIn {
  readonly scene: FactScene;
  readonly line: SceneLine;
}

function lastOrFirst(
  order: 'first' | 'last',
  { facts }: AskedScript,
  linesOf: (scene: FactScene) => readonly SceneLine[],
): LineIn | null {
  for (const scene of order === 'first' ? facts.scenes : [...facts.scenes].reverse()) {
    const line = order === 'first' ? linesOf(scene)[0] : linesOf(scene).at(-1);
    if (line !== undefined) return { scene, line };
  }
  return null;
}

function spokenBlock(lead: string, { scene, line }: LineIn, script: AskedScript): AnswerBlock {
  const speakers = script.speeches(scene).find((spoken) => spoken.line === line)?.speakers ?? [];
  const citation = cite(scene, line);
  return block(`${lead} ${listed(speakers)}’s, in ${sceneName(scene)}: ${quoted(citation)}`, citation);
}

/** Whether a line tells the cutter what to do, or the reader that it is over. */
export function isTechnical(text: string): boolean {
  return TECHNICAL.test(text.trim());
}

const TECHNICAL =
  /^(?:fade (?:in|out|to \w+)|cut to.*|smash cut.*|dissolve to.*|match cut.*|the end|end|fin|fine|ende|title:?.*|end (?:of|credits).*)[.:]?$/iu;
