import type { SceneRelationship } from '../../../story/sceneRelationship';
import { searchTerms } from '../searchTerms';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import { searchedAll } from './answerOutside';
import type { AnswerBlock, OfflineAnswer, OfflineCitation } from './offlineAnswer';
import type { Question } from './question';
import { answer, block, capitalised, cite, counted, quoted, refusal, sceneLabels, sceneName } from './wording';

const OPEN =
  /\b(?:open|unresolved|unpaid|unanswered|loose|dangling|outstanding|forgotten|abandoned) (?:set-?ups?|threads?|ends?|questions?|plants?|payoffs?|business|storylines?)\b|\bset-?ups? (?:\w+ ){0,4}(?:without|no|not|never|open|missing|lack)|\b(?:not|never|n't)(?: been| yet)? (?:paid off|pay off|resolved|pays off)|\bwhat(?: is|'s) (?:still |left )?open\b|\bleft (?:hanging|open|unresolved)\b|\bmissing payoffs?\b|\bchekhov/;
const SETUPS = /\bset-?ups?\b|\bpay-?offs?\b|\bplanted\b|\bforeshadow/;
const POINTS: readonly (readonly [RegExp, string, string])[] = [
  [/\binciting (?:incident|event)\b/, 'inciting_incident', 'inciting incident'],
  [
    /\b(?:first (?:turn|turning point|plot point|act break)|plot point one|end of (?:the )?(?:act one|first act))\b/,
    'first_turn',
    'first turn',
  ],
  [/\bmid-?point\b/, 'midpoint', 'midpoint'],
  [
    /\b(?:second (?:turn|turning point|plot point|act break)|plot point two|all is lost)\b/,
    'second_turn',
    'second turn',
  ],
  [/\bclimax\b/, 'climax', 'climax'],
];
const ALL_POINTS = /\bturning points?\b|\bplot points?\b|\bact breaks?\b/;
const THREADS = /\b(?:plot ?threads?|threads|subplots?|storylines?|plot ?lines?|themes?|motifs?)\b/;
const ABOUT =
  /^what(?: is|'s) (?:the |this |my )?(?:script|screenplay|film|movie|story|plot|it)(?: all)?(?: about)?$|\blog ?line\b|\b(?:summari[sz]e|summary of|outline of|synopsis of|overview of) (?:the |this )?(?:script|screenplay|film|movie|story|plot)\b|^(?:summary|outline|synopsis|logline|overview)$|\bwhat happens in (?:the|this) (?:script|screenplay|film|movie|story)\b|^outline\b/;
const ENDS =
  /^how (?:does|do|did) (?:it|this|the (?:script|screenplay|film|movie|story))(?: all)? (end|finish|conclude|close|begin|start|open)\b|^what (?:is|are) the (first|last|final|opening|closing) (?:image|shot|line|scene|words?|moment)s?(?: of (?:the|this) (?:script|screenplay|film|movie|story))?$|^what happens (?:at|in) the (end|ending|beginning|start|opening|climax)(?: of (?:the|this) (?:script|screenplay|film|movie|story))?$/;
const CONFLICT = /\b(?:central|main) conflict\b/;
const TITLE = /\btitle\b/;

/** Questions about the story as a whole: outline, turning points, threads, setups and payoffs. Null for others. */
export function answerStory(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, names, query } = question;
  if (query.phrases.length > 0 || query.sceneLabel !== null) return null;
  if (OPEN.test(shape)) return setups(script, true);
  if (SETUPS.test(shape) && !isOnPage(shape, script)) return setups(script, false);
  const point = POINTS.find(([pattern]) => pattern.test(shape));
  if (point !== undefined && !isOnPage(point[2], script)) return turningPoints(script, point[1], point[2]);
  if (ALL_POINTS.test(shape)) return turningPoints(script, null, 'turning points');
  if (names.length === 0 && THREADS.test(shape)) return threads(script);
  if (CONFLICT.test(shape)) return outlineText(script, 'centralConflict', 'central conflict');
  const end = names.length === 0 ? ENDS.exec(shape)?.slice(1).find(Boolean) : undefined;
  if (end !== undefined) return endOf(/^(?:begin|start|open|first)/.test(end), script);
  if (names.length === 0 && ABOUT.test(shape)) return about(script);
  if (names.length === 0 && TITLE.test(shape) && shape.startsWith('what') && question.content.length <= 1) {
    return answer(
      'script',
      [block(`The title is “${script.facts.title}”.`, ...script.scenes.slice(0, 1).map((scene) => cite(scene, null)))],
      'the title page',
    );
  }
  return null;
}

