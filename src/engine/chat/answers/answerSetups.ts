import { comparableText } from '../comparableText';
import type { SceneRelationship } from '../../../story/sceneRelationship';
import type { FactScene } from '../scriptFacts';
import { searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import { behindNote } from './behindNote';
import { citationsOf } from './groundsOf';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { searchedAll, searchedMade } from './searched';
import { answer, block, capitalised, counted, quoted, refusal, sceneName, wordsToQuote, cite } from './wording';

const OPEN =
  /\b(?:open|unresolved|unpaid|unanswered|loose|dangling|outstanding|forgotten|abandoned) (?:set-?ups?|threads?|ends?|questions?|plants?|payoffs?|business|storylines?)\b|\bset-?ups? (?:\w+ ){0,4}(?:without|no|not|never|open|missing|lack)|\b(?:not|never|n't)(?: been| yet)? (?:paid off|pay off|resolved|pays off)|\bwhat(?: is|'s) (?:still |left )?open\b|\bleft (?:hanging|open|unresolved)\b|\bmissing payoffs?\b|\bchekhov/;
const SETUPS = /\bset-?ups?\b|\bpay-?offs?\b|\bplanted\b|\bforeshadow/;
const STATUS =
  /\b(?:pay|pays|paid) (?:it |this |that )?off\b|\b(?:set-?up|payoff|plant(?:ed)?)\b.{0,20}\b(?:of|for|with)\b/;

/** Questions about setups and payoffs: all, the open ones, or one thing's. Null for others. */
export function answerSetups(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, query } = question;
  if (query.phrases.length > 0 || query.sceneLabel !== null) return null;
  if (STATUS.test(shape)) {
    const status = statusOf(question, script);
    if (status !== null) return status;
  }
  if (OPEN.test(shape)) return setups(script, true);
  return SETUPS.test(shape) && !isOnPage(script) ? setups(script, false) : null;
}

/** A story about con men may say "setup", and mean it. */
function isOnPage({ index }: AskedScript): boolean {
  return ['setup', 'payoff'].some((word) => searchTerms(word).some(({ term }) => index.scenesWith(term) > 0));
}

interface Standing {
  /** Every one whose words at both ends stand in the script now. */
  readonly all: readonly SceneRelationship[];
  readonly open: readonly SceneRelationship[];
  readonly paid: readonly SceneRelationship[];
  /** What is to be said of the others. */
  readonly notes: readonly AnswerBlock[];
}

function standingOf({ facts }: AskedScript): Standing {
  const all = facts.relationships.filter(
    ({ evidence }) => evidence.length > 0 && evidence.every(({ verified }) => verified),
  );
  const gone = facts.relationships.length - all.length;
  const left =
    gone === 0
      ? []
      : [
          block(
            `${counted(gone, 'more was', 'more were')} found in the last analysis and ${gone === 1 ? 'is' : 'are'} left out: the words are no longer in the script.`,
          ),
        ];
  const ofSetups = all.filter(({ relationshipType }) => relationshipType === 'setup_payoff');
  return {
    all,
    open: ofSetups.filter(({ payoffSceneId }) => payoffSceneId === null),
    paid: ofSetups.filter(({ payoffSceneId }) => payoffSceneId !== null),
    notes: [...left, ...behindNote('Setups and payoffs are', facts.behind.relationships)],
  };
}

const MOST_SHOWN = 12;
const MOST_PAID_SHOWN = 5;

