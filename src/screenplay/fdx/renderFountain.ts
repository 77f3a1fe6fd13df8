import { isCueLike, isForcedHeading, isHeadingLike, isTransitionLike } from '../lineShape';
import { readTitlePage } from '../readTitlePage';
import type { EmphasisRun, TitlePageEntry } from '../screenplay';
import { markLine, markNote } from './markLine';
import type { PageElement } from './pageElement';
import { renderTitlePage } from './renderTitlePage';
import { LETTER_FILLER, WORD_JOINER } from './shield';

/**
 * Writes a script as Fountain that `parseScreenplay` reads back to exactly these elements: as a writer would have typed it, with
 * the marks that force an element only where the line alone would be read as something else. Ends with a line end unless empty.
 */
export function renderFountain(titlePage: readonly TitlePageEntry[], elements: readonly PageElement[]): string {
  const title = renderTitlePage(titlePage);
  const spoken = speechBelow(elements);
  const pieces = elements.map((element, i) => renderElement(element, { isSpoken: spoken[i] ?? false }));
  let body = joinPieces(elements, pieces);
  const [first] = elements;
  if (title === '' && first && readTitlePage(body).endOffset > 0) {
    // Its first lines look like a title page (`Note: he is dead.`).
    pieces[0] = renderElement(first, { isSpoken: spoken[0] ?? false, isForced: true });
    body = joinPieces(elements, pieces);
  }
  return title === '' || body === '' ? title + body : `${title}\n${body}`;
}

function joinPieces(elements: readonly PageElement[], pieces: readonly string[]): string {
  if (pieces.length === 0) return '';
  const parts: string[] = [];
  pieces.forEach((piece, i) => {
    if (i > 0) parts.push(elements[i]?.joined ? '\n' : '\n\n');
    parts.push(piece);
  });
  return `${parts.join('')}\n`;
}

interface Place {
  /** Whether somebody speaks on the next line that is more than a note. */
  readonly isSpoken: boolean;
  /** Whether to force it where the line alone would do. */
  readonly isForced?: boolean;
}

/** For each element whether somebody speaks on the next line below it that is more than a note. */
function speechBelow(elements: readonly PageElement[]): readonly boolean[] {
  const below: boolean[] = [];
  for (let i = elements.length - 1; i >= 0; i--) {
    const next = elements[i + 1];
    below[i] = next?.joined === true && (next.type === 'note' ? (below[i + 1] ?? false) : SPOKEN.has(next.type));
  }
  return below;
}

const SPOKEN: ReadonlySet<PageElement['type']> = new Set(['dialogue', 'parenthetical', 'lyrics']);

function renderElement(element: PageElement, place: Place): string {
  switch (element.type) {
    case 'page_break':
      return '===';
    case 'note':
      return markNote(plainLines(element).join('\n'));
    case 'boneyard':
      return `/*\n${plainLines(element).join('\n').trim().replaceAll('*/', `*${WORD_JOINER}/`)}\n*/`;
    case 'action':
      return renderAction(element, place);
    case 'dialogue':
      return renderDialogue(element);
    case 'centered':
      return renderLines(element, ({ text, tail }) => `> ${text} <${tail}`);
    case 'lyrics':
      return renderLines(element, ({ text, tail, bare }) => (bare === '' ? '  ' : `~${text}${tail}`));
    default:
      return renderLines(element, (line) => renderSingle(element, line, place));
  }
}

/** The element types of one line. */
function renderSingle(element: PageElement, { text, tail, bare }: Line, place: Place): string {
  switch (element.type) {
    case 'scene_heading': {
      const number = element.number === null ? '' : ` #${element.number}#`;
      const isNatural = isHeadingLike(bare);
      const isForceable = isForcedHeading(`.${bare}`);
      return `${isNatural ? '' : isForceable ? '.' : `.${LETTER_FILLER}`}${text}${number}${tail}`;
    }
    case 'character': {
      const isNatural =
        place.isSpoken &&
        isCueLike(bare) &&
        !isHeadingLike(bare) &&
        !SPECIAL.test(bare) &&
        !isForcedHeading(bare) &&
        !place.isForced;
      return `${isNatural ? '' : '@'}${text}${element.isSecond ? ' ^' : ''}${tail}`;
    }
    case 'transition': {
      const isNatural =
        isTransitionLike(bare) &&
        !isHeadingLike(bare) &&
        !SPECIAL.test(bare) &&
        !isForcedHeading(bare) &&
        !place.isForced;
      return `${isNatural ? '' : '> '}${text}${bare.endsWith('<') ? WORD_JOINER : ''}${tail}`;
    }
    case 'section':
      return `${'#'.repeat(element.level)} ${text}${tail}`;
    case 'synopsis':
      return `= ${text}${tail}`;
    default:
      return text + tail;
  }
}

function renderAction(element: PageElement, place: Place): string {
  const isOnly = element.lines.length === 1;
  return renderLines(element, ({ text, tail, bare, index }) => {
    const ink = bare.trim();
    const isFirst = index === 0;
    const isForced =
      ink === '' ||
      SPECIAL.test(ink) ||
      isHeadingLike(ink) ||
      (isFirst &&
        (isForcedHeading(ink) || (isOnly ? isTransitionLike(ink) : isCueLike(ink)) || place.isForced === true));
    return `${isForced ? '!' : ''}${text}${tail}`;
  });
}

function renderDialogue(element: PageElement): string {
  let afterGap = false;
  return renderLines(element, ({ text, tail, bare }) => {
    const isShielded = SPECIAL.test(bare) || (afterGap && (isHeadingLike(bare) || isForcedHeading(bare)));
    afterGap = bare === '';
    // Two blanks on a line carry a speech over it (Line Breaks).
    return afterGap ? '  ' : `${isShielded ? WORD_JOINER : ''}${text}${tail}`;
  });
}

/** The first characters by which Fountain knows a line wherever it stands. */
const SPECIAL = /^(?:[!#=~]|@.|>(?!<$).)/s;

interface Line {
  readonly text: string;
  readonly tail: string;
  readonly bare: string;
  readonly index: number;
}

function renderLines(element: PageElement, write: (line: Line) => string): string {
  const { notes } = element;
  let next = 0;
  return element.lines
    .map((runs, index) => {
      const first = next;
      while ((notes[next]?.line ?? Infinity) <= index) next++;
      return write({ ...markLine(runs, notes.slice(first, next)), index });
    })
    .join('\n');
}

function plainLines({ lines }: PageElement): readonly string[] {
  return lines.map(plainLine);
}

function plainLine(runs: readonly EmphasisRun[]): string {
  return runs.map(({ text }) => text).join('');
}
