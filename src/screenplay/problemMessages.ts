import type { ProblemCode } from './screenplay';

/** One sentence a problem, for the writer: what to do. */
export const PROBLEM_MESSAGES: Readonly<Record<ProblemCode, string>> = {
  'unclosed-note': 'This note is never closed: write ]] where it ends, or put two spaces on each blank line inside it.',
  'unclosed-boneyard': 'This /* is never closed: write */ where the cut text ends.',
  'heading-no-blank-before': 'This looks like a scene heading but is read as text: put a blank line before it.',
  'heading-no-blank-after': 'Put a blank line after this scene heading, so that other programs read it as one too.',
  'heading-unknown':
    'This looks like a scene heading but Fountain does not know it: begin it with INT./EXT. or with a period.',
  'cue-without-speech':
    'Nobody speaks under this name: write the speech on the next line, without a blank line between.',
  'dual-without-partner':
    'There is no single speech directly before this one to set it beside: remove the ^ or move the speech.',
};
