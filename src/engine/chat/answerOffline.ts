import type { LexicalIndex } from './lexicalIndex';
import type { ScriptFacts } from './scriptFacts';
import type { VectorMatch } from './searchScenes';
import { answerAct } from './answers/answerAct';
import { answerCharacter } from './answers/answerCharacter';
import { answerCount } from './answers/answerCount';
import { answerData } from './answers/answerData';
import { answerExtremes } from './answers/answerExtremes';
import { answerHiding } from './answers/answerHiding';
import { answerIdentity } from './answers/answerIdentity';
import { answerLines } from './answers/answerLines';
import { answerMentions } from './answers/answerMentions';
import { answerNames } from './answers/answerNames';
import { answerNeighbours } from './answers/answerNeighbours';
import { answerOutside } from './answers/answerOutside';
import { answerPassages } from './answers/answerPassages';
import { answerPeople } from './answers/answerPeople';
import { answerScene } from './answers/answerScene';
import { answerSetups } from './answers/answerSetups';
import { answerSpeech } from './answers/answerSpeech';
import { answerStory } from './answers/answerStory';
import { answerTogether } from './answers/answerTogether';
import { foreignQuestion, type ForeignQuestion } from './answers/foreignQuestion';
import { readFacts, type AskedScript } from './answers/askedScript';
import type { OfflineAnswer } from './answers/offlineAnswer';
import { readSceneAsked } from './answers/readSceneAsked';
import { readQuestion, type Question } from './answers/question';
import { nothingSearched } from './answers/searched';
import { block, refusal } from './answers/wording';

export interface OfflineOptions {
  /** The word index of `facts.scenes`, if one is at hand; else it is built. */
  readonly index?: LexicalIndex;
  /** The scenes' nearness to the question; none if absent. */
  readonly vectorRanking?: readonly VectorMatch[];
  /** The scene the writer is in: "this scene" and "here". */
  readonly currentSceneId?: string | null;
}

/**
 * Answers a question about a script from what is stored of it, without a model: each sentence with the places it rests
 * on, quotes letter for letter. A question that the pages do not answer is said to be one (`found: false`), with what was
 * looked through. Never fails; the same question on the same facts gives the same answer. English patterns; in other
 * languages it says so and searches by the names and words it knows.
 */
export function answerOffline(question: string, facts: ScriptFacts, options: OfflineOptions = {}): OfflineAnswer {
  if (!/[\p{L}\p{N}]/u.test(question)) {
    return refusal([block('There is no question to answer.')], nothingSearched);
  }
  if (facts.scenes.length === 0) return refusal([block('The script is empty.')], nothingSearched);
  const script = readFacts(facts, options);
  const current = options.currentSceneId == null ? null : script.sceneById(options.currentSceneId);
  const asked = readSceneAsked(question, current?.index == null ? null : current, script.scenes);
  if (asked.isNowhere) {
    const text = 'No scene is open here: name it by its number (“In scene 12: who is in it?”).';
    return refusal([block(text)], nothingSearched);
  }
  const foreign = foreignQuestion(asked.text);
  if (foreign !== null) return inEnglish(foreign, script);
  return answerRead(readQuestion(asked.text, script, asked.label), script);
}

/** Who is asked for is known by name in any language; everything else is searched for by its names and words. */
function inEnglish({ asksWho, rest }: ForeignQuestion, script: AskedScript): OfflineAnswer {
  const note = block('Questions are understood in English only; by the names and words that the script has:');
  const named = readQuestion(rest, script);
  const [name] = named.names;
  const about = asksWho && named.names.length === 1 && named.content.length === 0;
  const found =
    about && name !== undefined
      ? answerRead(readQuestion(`who is ${name}`, script), script)
      : answerPassages(named, script);
  return { ...found, blocks: [note, ...found.blocks] };
}

function answerRead(read: Question, script: AskedScript): OfflineAnswer {
  // A name that the script does not have makes every pattern wrong but the one that says so.
  if (read.unknownNames.length > 0) return answerOutside(read, script) ?? answerPassages(read, script);
  for (const answerKind of KINDS) {
    const answered = answerKind(read, script);
    if (answered !== null) return answered;
  }
  return answerPassages(read, script);
}

/** In this order: what is most particular first. Each answers the questions it knows and leaves others alone. */
const KINDS: readonly ((question: Question, script: AskedScript) => OfflineAnswer | null)[] = [
  answerOutside,
  answerNeighbours,
  answerLines,
  answerData,
  answerIdentity,
  answerScene,
  answerSpeech,
  answerExtremes,
  answerTogether,
  answerCount,
  answerSetups,
  answerHiding,
  answerStory,
  answerNames,
  answerCharacter,
  answerAct,
  answerPeople,
  answerMentions,
];