/** A story about climbers may say "climax", and mean it. */
function isOnPage(words: string, { index }: AskedScript): boolean {
  const terms = searchTerms(words).map(({ term }) => term);
  return terms.some(
    (term) =>
      (term === 'climax' || term === 'midpoint' || term === 'payoff' || term === 'setup') && index.scenesWith(term) > 0,
  );
}

const NOT_MADE = 'has not been made yet; “Analyze Script” makes it.';

function setups(script: AskedScript, openOnly: boolean): OfflineAnswer {
  const { facts } = script;
  const open = facts.relationships.filter(({ payoffSceneId }) => payoffSceneId === null);
  const paired = facts.relationships.filter(
    ({ relationshipType, payoffSceneId }) => relationshipType === 'setup_payoff' && payoffSceneId !== null,
  );
  const searched = `${counted(facts.relationships.length, 'relationship')} between scenes`;
  if (facts.relationships.length === 0) {
    return refusal(
      'open-setups',
      [block('No setups and payoffs are known: none were found, or the script has not been analyzed yet.')],
      searched,
    );
  }
  const shown = openOnly ? open : [...open, ...paired];
  const inOrder = [...shown].sort((a, b) => position(a.setupSceneId, script) - position(b.setupSceneId, script));
  if (inOrder.length === 0) {
    const paid = paired.slice(0, 5).map((one) => relationshipBlock(one, script));
    return answer(
      'open-setups',
      [
        block(
          `No setup is open: all ${paired.length} found are paid off.`,
          ...paid.flatMap(({ citations }) => citations.slice(0, 1)),
        ),
        ...paid,
      ],
      searched,
    );
  }
  const blocks = inOrder.slice(0, 12).map((one) => relationshipBlock(one, script));
  const lead = openOnly
    ? `${counted(inOrder.length, 'setup')} without a payoff, by rules:`
    : `${counted(inOrder.length, 'setup')}, by rules:`;
  return answer('open-setups', [block(lead, ...(blocks[0]?.citations ?? [])), ...blocks], searched);
}

function position(sceneId: string, script: AskedScript): number {
  return script.sceneById(sceneId)?.index ?? -1;
}

function relationshipBlock(one: SceneRelationship, script: AskedScript): AnswerBlock {
  const setup = script.sceneById(one.setupSceneId);
  const payoff = one.payoffSceneId === null ? null : script.sceneById(one.payoffSceneId);
  const citations = one.evidence
    .filter(({ verified }) => verified)
    .flatMap(({ sceneId, quote }) => evidenceAt(sceneId, quote, script));
  if (citations.length === 0 && setup !== null) citations.push(cite(setup, null));
  const where = setup === null ? '' : capitalised(sceneName(setup));
  const end = payoff === null ? 'open' : `paid off in ${sceneName(payoff)}`;
  return block(`${where}: ${one.description} (${end})`, ...citations);
}

function evidenceAt(sceneId: string, quote: string | null, script: AskedScript): OfflineCitation[] {
  const scene = script.sceneById(sceneId);
  if (scene === null) return [];
  const line = quote === null ? undefined : script.index.lines(sceneId).find(({ text }) => text.includes(quote));
  return [line === undefined ? cite(scene, null) : { sceneId, lineOffset: line.lineOffset, quote }];
}

function turningPoints(script: AskedScript, kind: string | null, what: string): OfflineAnswer {
  const { outline } = script.facts;
  if (outline === null) return refusal('story', [block(`The outline ${NOT_MADE}`)], 'the outline');
  const points = outline.turningPoints.filter((point) => kind === null || point.kind === kind);
  if (points.length === 0) return refusal('story', [block(`The outline names no ${what}.`)], 'the outline');
  const blocks = points.map((point) => {
    const scenes = scenesAt(point.sceneIndices, script);
    const name = capitalised(point.kind.replaceAll('_', ' '));
    return block(
      `${name}, candidates: ${sceneLabels(scenes)}. ${point.reason}`,
      ...scenes.map((scene) => openingOf(scene, script)),
    );
  });
  return answer('story', blocks, 'the outline');
}

