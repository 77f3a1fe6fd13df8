import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { FactScene } from './scriptFacts';
import type { SceneLine } from './sceneLines';
import { visibleText } from './visibleText';

/** A scene (or the text before the first) as the chat reads, sends and cites it. */
export interface ChatScene {
  readonly id: string;
  /** Null for the text before the first scene. */
  readonly index: number | null;
  /** What the writer sees; '' for the text before the first scene. */
  readonly label: string;
  /** What the model calls it: its label, or `opening`. */
  readonly name: string;
  readonly heading: string;
  readonly hash: string;
  /** The exact slice of the document. */
  readonly source: string;
  /** The document's line, from 1, of the slice's first character. */
  readonly firstLine: number;
  /** The document's line of its heading. */
  readonly startLine: number;
  /** The paragraphs of the page in order: what may be sent, and what can be quoted. */
  readonly paragraphs: readonly ChatParagraph[];
  /** All paragraphs as one text. */
  readonly text: string;
  /** Null: none is made. */
  readonly card: string | null;
  /** Who speaks in it. */
  readonly cast: readonly string[];
}

/** Lines that stand together: an action, a speech with its cue. */
export interface ChatParagraph {
  readonly text: string;
  /** Each line of the text in the document, from 1; a text of n lines has n. */
  readonly lines: readonly number[];
  /** What is told apart when words are looked up: a cue is not the first word of a speech. */
  readonly parts: readonly { readonly text: string; readonly lines: readonly number[] }[];
}

/** What the model calls the text before the first scene. */
export const OPENING_NAME = 'opening';

/**
 * @param lines of `scene.source`, as `sceneLines` gives them: without notes and boneyard
 * @param sendNotes whether notes are to be read too, behind the page
 */
export function chatScene(
  scene: FactScene & { readonly hash: string; readonly headingLine: number },
  lines: readonly SceneLine[],
  { sendNotes }: { readonly sendNotes: boolean },
): ChatScene {
  const { id, index, label, heading, source, startLine, hash, card, cast, headingLine } = scene;
  const firstLine = startLine - headingLine;
  const paragraphs = paragraphsOf(lines, firstLine);
  if (sendNotes) paragraphs.push(...notesOf(source, firstLine));
  return {
    id,
    index,
    label,
    name: label === '' ? OPENING_NAME : label,
    heading: visibleText(heading),
    hash,
    source,
    firstLine,
    startLine,
    paragraphs,
    text: paragraphs.map(({ text }) => text).join('\n\n'),
    card: card === null ? null : visibleText(card),
    cast,
  };
}

function paragraphsOf(lines: readonly SceneLine[], firstLine: number): ChatParagraph[] {
  const paragraphs: ChatParagraph[] = [];
  let group: SceneLine[] = [];
  const close = (): void => {
    if (group.length > 0) paragraphs.push(paragraphOf(group, firstLine));
    group = [];
  };
  for (const line of lines) {
    const before = group.at(-1);
    if (before !== undefined && (line.lineOffset - before.lineOffset > 1 || startsAlone(line, before))) close();
    group.push(line);
  }
  close();
  return paragraphs;
}

function startsAlone(line: SceneLine, before: SceneLine): boolean {
  if (line.field === 'cue' || line.field === 'heading') return true;
  return line.field !== before.field && !(line.field === 'dialogue' && before.field === 'cue');
}

function paragraphOf(group: readonly SceneLine[], firstLine: number): ChatParagraph {
  const parts: { key: string; text: string; lines: number[] }[] = [];
  for (const { field, parenthetical, text, lineOffset } of group) {
    const key = `${field} ${parenthetical}`;
    const last = parts.at(-1);
    const seen = visibleText(text);
    if (last?.key === key) {
      last.text += `\n${seen}`;
      last.lines.push(firstLine + lineOffset);
    } else parts.push({ key, text: seen, lines: [firstLine + lineOffset] });
  }
  return {
    text: parts.map(({ text }) => text).join('\n'),
    lines: parts.flatMap((part) => part.lines),
    parts: parts.map(({ text, lines }) => ({ text, lines })),
  };
}

/** Notes in order, each as it stands; what is cut (boneyard) never is read. */
function notesOf(source: string, firstLine: number): ChatParagraph[] {
  const { removed } = parseScreenplay(source, { titlePage: false });
  return removed.flatMap(({ startOffset, endOffset }) => {
    const text = visibleText(source.slice(startOffset, endOffset));
    if (!text.startsWith('[[')) return [];
    const first = firstLine + source.slice(0, startOffset).split('\n').length - 1;
    const lines = text.split('\n').map((_, at) => first + at);
    return [{ text, lines, parts: [{ text, lines }] }];
  });
}
