import type { ChatScene } from '../chatScene';
import { nearestNames } from '../chatScript';
import { sceneExcerpt } from '../sceneExcerpt';
import { excerptPassage, passageBlocks, passagesOf, type ScenePassage } from '../scenePassage';
import {
  sceneNamed,
  textAnswer,
  toolError,
  TOLD_TOKENS,
  type ToolAnswer,
  type ToolContent,
  type ToolDesk,
} from './toolDesk';

/**
 * Scenes by label, in script order: each whole where it fits, else by as many of its lines around what was looked for as
 * do, else as its card, else named as left out. What a label does not name is said. An error where nothing is left to give.
 */
export function readScenes(names: readonly string[], desk: ToolDesk): ToolAnswer {
  const found = names.map((name) => sceneNamed(desk.script, name, nearestNames(desk.script, name)));
  const told = found.filter((one) => typeof one === 'string');
  const scenes = inOrder(found.filter((one) => typeof one !== 'string'));
  if (scenes.length === 0) return toolError(told.join('\n'), `looking for ${names.join(', ')}`);
  return scenesAnswer(scenes, told, desk);
}

/** Scenes that are known, as `readScenes` gives them. */
export function scenesAnswer(scenes: readonly ChatScene[], told: readonly string[], desk: ToolDesk): ToolAnswer {
  const passages: ScenePassage[] = [];
  const left: string[] = [];
  const shortened: string[] = [];
  let room = desk.left - TOLD_TOKENS - desk.tokens.of(told.join('\n'));
  for (const scene of scenes) {
    const [text, ...cards] = passagesOf(scene, desk.script, desk.tokens);
    const ways = [text, linesPassage(scene, desk, room), ...cards].filter((one) => one != null);
    const passage = ways.find(({ tokens }) => tokens <= room);
    if (passage === undefined) left.push(scene.name);
    else {
      passages.push(passage);
      room -= passage.tokens;
      if (passage.as !== 'text') shortened.push(scene.name);
    }
  }
  const notes = [
    ...told,
    ...(shortened.length === 0
      ? []
      : [`By some of their lines or as cards, for want of room: ${shortened.join(', ')}.`]),
    ...(left.length === 0 ? [] : [`No room in this question's budget for: ${left.join(', ')}.`]),
  ];
  const line = `reading ${scenesNamed(scenes)}`;
  if (passages.length === 0) return toolError(notes.join('\n'), line);
  const blocks = passageBlocks(passages) as ToolContent;
  const content: ToolContent = notes.length === 0 ? blocks : [...blocks, { kind: 'text', text: notes.join('\n') }];
  return { ...textAnswer('', line, { passages }), content };
}

/** UTF-16 units of a script to a token, few rather than many. */
const UNITS_PER_TOKEN = 3;

/** A scene by what was looked for in it, as long as the room allows; null where nothing of that is in it. */
function linesPassage(scene: ChatScene, { words, tokens }: ToolDesk, room: number): ScenePassage | null {
  const lines = sceneExcerpt(scene, words, Math.max(0, room) * UNITS_PER_TOKEN);
  return lines === null ? null : excerptPassage(scene, lines, tokens);
}

/** `scene 12`, `scenes 12, 13`, `the opening and scene 1`. */
function scenesNamed(scenes: readonly ChatScene[]): string {
  const labels = scenes.flatMap(({ label }) => (label === '' ? [] : [label]));
  const opening = labels.length < scenes.length ? ['the opening'] : [];
  const numbered = labels.length === 0 ? [] : [`${labels.length === 1 ? 'scene' : 'scenes'} ${labels.join(', ')}`];
  return [...opening, ...numbered].join(' and ');
}

function inOrder(scenes: readonly ChatScene[]): ChatScene[] {
  return [...new Set(scenes)].sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
}
