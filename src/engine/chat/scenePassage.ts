import type { ModelBlock } from '../../story/modelMessage';
import type { ChatScene } from './chatScene';
import type { ChatScript } from './chatScript';
import type { ChatTokens } from './chatTokens';
import { sceneExcerpt, sceneOpening } from './sceneExcerpt';

type SearchResultBlock = Extract<ModelBlock, { kind: 'search-result' }>;

/** How a scene is sent: whole, by the lines of it that a question asks for, or as its card. */
export type ScenePassage =
  | { readonly scene: ChatScene; readonly as: 'text' | 'card'; readonly tokens: number }
  | { readonly scene: ChatScene; readonly as: 'lines'; readonly tokens: number; readonly text: string };

/** A scene in full, citable: one text a paragraph, `source` is `scene:ID`. */
function sceneBlock(scene: ChatScene): SearchResultBlock {
  const texts = scene.paragraphs.map(({ text }) => text).filter((text) => text.trim() !== '');
  return {
    kind: 'search-result',
    source: `scene:${scene.id}`,
    title: titleOf(scene),
    texts: texts.length === 0 ? ['(nothing on the page)'] : texts,
  };
}

/** A scene's card under its heading, as one text. */
export function cardText(scene: ChatScene): string {
  return `[S${scene.name}] ${titleOf(scene)} (card)\n${scene.card ?? ''}`;
}

/** A scene by some of its lines, under its heading. */
export function excerptPassage(scene: ChatScene, lines: string, tokens: ChatTokens): ScenePassage {
  const text = `[S${scene.name}] ${scene.heading}\n${lines}`;
  return { scene, as: 'lines', tokens: tokens.of(text) + 2, text };
}

function titleOf({ name, heading }: ChatScene): string {
  return heading === '' ? name : `${name} ${heading}`;
}

/** The ways to send a scene, dearest first; a scene shorter than its card has no card. None: it may not be sent. */
export function passagesOf(scene: ChatScene, script: ChatScript, tokens: ChatTokens): readonly ScenePassage[] {
  if (script.guard.isMarked(scene.id)) return [];
  const text: ScenePassage = { scene, as: 'text', tokens: tokens.ofBlock(sceneBlock(scene)) };
  if (scene.card === null) return [text];
  const card: ScenePassage = { scene, as: 'card', tokens: tokens.of(cardText(scene)) + 2 };
  return text.tokens <= card.tokens ? [text] : [text, card];
}

/**
 * The ways to send a scene for a question whose words are these, dearest first: whole, then by its lines that have them,
 * or by its first ones where none has. None: it may not be sent.
 *
 * @param longest of the lines, UTF-16 units
 */
export function passagesFor(
  words: ReadonlyMap<string, number>,
  longest: number,
  scene: ChatScene,
  script: ChatScript,
  tokens: ChatTokens,
): readonly ScenePassage[] {
  const [text] = passagesOf(scene, script, tokens);
  if (text === undefined) return [];
  const excerpt = excerptPassage(scene, sceneExcerpt(scene, words, longest) ?? sceneOpening(scene), tokens);
  return text.tokens <= excerpt.tokens ? [text] : [text, excerpt];
}

/** In script order, as blocks: cards and lines together in one text each in front of the scenes. */
export function passageBlocks(passages: readonly ScenePassage[]): ModelBlock[] {
  const sorted = [...passages].sort((a, b) => (a.scene.index ?? -1) - (b.scene.index ?? -1));
  const cards = sorted.filter(({ as }) => as === 'card').map(({ scene }) => cardText(scene));
  const lines = sorted.flatMap((one) => (one.as === 'lines' ? [one.text] : []));
  return [
    ...(cards.length === 0 ? [] : [{ kind: 'text' as const, text: `Scene cards:\n\n${cards.join('\n\n')}` }]),
    ...(lines.length === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: `Lines of scenes, where “…” stands for what is left out:\n\n${lines.join('\n\n')}`,
          },
        ]),
    ...sorted.filter(({ as }) => as === 'text').map(({ scene }) => sceneBlock(scene)),
  ];
}
