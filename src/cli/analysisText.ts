import type { AnalysisResult, CharacterView, RunReport, SceneView } from '../story/analysisResult';
import type { ArtifactKind } from '../story/artifactKind';
import { behindText } from '../story/behindText';
import type { Outline } from '../story/outline';
import type { PlotThread } from '../story/plotThread';
import type { SceneRelationship } from '../story/sceneRelationship';
import { counted, eighthsText } from '../story/lengthText';
import { dollarsText } from '../story/priceText';

const MOST_CHARACTERS = 12;

/** An analysis for a person at a terminal: outline with its scenes and lines, characters, what this run did. */
export function analysisText(result: AnalysisResult): string {
  const { script, scenes, outline, characters, threads, relationships } = result;
  const parts = [
    `${script.title}\n${counted(script.pages, 'page')}, ${counted(scenes.length, 'scene')}, ${counted(characters.length, 'character')}`,
  ];
  if (outline !== null) parts.push(outlineText(outline, scenes));
  else if (scenes.length > 0) parts.push(scenes.map(sceneLine).join('\n'));
  if (characters.length > 0) parts.push(charactersText(characters, scenes));
  if (threads.length > 0) parts.push(threadsText(threads, scenes));
  if (relationships.length > 0) parts.push(relationshipsText(relationships, scenes));
  parts.push(runText(result));
  return `${parts.join('\n\n')}\n`;
}

function outlineText(outline: Outline, scenes: readonly SceneView[]): string {
  const lines: string[] = [];
  if (outline.logline !== '') lines.push(outline.logline, '');
  for (const act of outline.acts) {
    lines.push(act.title.toUpperCase());
    for (const index of act.sceneIndices) {
      const scene = scenes[index];
      if (scene !== undefined) lines.push(sceneLine(scene));
    }
  }
  if (outline.turningPoints.length > 0) {
    lines.push('', 'TURNING POINTS (guesses, by rules)');
    for (const point of outline.turningPoints) {
      lines.push(`  ${point.kind.replaceAll('_', ' ')}: ${point.reason}`);
    }
  }
  return lines.join('\n');
}

function sceneLine(scene: SceneView): string {
  const where = `p ${scene.page}, ${eighthsText(scene.eighths)}, line ${scene.startLine}`;
  return `  ${scene.label.padStart(5)}  ${scene.heading}  (${where})`;
}

function charactersText(characters: readonly CharacterView[], scenes: readonly SceneView[]): string {
  const lines = characters.slice(0, MOST_CHARACTERS).map((character) => {
    const first = scenes[character.sceneIndices[0] ?? -1];
    const where = first === undefined ? '' : `, first in ${first.label} (line ${first.startLine})`;
    return `  ${character.name}: ${counted(character.sceneIndices.length, 'scene')}, ${counted(character.speeches, 'speech', 'speeches')}, ${counted(character.words, 'word')}${where}`;
  });
  const more = characters.length - MOST_CHARACTERS;
  if (more > 0) lines.push(`  and ${more} more`);
  return ['CHARACTERS', ...lines].join('\n');
}

const THREAD_WORDS: Readonly<Record<PlotThread['threadType'], string>> = {
  character_arc: 'Arc',
  plot: 'Plot',
  subplot: 'Subplot',
  theme: 'Motif',
};

function threadsText(threads: readonly PlotThread[], scenes: readonly SceneView[]): string {
  const lines = threads.map(({ threadType, name, sceneIndices }) => {
    const where = sceneIndices.map((index) => scenes[index]?.label ?? '').join(' ');
    return `  ${THREAD_WORDS[threadType]}: ${name}  (${where})`;
  });
  return ['PLOT THREADS', ...lines].join('\n');
}

const RELATIONSHIP_WORDS: Readonly<Record<SceneRelationship['relationshipType'], string>> = {
  setup_payoff: 'Set up',
  callback: 'Said again',
  parallel: 'Parallel',
  echo: 'Echo',
};

