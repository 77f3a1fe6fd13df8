import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { ElementType, ScreenplayElement } from '../../src/screenplay/screenplay';

/** A script with the page and the length of every scene as another program counted them. */
export interface PagedScript {
  readonly name: string;
  readonly elements: readonly ScreenplayElement[];
  /** One for each scene heading, in order. */
  readonly scenes: readonly { readonly page: number; readonly eighths: number }[];
}

/**
 * Reads of a Final Draft file what its pages depend on, down to empty paragraphs, which Fountain cannot hold: the body's
 * paragraphs, and page and length of each scene (`SceneProperties`). Only for measuring; scripts come in through
 * `src/screenplay/fdx`.
 */
export function readPagedFdx(name: string, xml: string): PagedScript {
  const paragraphs: Paragraph[] = [];
  const scenes: { page: number; eighths: number }[] = [];
  let open: Paragraph | null = null;
  let depth = 0;
  let body = 0;
  let properties = 0;
  let cuesAtOnce: number | null = null;
  let inText = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name: tag, attributes }: SaxesTagPlain) => {
    depth++;
    if (tag === 'Content' && depth === 2) body = depth;
    if (body === 0) return;
    if (tag === 'SceneProperties') {
      properties = depth;
      scenes.push({ page: Number(attributes.Page), eighths: eighthsOf(attributes.Length ?? '') });
    }
    if (properties > 0) return;
    if (tag === 'DualDialogue') {
      // The paragraph around it is only its frame.
      open = null;
      cuesAtOnce = 0;
    } else if (tag === 'Paragraph') {
      if (cuesAtOnce !== null && attributes.Type === 'Character') cuesAtOnce++;
      const type = attributes.Type ?? '';
      open = {
        type: TYPES[type] ?? 'action',
        isGeneral: type === 'General',
        startsPage: attributes.StartsNewPage === 'Yes',
        dual: cuesAtOnce === null ? null : cuesAtOnce === 1 ? 'left' : 'right',
        text: '',
      };
    } else if (tag === 'Text') inText = true;
  });
  parser.on('text', (text) => {
    if (inText && open) open.text += text;
  });
  parser.on('closetag', ({ name: tag }) => {
    if (tag === 'Text') inText = false;
    if (tag === 'Paragraph' && properties === 0 && open) {
      paragraphs.push(open);
      open = null;
    }
    if (tag === 'DualDialogue') cuesAtOnce = null;
    if (depth === properties) properties = 0;
    if (depth === body) body = 0;
    depth--;
  });
  parser.write(xml).close();
  return { name, elements: joined(paragraphs).flatMap(elementsOf), scenes };
}

interface Paragraph {
  readonly type: ElementType;
  readonly isGeneral: boolean;
  readonly startsPage: boolean;
  readonly dual: 'left' | 'right' | null;
  text: string;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  'Scene Heading': 'scene_heading',
  Shot: 'scene_heading',
  Character: 'character',
  Parenthetical: 'parenthetical',
  Dialogue: 'dialogue',
  Transition: 'transition',
};

/** General paragraphs have no space above them: what follows another, or an empty heading, is a further line of that. */
function joined(paragraphs: readonly Paragraph[]): readonly Paragraph[] {
  const all: Paragraph[] = [];
  for (const paragraph of paragraphs) {
    const last = all[all.length - 1];
    const goesOn = last?.isGeneral === true || (last?.type === 'scene_heading' && last.text === '');
    if (last && goesOn && paragraph.isGeneral && !paragraph.startsPage) last.text += `\n${paragraph.text}`;
    else all.push({ ...paragraph });
  }
  return all;
}

/** Empty General paragraphs at the end of a row are not printed. */
function elementsOf({ type, isGeneral, startsPage, dual, text }: Paragraph): readonly ScreenplayElement[] {
  const place = { startOffset: 0, endOffset: 0, line: 1 };
  const printed = isGeneral ? text.trimEnd() : text;
  return [
    ...(startsPage ? [{ type: 'page_break' as const, text: '', ...place }] : []),
    ...(isGeneral && printed === '' ? [] : [{ type, text: printed, ...place, ...(dual ? { dual } : {}) }]),
  ];
}

/** `1 3/8`, `5/8`, `2`. */
function eighthsOf(length: string): number {
  const [, pages, eighths] = /^(\d+)?\s*(?:(\d)\/8)?$/.exec(length) ?? [];
  return Number(pages ?? 0) * 8 + Number(eighths ?? 0);
}