function openingOf(scene: FactScene, script: AskedScript): OfflineCitation {
  return cite(
    scene,
    script.index.lines(scene.id).find(({ field }) => field === 'action' || field === 'dialogue') ?? null,
  );
}

function scenesAt(indices: readonly number[], script: AskedScript): FactScene[] {
  return indices.flatMap((index) => script.scenes.find((scene) => scene.index === index) ?? []);
}

function threads(script: AskedScript): OfflineAnswer {
  const { threads: known } = script.facts;
  if (known.length === 0)
    return refusal(
      'story',
      [block('No plot threads are known: none were found, or the script has not been analyzed yet.')],
      'plot threads',
    );
  const blocks = known.slice(0, 12).map((thread) => {
    const scenes = scenesAt(thread.sceneIndices, script);
    const type = thread.threadType.replaceAll('_', ' ');
    return block(
      `${thread.name} (${type}), ${sceneLabels(scenes)}. ${thread.description}`.trim(),
      ...scenes.slice(0, 6).map((scene) => cite(scene, null)),
    );
  });
  return answer('story', blocks, counted(known.length, 'plot thread'));
}

function outlineText(script: AskedScript, field: 'centralConflict' | 'logline', what: string): OfflineAnswer {
  const { outline } = script.facts;
  if (outline === null) return refusal('story', [block(`The outline ${NOT_MADE}`)], 'the outline');
  const text = outline[field].trim();
  if (text === '')
    return refusal(
      'story',
      [block(`The outline leaves the ${what} empty: the page does not say it by rules.`)],
      'the outline',
    );
  return answer('story', [block(text, ...script.scenes.slice(0, 1).map((scene) => cite(scene, null)))], 'the outline');
}

function endOf(opening: boolean, script: AskedScript): OfflineAnswer {
  const scene = opening ? script.facts.scenes[0] : script.facts.scenes.at(-1);
  if (scene === undefined) return refusal('story', [block('The script has no scenes.')], searchedAll(script));
  const lines = script.index.lines(scene.id).filter(({ field }) => field === 'action' || field === 'dialogue');
  const shown = opening ? lines.slice(0, 3) : lines.slice(-3);
  const blocks = shown.map((line) => {
    const citation = cite(scene, line);
    return block(
      `${line.field === 'dialogue' && line.speaker !== null ? `${line.speaker}: ` : ''}${quoted(citation)}`,
      citation,
    );
  });
  const where = scene.index === null ? 'before the first heading' : `with ${sceneName(scene)}`;
  const lead = block(`The script ${opening ? 'opens' : 'ends'} ${where}:`, cite(scene, null));
  return answer('story', [lead, ...blocks], sceneName(scene));
}

function about(script: AskedScript): OfflineAnswer {
  const { outline } = script.facts;
  if (outline === null) {
    const [first] = script.scenes;
    const last = script.scenes.at(-1);
    if (first === undefined || last === undefined)
      return refusal('story', [block('The script has no scenes.')], searchedAll(script));
    const opens = openingOf(first, script);
    const closes = openingOf(last, script);
    return answer(
      'story',
      [
        block(
          `No outline has been made yet. “${script.facts.title}” opens in ${sceneName(first)}: ${quoted(opens)}`,
          opens,
        ),
        block(`It ends in ${sceneName(last)}: ${quoted(closes)}`, closes),
      ],
      searchedAll(script),
    );
  }
  const blocks: AnswerBlock[] = [];
  const starts = script.scenes.slice(0, 1).map((scene) => cite(scene, null));
  if (outline.logline.trim() !== '') blocks.push(block(outline.logline, ...starts));
  for (const act of outline.acts) {
    const scenes = scenesAt(act.sceneIndices, script);
    const title = act.title.trim() === '' ? `Act ${act.number}` : act.title;
    blocks.push(
      block(
        `${title} (${sceneLabels(scenes, 3)}): ${act.summary}`,
        ...scenes.slice(0, 3).map((scene) => cite(scene, null)),
      ),
    );
  }
  if (blocks.length === 0) return refusal('story', [block('The outline is empty.')], 'the outline');
  return answer('story', blocks, 'the outline');
}
