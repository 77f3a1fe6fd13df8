import type { CharacterView, SceneView, ScriptView } from './analysisResult';
import { counted, placeText, spanText } from './lengthText';
import { literalMarkdown } from './literalMarkdown';
import type { TurningPointKind } from './outline';
import type { ThreadType } from './plotThread';
import type { SceneRelationship } from './sceneRelationship';

/**
 * Everything known about a script as one Markdown document for people: outline, scene cards, characters, threads, setups.
 * Nothing is made for it: what is missing is said to be, and what is behind is marked with the reason.
 */
export function scriptDocument(view: ScriptView): string {
  const { script, scenes, characters } = view;
  const size = [
    counted(script.pages, 'page'),
    counted(scenes.length, 'scene'),
    counted(characters.length, 'character'),
  ];
  const missing = missingText(view);
  const parts = [
    `# ${literalMarkdown(script.title)}`,
    `${size.join(', ')}. What stands here was made ${madeText(view)}.`,
    ...(missing === null ? [] : [`_${missing}_`]),
    ...outlinePart(view),
    ...scenesPart(view),
    ...charactersPart(view),
    ...threadsPart(view),
    ...relationshipsPart(view),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What of a script was not made yet, as a sentence; null where everything is there. */
export function missingText({ scenes, outline, characters, threads, relationships }: ScriptView): string | null {
  if (scenes.length === 0) return null;
  const cards = scenes.filter(({ card }) => card === null).length;
  const isNothing = cards === scenes.length && outline === null && threads.length === 0 && relationships.length === 0;
  if (isNothing && characters.every(({ sheet }) => sheet === null)) {
    return 'This script was not analyzed: there are no cards, no outline, no sheets and no threads.';
  }
  const parts = [
    ...(cards === 0 ? [] : [`the cards of ${counted(cards, 'scene')}`]),
    ...(outline === null ? ['the outline'] : []),
  ];
  return parts.length === 0 ? null : `Not made yet: ${parts.join(' and ')}.`;
}

function madeText({ scenes, outline, characters }: ScriptView): string {
  const methods = new Set(
    [...scenes.map(({ card }) => card), outline, ...characters.map(({ sheet }) => sheet)].flatMap(
      (one) => one?.method ?? [],
    ),
  );
  const models = [...methods]
    .filter((method) => method !== 'offline')
    .map((method) => `with ${literalMarkdown(method)}`);
  const rules = methods.has('offline') || methods.size === 0 ? ['from the page, by rules'] : [];
  return [...rules, ...models].join(', ');
}

const TURNS: Readonly<Record<TurningPointKind, string>> = {
  inciting_incident: 'Inciting incident',
  first_turn: 'First turn',
  midpoint: 'Midpoint',
  second_turn: 'Second turn',
  climax: 'Climax',
};

function outlinePart({ outline, outlineBehind, scenes }: ScriptView): string[] {
  if (outline === null) return [];
  const { logline, centralConflict, acts, turningPoints } = outline;
  return [
    '## Outline',
    ...behindPart(outlineBehind),
    ...(logline === '' ? [] : [literalMarkdown(logline)]),
    ...(centralConflict === '' ? [] : [`Central conflict: ${literalMarkdown(centralConflict)}`]),
    ...acts.flatMap(({ title, summary, sceneIndices }) => {
      const own = sceneIndices.flatMap((index) => scenes[index] ?? []);
      return [
        `### ${literalMarkdown(title)}`,
        ...(own.length === 0 ? [] : [`${spanText(own)}, ${counted(own.length, 'scene')}`]),
        ...paragraphs(summary),
      ];
    }),
    ...(turningPoints.length === 0 ? [] : ['### Turning points']),
    ...list(
      turningPoints.map(({ kind, sceneIndices, reason }) => {
        const labels = sceneIndices.flatMap((index) => scenes[index]?.label ?? []);
        return `${TURNS[kind]} (${labels.map(literalMarkdown).join(', ')}): ${literalMarkdown(reason)}`;
      }),
    ),
  ];
}

function scenesPart({ scenes }: ScriptView): string[] {
  if (scenes.length === 0) return [];
  return ['## Scenes', ...scenes.flatMap(scenePart)];
}

function scenePart(scene: SceneView): string[] {
  const { label, heading, characters, card, behind, isKeyScene, keySceneReason } = scene;
  const cast = characters.length === 0 ? 'nobody speaks' : characters.map(literalMarkdown).join(', ');
  return [
    `### ${literalMarkdown(`${label} ${heading}`)}`,
    `${placeText(scene)} · ${cast}`,
    ...behindPart(behind),
    ...(card === null ? ['_No card yet._'] : paragraphs(card.summaryText)),
    ...(isKeyScene ? [`**Key scene.** ${literalMarkdown(keySceneReason ?? '')}`.trimEnd()] : []),
  ];
}

/** Who has a sheet, in full; the others in one line each. */
function charactersPart({ characters, scenes }: ScriptView): string[] {
  if (characters.length === 0) return [];
  const others = characters.filter(({ sheet, speeches }) => sheet === null && speeches > 0);
  return [
    '## Characters',
    ...characters.flatMap((character) => (character.sheet === null ? [] : sheetPart(character, scenes))),
    ...(others.length === 0 ? [] : [others.length === characters.length ? '### Who speaks' : '### Others who speak']),
    ...list(others.map((character) => `${literalMarkdown(character.name)}: ${presence(character)}`)),
  ];
}

function sheetPart(character: CharacterView, scenes: readonly SceneView[]): string[] {
  const { name, sheet, behind } = character;
  if (sheet === null) return [];
  const { want, need, arc, relationships, pivotalMoments } = sheet;
  const facts = [
    ['Wants', want],
    ['Needs', need],
    ['Arc', arc],
  ] as const;
  return [
    `### ${literalMarkdown(name)}`,
    presence(character),
    ...behindPart(behind),
    ...facts.flatMap(([word, text]) => (text === '' ? [] : [`${word}: ${literalMarkdown(text)}`])),
    ...list([
      ...relationships.map((one) => `With ${literalMarkdown(one.name)}: ${literalMarkdown(one.description)}`),
      ...pivotalMoments.map(({ sceneIndex, description }) => {
        return `Scene ${literalMarkdown(scenes[sceneIndex]?.label ?? '')}: ${literalMarkdown(description)}`;
      }),
    ]),
  ];
}

function presence({ sceneIndices, speeches, words }: CharacterView): string {
  return `${counted(sceneIndices.length, 'scene')}, ${counted(speeches, 'speech', 'speeches')}, ${counted(words, 'word')}`;
}

const THREADS: Readonly<Record<ThreadType, string>> = {
  character_arc: 'Arc',
  plot: 'Plot',
  subplot: 'Subplot',
  theme: 'Motif',
};

function threadsPart({ threads, threadsBehind, scenes }: ScriptView): string[] {
  if (threads.length === 0) return [];
  return [
    '## Plot threads',
    ...behindPart(threadsBehind),
    ...list(
      threads.map(({ name, threadType, description, sceneIndices }) => {
        const labels = sceneIndices.flatMap((index) => scenes[index]?.label ?? []).map(literalMarkdown);
        const about = description === '' ? '' : ` ${literalMarkdown(description)}`;
        return `**${THREADS[threadType]}: ${literalMarkdown(name)}** (${labels.join(', ')})${about}`;
      }),
    ),
  ];
}

const PAIRS: Readonly<Record<SceneRelationship['relationshipType'], string>> = {
  setup_payoff: 'Set up',
  callback: 'Said again',
  parallel: 'Parallel',
  echo: 'Echo',
};

/** Open setups first: they are what a writer looks for. */
function relationshipsPart({ relationships, relationshipsBehind, scenes }: ScriptView): string[] {
  if (relationships.length === 0) return [];
  const labels = new Map(scenes.map(({ id, label }) => [id, literalMarkdown(label)]));
  const place = (id: string): string => labels.get(id) ?? '';
  const open = relationships.filter(({ payoffSceneId }) => payoffSceneId === null);
  const paid = relationships.filter(({ payoffSceneId }) => payoffSceneId !== null);
  return [
    '## Setups, payoffs and echoes',
    ...behindPart(relationshipsBehind),
    ...(open.length === 0 ? [] : ['Planted, and not seen again:']),
    ...list(open.map(({ setupSceneId, description }) => `${place(setupSceneId)}: ${literalMarkdown(description)}`)),
    ...(open.length === 0 || paid.length === 0 ? [] : ['Coming back:']),
    ...list(
      paid.map(({ relationshipType, setupSceneId, payoffSceneId, description }) => {
        const where = `${place(setupSceneId)} → ${place(payoffSceneId ?? '')}`;
        return `${PAIRS[relationshipType]}, ${where}: ${literalMarkdown(description)}`;
      }),
    ),
  ];
}

function behindPart(reasons: readonly string[]): string[] {
  return reasons.length === 0 ? [] : [`_Behind: ${literalMarkdown(reasons.join(' '))}_`];
}

/** The lines of a text as a list where there are several. */
function paragraphs(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const written = lines.filter((line) => line !== '').map(literalMarkdown);
  return written.length < 2 ? written : list(written);
}

function list(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => `- ${line}`).join('\n')];
}
