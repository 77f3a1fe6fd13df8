import type { Outline } from '../../../story/outline';
import { searchTerms } from '../searchTerms';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer, OfflineCitation } from './offlineAnswer';
import { isTechnical } from './answerLines';
import { behindNote } from './behindNote';
import { citationsOf, groundsOf } from './groundsOf';
import type { Question } from './question';
import { searchedAll, searchedIn, searchedMade } from './searched';
import { answer, block, capitalised, cite, counted, quoted, refusal, sceneLabels, sceneName } from './wording';

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
const THEMES = /\b(?:themes?|motifs?|moral)\b/;
const ABOUT =
  /^what(?: is|'s) (?:the |this |my )?(?:script|screenplay|film|movie|story|plot|it)(?: all)?(?: about)?$|\blog ?line\b|\b(?:summari[sz]e|summary of|outline of|synopsis of|overview of) (?:the |this )?(?:script|screenplay|film|movie|story|plot)\b|^(?:summary|outline|synopsis|logline|overview)$|\bwhat happens in (?:the|this) (?:script|screenplay|film|movie|story)\b|^outline\b/;
const ENDS =
  /^how (?:does|do|did) (?:it|this|the (?:script|screenplay|film|movie|story))(?: all)? (end|finish|conclude|close|begin|start|open)\b|^what (?:is|are) the (first|last|final|opening|closing) (?:image|shot|line|scene|words?|moment)s?(?: of (?:the|this) (?:script|screenplay|film|movie|story))?$|^what happens (?:at|in) the (end|ending|beginning|start|opening|climax)(?: of (?:the|this) (?:script|screenplay|film|movie|story))?$/;
const CONFLICT = /\b(?:central|main) conflict\b/;
const TITLE = /\btitle\b/;

/** Questions about the story as a whole: outline, turning points, threads, beginning and end. Null for others. */
export function answerStory(question: Question, script: AskedScript): OfflineAnswer | null {
  const { shape, names, query } = question;
  if (query.phrases.length > 0 || query.sceneLabel !== null) return null;
  const point = POINTS.find(([pattern]) => pattern.test(shape));
  if (point !== undefined && !isOnPage(point[2], script)) return turningPoints(script, point[1], point[2]);
  if (ALL_POINTS.test(shape)) return turningPoints(script, null, 'turning points');
  if (names.length === 0 && THEMES.test(shape)) return threads(script, true);
  if (names.length === 0 && THREADS.test(shape)) return threads(script, false);
  if (CONFLICT.test(shape)) return centralConflict(script);
  const end = names.length === 0 ? ENDS.exec(shape)?.slice(1).find(Boolean) : undefined;
  if (end !== undefined) return endOf(/^(?:begin|start|open|first)/.test(end), script);
  if (names.length === 0 && ABOUT.test(shape)) return about(script);
  if (names.length === 0 && TITLE.test(shape) && shape.startsWith('what') && question.content.length <= 1) {
    return answer(
      [block(`The title is “${script.facts.title}”.`, ...script.scenes.slice(0, 1).map((scene) => cite(scene, null)))],
      searchedIn(0, 'the title page'),
    );
  }
  return null;
}

/** A story about climbers may say "climax", and mean it. */
function isOnPage(words: string, { index }: AskedScript): boolean {
  const terms = searchTerms(words).map(({ term }) => term);
  return terms.some((term) => (term === 'climax' || term === 'midpoint') && index.scenesWith(term) > 0);
}

const NOT_MADE = 'has not been made yet; “Analyze Script” makes it.';

const outlineSearched = searchedMade('the outline', { outline: true });

function outlineNotes({ facts }: AskedScript): AnswerBlock[] {
  return behindNote('The outline is', facts.behind.outline);
}

function turningPoints(script: AskedScript, kind: string | null, what: string): OfflineAnswer {
  const { outline, outlineEvidence } = script.facts;
  if (outline === null) return refusal([block(`The outline ${NOT_MADE}`)], outlineSearched);
  const points = outline.turningPoints.filter((point) => kind === null || point.kind === kind);
  if (points.length === 0) return refusal([block(`The outline names no ${what}.`)], outlineSearched);
  const blocks = points.map((point) => {
    const scenes = scenesAt(point.sceneIndices, script);
    const name = capitalised(point.kind.replaceAll('_', ' '));
    const reason = groundsOf(point.reason, outlineEvidence, script).stand ? ` ${point.reason}` : '';
    return block(
      `${name}, candidates: ${sceneLabels(scenes)}.${reason}`,
      ...scenes.map((scene) => openingOf(scene, script)),
    );
  });
  return answer([...blocks, ...outlineNotes(script)], outlineSearched);
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

function threads(script: AskedScript, themesFirst: boolean): OfflineAnswer {
  const { threads: known, threadEvidence, behind } = script.facts;
  const notes = behindNote('Plot threads are', behind.threads);
  const searched = searchedMade(counted(known.length, 'plot thread'));
  if (known.length === 0) {
    const none = 'No plot threads are known: none were found, or the script has not been analyzed yet.';
    return refusal([block(none), ...notes], searched);
  }
  const themes = known.filter(({ threadType }) => threadType === 'theme');
  if (themesFirst && themes.length === 0) {
    return refusal([block('No theme was found: by rules, nothing comes back often enough to guess one.')], searched);
  }
  const blocks = (themesFirst ? themes : known).slice(0, MOST_THREADS).map((thread) => {
    const scenes = scenesAt(thread.sceneIndices, script);
    const type = themesFirst ? 'recurring motif' : thread.threadType.replaceAll('_', ' ');
    const { stand, citations } = groundsOf(thread.description, threadEvidence.get(thread.id) ?? [], script);
    const told = stand ? ` ${thread.description}` : '';
    return block(
      `${thread.name} (${type}), ${sceneLabels(scenes)}.${told}`.trim(),
      ...(citations.length > 0 ? citations : scenes.slice(0, 6).map((scene) => cite(scene, null))),
    );
  });
  const lead = themesFirst ? [block('No page states a theme. Guesses, by words that keep coming back:')] : [];
  return answer([...lead, ...blocks, ...notes], searched);
}

const MOST_THREADS = 12;

function centralConflict(script: AskedScript): OfflineAnswer {
  const { outline, outlineEvidence } = script.facts;
  if (outline === null) return refusal([block(`The outline ${NOT_MADE}`)], outlineSearched);
  const text = outline.centralConflict.trim();
  const notes = outlineNotes(script);
  if (text === '') {
    const none = 'The outline leaves the central conflict empty: by rules, the page does not say it.';
    return refusal([block(none), ...notes], outlineSearched);
  }
  const { stand, citations } = groundsOf(text, outlineEvidence, script);
  if (!stand) return refusal([block(`The central conflict ${LEFT_OUT}`), ...notes], outlineSearched);
  const scenes = citations.length > 0 ? citations : evidenceScenes(script);
  return answer([block(text, ...scenes), ...notes], outlineSearched);
}

const LEFT_OUT = 'of the last analysis is left out: it repeats words that are no longer in the script.';

/** The scenes that the outline as a whole rests on. */
function evidenceScenes(script: AskedScript): OfflineCitation[] {
  return script.facts.outlineEvidence
    .filter(({ quote }) => quote === null)
    .flatMap((evidence) => citationsOf(evidence, script));
}

function endOf(opening: boolean, script: AskedScript): OfflineAnswer {
  const scene = opening ? script.facts.scenes[0] : script.facts.scenes.at(-1);
  if (scene === undefined) return refusal([block('The script has no scenes.')], searchedAll(script));
  const lines = script.index
    .lines(scene.id)
    .filter(({ field, text }) => (field === 'action' || field === 'dialogue') && !isTechnical(text));
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
  return answer([lead, ...blocks], searchedIn(1, sceneName(scene)));
}

function about(script: AskedScript): OfflineAnswer {
  const { outline } = script.facts;
  if (outline === null) {
    const ends = endsOf(`No outline has been made yet. “${script.facts.title}”`, script);
    if (ends.length === 0) return refusal([block('The script has no scenes.')], searchedAll(script));
    return answer(ends, searchedAll(script));
  }
  const notes = outlineNotes(script);
  const blocks = [...loglineBlocks(outline.logline, script), ...outline.acts.map((act) => actBlock(act, script))];
  if (blocks.length === 0) return refusal([block('The outline is empty.'), ...notes], outlineSearched);
  return answer([...blocks, ...notes], outlineSearched);
}

/** The logline, or where it repeats what is gone, how the script opens and ends now. */
function loglineBlocks(logline: string, script: AskedScript): AnswerBlock[] {
  if (logline.trim() === '') return [];
  const { stand, citations } = groundsOf(logline, script.facts.outlineEvidence, script);
  if (!stand) return endsOf(`The logline ${LEFT_OUT} The script`, script);
  return [block(logline, ...(citations.length > 0 ? citations : evidenceScenes(script)))];
}

/** How the script opens and ends, in its own words; empty where it has no scenes. */
function endsOf(lead: string, script: AskedScript): AnswerBlock[] {
  const [first] = script.scenes;
  const last = script.scenes.at(-1);
  if (first === undefined || last === undefined) return [];
  const opens = openingOf(first, script);
  const closes = openingOf(last, script);
  return [
    block(`${lead} opens in ${sceneName(first)}: ${quoted(opens)}`, opens),
    block(`It ends in ${sceneName(last)}: ${quoted(closes)}`, closes),
  ];
}

/** An act and what the outline says of it, as far as that still stands. */
export function actBlock(act: Outline['acts'][number], script: AskedScript): AnswerBlock {
  const scenes = scenesAt(act.sceneIndices, script);
  const title = act.title.trim() === '' ? `Act ${act.number}` : act.title.trim();
  const { stand, citations } = groundsOf(act.summary, script.facts.outlineEvidence, script);
  return block(
    `${title}${stand && act.summary.trim() !== '' ? `: ${act.summary}` : `: ${sceneLabels(scenes, 3)}.`}`,
    ...(stand && citations.length > 0 ? citations : scenes.slice(0, 3).map((scene) => cite(scene, null))),
  );
}
