import type { ElementType } from '../screenplay';

/** What a paragraph of a Final Draft script is read as. `act` is a section and, under it, the same words centred. */
export type FdxReadAs = Exclude<ElementType, 'note' | 'boneyard' | 'page_break'> | 'act';

/** How one paragraph type of Final Draft and the elements of Fountain stand for each other. */
export interface FdxRule {
  /** The paragraph's `Type` in the file. */
  readonly paragraph: string;
  readonly readAs: FdxReadAs;
  /** Whether an element of this type is written as this paragraph. Where none says so, it cannot be written. */
  readonly written: boolean;
  /** Sections only: the level it is read as, and up to which it is written as this. */
  readonly level?: number;
  /** Whether Final Draft shows it in capitals unless the file's own settings say otherwise. */
  readonly capitals?: boolean;
  /** What does not come back after a way through Fountain; null where all of it does. */
  readonly lost: string | null;
}

/**
 * Every paragraph type of Final Draft and what it is in Fountain, both ways. Reader and writer look it up here, nowhere else.
 *
 * Read: text, bold, italic and underline runs, and soft breaks of every paragraph. What Final Draft shows in capitals is read in
 * capitals: how it was typed is lost. Blanks at the end of a line, blank lines at the ends of a paragraph and style on blanks at the ends of a run are lost. So are an
 * empty paragraph (but in a speech it is the blank line that two spaces make), fonts, colours, revision marks, locked pages, tags,
 * arc beats, beat board, images and the alternates of a line that are not the one in use.
 *
 * Beside the paragraphs:
 * - A scene's `Number` is the number between `#`; characters that Fountain has no number for are left out.
 * - `DualDialogue` inside a General paragraph is two speeches, the second with a caret; notes in it move behind it.
 * - `StartsNewPage="Yes"` is a page break before the paragraph; lost on the first paragraph and inside a speech.
 * - `Alignment="Center"` on action is centred text.
 * - `ScriptNote` is a note. Its `Range` counts the characters of the script, one more for each paragraph and two for a block
 *   inside one. An empty range is a note at that place in the line; one over whole paragraphs is a note on a line of its own
 *   directly below them; one from the end of a paragraph to the start of the next stands between the two; one over some words
 *   follows these. Who wrote it, when and its colour are lost; its name leads its text.
 * - `SceneProperties`: the scene's title and its `Summary` (the index card) are synopses directly below its heading, and those
 *   are written as its summary. `Page` and `Length` are figures of `FdxScene`; they are not written, for Final Draft counts itself.
 * - `OmittedScene` is boneyard below the heading that says it is omitted, and such boneyard is an omitted scene again. Any other
 *   boneyard is not written: Final Draft has no place for cut text.
 * - The title page: `fdxTitlePage.ts`.
 *
 * Where Fountain would read a line otherwise, the line is forced; where Fountain has no mark for that, an invisible character
 * leads it (`shield.ts`), and the writer takes it away again.
 */
export const FDX_RULES: readonly FdxRule[] = [
  { paragraph: 'Scene Heading', readAs: 'scene_heading', written: true, capitals: true, lost: 'soft breaks' },
  { paragraph: 'Action', readAs: 'action', written: true, lost: 'tabs become four blanks' },
  {
    paragraph: 'Character',
    readAs: 'character',
    written: true,
    capitals: true,
    lost: 'soft breaks, carets at the end',
  },
  {
    paragraph: 'Parenthetical',
    readAs: 'parenthetical',
    written: true,
    lost: 'soft breaks; missing parentheses are added',
  },
  {
    paragraph: 'Dialogue',
    readAs: 'dialogue',
    written: true,
    lost:
      'paragraphs in a row are the lines of one; a line all in parentheses is a parenthetical; ' +
      'without a cue above it is action',
  },
  { paragraph: 'Transition', readAs: 'transition', written: true, capitals: true, lost: 'soft breaks' },
  { paragraph: 'Lyrics', readAs: 'lyrics', written: true, lost: 'paragraphs in a row are the lines of one' },
  { paragraph: 'Singing', readAs: 'lyrics', written: false, lost: 'comes back as Lyrics' },
  { paragraph: 'Outline 1', readAs: 'section', written: true, level: 1, lost: 'soft breaks' },
  { paragraph: 'Outline 2', readAs: 'section', written: true, level: 2, lost: 'soft breaks' },
  { paragraph: 'Outline 3', readAs: 'section', written: true, level: 3, lost: 'soft breaks' },
  { paragraph: 'Outline 4', readAs: 'section', written: true, level: 4, lost: 'soft breaks; levels below the fourth' },
  { paragraph: 'Outline Body', readAs: 'synopsis', written: true, lost: 'each line is a synopsis of its own' },
  { paragraph: 'Summary', readAs: 'synopsis', written: false, lost: 'comes back as Outline Body' },
  { paragraph: 'New Act', readAs: 'act', written: true, capitals: true, lost: 'soft breaks' },
  { paragraph: 'End of Act', readAs: 'centered', written: false, capitals: true, lost: 'comes back as centred Action' },
  { paragraph: 'Shot', readAs: 'action', written: false, capitals: true, lost: 'comes back as Action' },
  { paragraph: 'Cast List', readAs: 'action', written: false, capitals: true, lost: 'comes back as Action' },
  { paragraph: 'General', readAs: 'action', written: false, lost: 'comes back as Action' },
];

const BY_PARAGRAPH: ReadonlyMap<string, FdxRule> = new Map(FDX_RULES.map((rule) => [rule.paragraph, rule]));

/**
 * The rule for a paragraph; undefined for a type of the file's own making. Outline levels may be renamed: the number decides
 * (`Outline 2 (Sequences)`), and levels past the fourth are read as the fourth.
 */
export function ruleForParagraph(type: string): FdxRule | undefined {
  const level = OUTLINE.exec(type)?.[1];
  return BY_PARAGRAPH.get(level === undefined ? type : `Outline ${Math.min(4, Math.max(1, Number(level)))}`);
}

const OUTLINE = /^Outline (\d{1,2})\b/;

/** The paragraph type an element is written as. Centred text is Action with its alignment; page breaks, notes and boneyard are no paragraphs. */
export function paragraphFor(readAs: FdxReadAs, level = 1): string {
  const rules = FDX_RULES.filter((rule) => rule.written && rule.readAs === (readAs === 'centered' ? 'action' : readAs));
  const rule = rules.find((one) => one.level === undefined || one.level >= level) ?? rules.at(-1);
  return rule?.paragraph ?? 'Action';
}