/** Open setups first: they are what a writer looks for. */
function relationshipsText(relationships: readonly SceneRelationship[], scenes: readonly SceneView[]): string {
  const byId = new Map(scenes.map((scene) => [scene.id, scene]));
  const place = (id: string): string => {
    const scene = byId.get(id);
    return scene === undefined ? '' : `${scene.label} (line ${scene.startLine})`;
  };
  const isOpen = ({ payoffSceneId }: SceneRelationship): boolean => payoffSceneId === null;
  const open = relationships
    .filter(isOpen)
    .map(({ setupSceneId, description }) => `  ${description}  in ${place(setupSceneId)}`);
  const others = relationships.flatMap(({ relationshipType, setupSceneId, payoffSceneId, description }) =>
    payoffSceneId === null
      ? []
      : [`  ${RELATIONSHIP_WORDS[relationshipType]}: ${description}  ${place(setupSceneId)} → ${place(payoffSceneId)}`],
  );
  return [
    ...(open.length > 0 ? ['OPEN SETUPS (planted, not seen again)', ...open] : []),
    ...(open.length > 0 && others.length > 0 ? [''] : []),
    ...(others.length > 0 ? ['SETUPS AND PAYOFFS, ECHOES', ...others] : []),
  ].join('\n');
}

const KIND_WORDS: Readonly<Record<ArtifactKind, string>> = {
  card: 'card',
  embedding: 'embedding',
  keyScene: 'key scene check',
  outline: 'outline',
  sheet: 'character sheet',
  thread: 'plot thread',
  relationship: 'scene relationship',
  conversationSummary: 'conversation summary',
};

function runText(result: AnalysisResult): string {
  const { run } = result;
  const made = Object.entries(run.generated)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, KIND_WORDS[kind as ArtifactKind]));
  const seconds = (run.elapsedMs / 1000).toFixed(1);
  const newer = Object.values(run.waiting ?? {}).reduce((sum, count) => sum + count, 0);
  const isCurrent = newer === 0 && run.failed.length === 0 && run.costUsd === 0;
  const sentences = [
    made.length === 0
      ? isCurrent
        ? nothingMadeText(result)
        : 'Nothing was replaced.'
      : `Made ${made.join(', ')}, ${isPaid(run) ? 'by models and rules' : 'by rules on this machine'}, in ${seconds} s.`,
  ];
  if (newer > 0) sentences.push(`${counted(newer, 'newer version waits', 'newer versions wait')} for you.`);
  if (isPaid(run)) sentences.push(spentText(run));
  const dropped = run.droppedEvidence ?? 0;
  if (dropped > 0) {
    const [were, them] = dropped === 1 ? ['was', 'it'] : ['were', 'them'];
    sentences.push(
      `${counted(dropped, 'piece')} of evidence in the answers ${were} left out: the script does not have ${them}.`,
    );
  }
  if (run.failed.length > 0) {
    const told = new Set(run.failed.map(({ message }) => message));
    sentences.push(`${counted(run.failed.length, 'artifact')} failed: ${[...told].join(' ')}`);
    if (made.length > 0) sentences.push('What was made is kept; the same command again makes the rest.');
  }
  if (run.cancelled) sentences.push('Stopped as you asked; what was made is kept.');
  return sentences.join(' ');
}

/** What is pinned stays behind, and what is made from it with it; and a refresh of one thing leaves the others. */
function nothingMadeText(result: AnalysisResult): string {
  const behind = behindText(result);
  return behind === null
    ? 'Nothing is missing or behind: nothing was made.'
    : `Nothing was made. ${behind} status says why.`;
}

function isPaid({ usage }: RunReport): boolean {
  return usage.input + usage.cacheWrite + usage.cacheRead + usage.output > 0;
}

function spentText({ usage, costUsd }: RunReport): string {
  const { input, cacheWrite, cacheRead, output } = usage;
  const sent = counted(input + cacheWrite + cacheRead, 'token');
  const kept = cacheRead === 0 ? '' : ` (${cacheRead.toLocaleString('en-US')} of them from the cache)`;
  const cost = costUsd === null ? 'at a price that is not known here' : dollarsText(costUsd);
  return `Sent ${sent}${kept}, got ${output.toLocaleString('en-US')}: ${cost}.`;
}
