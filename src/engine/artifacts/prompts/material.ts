import { withoutInvisible } from './withoutInvisible';

/**
 * What a line of material is, by the mark before it: a line of the script or of a card, a synopsis of the writer's, the
 * sections a scene stands in, words that may be quoted, or a word of ours about what was left out.
 */
export type MaterialMark = '|' | '=' | '#' | '>' | '*';

/**
 * A text as lines of material. Every line begins with our mark, so that nothing in a script can end its block or look like
 * one of ours, whatever it says; what looks like our tags is defused besides. Blank lines at both ends are left out.
 */
export function materialLines(mark: MaterialMark, text: string): string[] {
  return withoutInvisible(text)
    .replace(/^\s*\n|\s+$/gu, '')
    .split('\n')
    .map((line) =>
      `${mark} ${line
        .replace(/[ \t]+/gu, ' ')
        .trimEnd()
        .replace(TAG_ALIKE, '‹')}`.trimEnd(),
    );
}

/** A block of material: `<scene id="S1">`, lines, `</scene>`. The attributes are ours, never the script's. */
export function materialBlock(
  tag: MaterialTag,
  attributes: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const told = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return [`<${tag}${told.join('')}>`, ...lines, `</${tag}>`].join('\n');
}

const TAGS = ['material', 'scene', 'character', 'message', 'summary'] as const;
export type MaterialTag = (typeof TAGS)[number];

const TAG_ALIKE = new RegExp(`<(?=\\s*/?\\s*(?:${TAGS.join('|')})\\b)`, 'giu');
