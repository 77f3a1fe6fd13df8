import type { ElementType, EmphasisRun } from '../screenplay';

/** A note inside an element: the line of it and the unit of that line's plain text before which it stands. */
export interface InlineNote {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * An element as it is to stand on the page, without any marks: what `renderFountain` writes so that `parseScreenplay` reads it
 * back. Every type but action, dialogue, lyrics, centered, note and boneyard has one line.
 */
export interface PageElement {
  readonly type: ElementType;
  /** Each line in its styles; a line without text is a blank one. A boneyard's are Fountain. */
  readonly lines: readonly (readonly EmphasisRun[])[];
  /** On the line directly below the element before it, as all of a speech is. */
  readonly joined: boolean;
  readonly number: string | null;
  /** Sections only; 1 elsewhere. */
  readonly level: number;
  /** A cue that is spoken at the same time as the speech before it. */
  readonly isSecond: boolean;
  readonly notes: readonly InlineNote[];
}
