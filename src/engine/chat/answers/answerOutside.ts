import type { AskedScript } from './askedScript';
import type { OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { nothingSearched, searchedAll } from './searched';
import { block, refusal } from './wording';

const CRITIQUE = [
  /\b(?:do|did|would) you (?:think|like|feel|prefer|recommend|suggest|agree)\b|\bwhat do you think\b|\byour (?:opinion|favou?rite|view|take)\b/,
  /\bshould (?:i|we|the (?:writer|script|film|story|ending|scene))\b/,
  /^(?:is|are|was|does|do) (?:it|this|the|my) ?(?:script|screenplay|story|film|movie|plot|dialogue|ending|pacing|premise|structure|act|opening)?\b.{0,30}\b(?:good|bad|boring|believable|realistic|original|funny|strong|weak|work|works|working|engaging|clich[eé]d?|effective|convincing|derivative|marketable|commercial|too (?:long|short|slow|fast|dark|predictable))\b/,
  /\b(?:best|worst|funniest|saddest|scariest|weakest|strongest|most (?:interesting|beautiful|boring|moving|effective|powerful|memorable|emotional|dramatic|important|likeable|sympathetic)|least (?:interesting|effective|likeable)) (?:scenes?|lines?|characters?|parts?|moments?|acts?|jokes?|dialogue)\b/,
  /\bhow (?:good|bad|well written|original|funny)\b|\bhow (?:can|could|do|should|would) (?:i|we) (?:improve|fix|make|rewrite|strengthen|change|cut|tighten)\b/,
  /^(?:please )?(?:improve|rewrite|polish|fix|write|draft|rate|critique|review|suggest|recommend)\b/,
  /\bwould (?:it|the|this) .{0,60}\b(?:be better|work better|be stronger|be funnier)\b/,
] as const;

const WORLD = [
  /\b(?:box office|imdb|rotten tomatoes|oscars?|academy award|filming locations?|shot on location|rated (?:pg|r)|film rights|production budget|release date|released in|sequel|prequel)\b/,
  /\bwho (?:plays|played|portrays|portrayed|stars as|starred as|should play|was cast as|is cast as|voices) \{\d\}$/,
  /\bwho (?:directed|directs|produced|produces|composed|is directing|is producing|will direct) (?:it|this|the (?:film|movie|script|picture|show))\b/,
  /\b(?:actor|actress)\b.{0,30}\b(?:plays?|played|cast|playing)\b/,
] as const;

/** Questions that no page answers: judgement, advice, and facts about the film outside the script. Null for others. */
export function answerOutside(question: Question, script: AskedScript): OfflineAnswer | null {
  if (CRITIQUE.some((pattern) => pattern.test(question.shape))) {
    const text =
      'That is a question of judgement. Without a model there are only answers from the page: who, where, when, how often, and the lines themselves.';
    return refusal([block(text)], nothingSearched);
  }
  // A script about films may well say "sequel".
  const asked = WORLD.flatMap((pattern) => pattern.exec(question.shape)?.[0] ?? []).find(
    (words) => !isInScript(words, script),
  );
  if (asked === undefined) return null;
  return refusal([block('That is a fact outside the script: its pages say nothing of it.')], searchedAll(script));
}

function isInScript(words: string, { facts }: AskedScript): boolean {
  return !words.startsWith('who ') && facts.scenes.some(({ source }) => source.toLowerCase().includes(words));
}