function setups(script: AskedScript, openOnly: boolean): OfflineAnswer {
  const { facts } = script;
  const { all, open, paid, notes } = standingOf(script);
  const searched = searchedMade(`${counted(facts.relationships.length, 'relationship')} between scenes`);
  if (facts.relationships.length === 0) {
    const none = 'No setups and payoffs are known: none were found, or the script has not been analyzed yet.';
    return refusal([block(none), ...notes], searched);
  }
  if (open.length + paid.length === 0) {
    const others = all.length === 0 ? '' : ` ${counted(all.length, 'line or place', 'lines or places')} came back.`;
    return refusal([block(`No setup was found, open or paid off.${others}`), ...notes], searched);
  }
  const inOrder = [...(openOnly ? open : [...open, ...paid])].sort(
    (a, b) => position(a.setupSceneId, script) - position(b.setupSceneId, script),
  );
  if (inOrder.length === 0) {
    const found = paid.length === 1 ? 'the one found is paid off' : `all ${paid.length} found are paid off`;
    const blocks = paid.slice(0, MOST_PAID_SHOWN).map((one) => setupBlock(one, script));
    return answer([block(`No setup is open, by rules: ${found}:`), ...blocks, ...notes], searched);
  }
  const lead = `${counted(inOrder.length, 'setup')}${openOnly ? ' without a payoff' : ''}, by rules:`;
  return answer(
    [block(lead), ...inOrder.slice(0, MOST_SHOWN).map((one) => setupBlock(one, script)), ...notes],
    searched,
  );
}

function position(sceneId: string, script: AskedScript): number {
  return script.sceneById(sceneId)?.index ?? -1;
}

function setupBlock(one: SceneRelationship, script: AskedScript): AnswerBlock {
  const setup = script.sceneById(one.setupSceneId);
  const payoff = one.payoffSceneId === null ? null : script.sceneById(one.payoffSceneId);
  const citations = one.evidence.flatMap((evidence) => citationsOf(evidence, script));
  const where = setup === null ? '' : `${capitalised(sceneName(setup))}: `;
  const end = payoff === null ? 'open' : `paid off in ${sceneName(payoff)}`;
  const told = comparableText(one.description);
  const words = citations
    .filter(({ quote }) => quote !== null && !told.includes(comparableText(quote)))
    .map((citation) => quoted(citation));
  return block(
    `${where}${one.description} (${end})${words.length === 0 ? '' : `. ${words.join(' … ')}`}`,
    ...citations,
  );
}

/** Whether one thing that was planted is paid off, and where it was last seen. Null where no setup is of it. */
function statusOf(question: Question, script: AskedScript): OfflineAnswer | null {
  const terms = question.content.filter(({ word }) => !OF_SETUPS.test(word)).map(({ term }) => term);
  if (terms.length === 0) return null;
  const { open, paid, notes } = standingOf(script);
  const of = [...open, ...paid].find(({ description }) => {
    const has = new Set(searchTerms(description).map(({ term }) => term));
    return terms.every((term) => has.has(term));
  });
  if (of === undefined) return null;
  const thing = of.description;
  const [planted, ...later] = of.evidence.flatMap((evidence) => citationsOf(evidence, script));
  const setup = script.sceneById(of.setupSceneId);
  if (planted === undefined || setup === null) return null;
  const payoff = of.payoffSceneId === null ? null : script.sceneById(of.payoffSceneId);
  const blocks = [block(`${thing} is planted in ${sceneName(setup)}: ${quoted(planted)}`, planted)];
  const [used] = later;
  if (payoff !== null && used !== undefined) {
    blocks.push(block(`By rules it is paid off in ${sceneName(payoff)}: ${quoted(used)}`, used));
  } else {
    const last = lastWith(terms, script);
    blocks.push(
      last === null || last.scene === setup
        ? block('By rules it is still open: no later scene names it.', planted)
        : block(
            `By rules it is still open. It is last named in ${sceneName(last.scene)}: ${quoted(last.citation)}`,
            last.citation,
          ),
    );
  }
  return answer([...blocks, ...notes], searchedAll(script, `“${thing}”`));
}

const OF_SETUPS = /^(?:pay(?:s|ing)?|paid|pay-?offs?|off|set-?ups?|plant(?:s|ed)?|ever|resolve[ds]?)$/iu;

function lastWith(
  terms: readonly string[],
  script: AskedScript,
): { readonly scene: FactScene; readonly citation: ReturnType<typeof cite> } | null {
  for (const scene of [...script.facts.scenes].reverse()) {
    const line = script.index.lines(scene.id).findLast(({ field, text }) => {
      if (field !== 'action' && field !== 'dialogue') return false;
      const has = new Set(searchTerms(text).map(({ term }) => term));
      return terms.slice(-1).every((term) => has.has(term));
    });
    if (line !== undefined) return { scene, citation: cite(scene, line, wordsToQuote(terms.join(' '))) };
  }
  return null;
}
