/**
 * The rules a page is set by. Widths are characters of 12-point Courier, ten to the inch; heights are lines, six to the inch.
 *
 * The values of `US_LETTER` are those of Final Draft's standard template. Where a rule has a source it is named at the rule; what
 * no text states was read off scripts that carry Final Draft's own page of every scene (`npm run bench -- pages`), and the
 * benchmark shows for each value what another would cost.
 */
export interface PageFormat {
  /** Lines between top and bottom margin: 9 inches of a letter page. */
  readonly lines: number;
  readonly widths: ColumnWidths;
  /** Blank lines above, left out at the top of a page (Final Draft: SpaceBefore 24 and 12 points). */
  readonly blankLines: { readonly heading: number; readonly other: number };
  /**
   * Lines that a paragraph broken between pages leaves at the foot, and takes over at least: "only after at least 2 lines, and
   * only at the end of a sentence" (Scriptware's page break rules, scriptwritingsecrets.com/PageBreak.htm). In a speech all lines
   * below the cue count.
   */
  readonly leastAbove: number;
  readonly leastBelow: number;
  /**
   * A speech may leave a single line below its cue where at least this many lines go over, unless a heading stands above the cue:
   * with the cue that line is not alone. Infinity: never.
   */
  readonly belowLoneLine: number;
  /**
   * What stays with a heading at the foot of a page. All agree that a heading is never the last line, unless another follows (the
   * same). `first lines` keeps as much as `leastAbove` asks. `opening` keeps the paragraph that opens the scene whole ("heading and
   * action are inseparable", belletristica.com, *Formale Drehbuchstandards: Seitenumbruch*) and, where that is followed by more
   * action, one line of it too, by Final Draft's own counts.
   */
  readonly withHeading: 'first lines' | 'opening';
  /** Whether a page may begin with a transition: "never start a page with a transition" (the same). */
  readonly transitionMayLead: boolean;
  /** Lines that (MORE) takes from a page: none, Final Draft prints it in the bottom margin. */
  readonly moreLines: number;
  /** Lines that the cue with (CONT'D) takes from the next page: none, by what Final Draft's own counts come to. */
  readonly continuedLines: number;
}

export interface ColumnWidths {
  readonly heading: number;
  readonly action: number;
  readonly cue: number;
  readonly dialogue: number;
  /** From the second line on; the opening parenthesis hangs to the left of the column (Final Draft: FirstIndent −0.1 inch). */
  readonly parenthetical: number;
  readonly transition: number;
  /** Each of two speeches side by side. No script we have shows this width: half the dialogue's page less a gutter. */
  readonly dualDialogue: number;
  readonly dualParenthetical: number;
}

/**
 * US Letter with margins of 1.5 inches left and 1 inch else. Final Draft fits 61 characters into the 6 inches of headings and
 * action, 35 into the 3.5 of dialogue, 38 into the 3.75 of cues: its Courier is a little narrower than ten to the inch.
 */
export const US_LETTER: PageFormat = {
  lines: 54,
  widths: {
    heading: 61,
    action: 61,
    cue: 38,
    dialogue: 35,
    parenthetical: 25,
    transition: 16,
    dualDialogue: 28,
    dualParenthetical: 22,
  },
  blankLines: { heading: 2, other: 1 },
  leastAbove: 2,
  leastBelow: 2,
  belowLoneLine: 3,
  withHeading: 'opening',
  transitionMayLead: false,
  moreLines: 0,
  continuedLines: 0,
};

/** A4 with the same columns: 9.69 inches between margins of an inch. */
export const A4: PageFormat = { ...US_LETTER, lines: 58 };
