/** What a stretch of a screenplay is, in Fountain's words (fountain.io/syntax, 1.1). */
export type ElementType =
  | 'scene_heading'
  | 'action'
  | 'character'
  | 'parenthetical'
  | 'dialogue'
  | 'lyrics'
  | 'transition'
  | 'centered'
  | 'section'
  | 'synopsis'
  | 'page_break'
  | 'note'
  | 'boneyard';

/** A note that stands inside an element. `text` is without brackets; the offsets include them. */
export interface ElementNote {
  readonly text: string;
  readonly startOffset: number;
  readonly endOffset: number;
}

export type EmphasisStyle = 'bold' | 'italic' | 'underline';

/** A piece of an element's text in one style, without marks and escapes. The runs of an element join to its plain text. */
export interface EmphasisRun {
  readonly text: string;
  /** Always in the order bold, italic, underline; empty for plain text. */
  readonly styles: readonly EmphasisStyle[];
}

/**
 * One element of the page. Offsets are UTF-16 code units of the parsed text, `endOffset` exclusive; elements come in order and
 * never overlap, and what lies between them is blank or the title page. The range of an element includes its marks.
 */
export interface ScreenplayElement {
  readonly type: ElementType;
  /** Without marks and notes; the lines of one paragraph joined by `\n`; emphasis marks stay. Empty for a page break. */
  readonly text: string;
  readonly startOffset: number;
  readonly endOffset: number;
  /** Line of `startOffset`, from 1. */
  readonly line: number;
  /** Sections only: how many `#`. */
  readonly level?: number;
  /** Scene headings only: the number between `#`, null where there is none. */
  readonly number?: string | null;
  /** On every element of a speech that is one of two spoken at once. */
  readonly dual?: 'left' | 'right';
  /** Characters only: who it is, without known extensions. */
  readonly name?: string;
  /** Characters only: the known extensions as written, without parentheses. */
  readonly extensions?: readonly string[];
  /** Notes inside the element, in order; absent where there are none. */
  readonly notes?: readonly ElementNote[];
  /** Present only where the text has emphasis or escapes. */
  readonly runs?: readonly EmphasisRun[];
}

/** One `Key: value` of the title page, without notes and boneyard; an empty value gives an empty list. */
export interface TitlePageEntry {
  readonly key: string;
  readonly values: readonly string[];
}

export type ProblemCode =
  | 'unclosed-note'
  | 'unclosed-boneyard'
  | 'heading-no-blank-before'
  | 'heading-no-blank-after'
  | 'heading-unknown'
  | 'cue-without-speech'
  | 'dual-without-partner';

/** Something on the page that probably is not what the writer meant. `message` is one sentence that says what to do. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

/** A stretch of text that is no part of the page: `[[note]]` or the boneyard. Offsets include the marks. */
export interface RemovedSpan {
  readonly kind: 'note' | 'boneyard';
  readonly startOffset: number;
  readonly endOffset: number;
}

/** A section that is in force at a scene. `level` is the number of `#`. */
export interface SectionTitle {
  readonly level: number;
  readonly title: string;
}

/**
 * A scene, or the passage before the first heading. The slices `startOffset` to `endOffset` tile all the text after the title
 * page. Sections, synopses and notes that stand directly before a heading belong to its scene.
 */
export interface SceneBlock {
  readonly kind: 'scene' | 'passage';
  /** As written, without marks, number, notes and emphasis; empty for a passage. */
  readonly heading: string;
  /** As printed; null where the heading has none. */
  readonly number: string | null;
  readonly startOffset: number;
  readonly endOffset: number;
  /** Where the heading element starts; for a passage where its first element starts. */
  readonly headingOffset: number;
  /** Line of the heading, for a passage of its first element; from 1. */
  readonly startLine: number;
  /** Last line that is not blank, inclusive. */
  readonly endLine: number;
  /** Index of the first element of the slice. */
  readonly firstElement: number;
  /** Index after the last element of the slice. */
  readonly endElement: number;
  /** The sections in force at the heading, outermost first. */
  readonly sectionPath: readonly SectionTitle[];
  /** Texts of the synopses in the slice, in order. */
  readonly synopses: readonly string[];
}

/** A script as read from its text. */
export interface Screenplay {
  readonly titlePage: readonly TitlePageEntry[];
  /** Where the text after the title page starts; 0 where there is no title page. */
  readonly titlePageEndOffset: number;
  readonly elements: readonly ScreenplayElement[];
  readonly scenes: readonly SceneBlock[];
  /** Text before the first heading, or all of a script without headings; null where that is only blank. */
  readonly preamble: SceneBlock | null;
  /** Every note and boneyard in order; a boneyard inside a note is part of the note. */
  readonly removed: readonly RemovedSpan[];
  readonly problems: readonly Problem[];
}
