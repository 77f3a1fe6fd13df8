import { createRequire } from 'node:module';
import { Fountain, Lexer } from 'fountain-js';
import { shippedReader } from './shippedReader';

/** A reader of Fountain, set up as its documentation says, to make all it can of a script. */
export interface BenchReader {
  readonly name: string;
  readonly read: (text: string) => unknown;
  readonly isOurs: boolean;
}

/** Ours and two of the trade. */
export const READERS: readonly BenchReader[] = [
  { name: 'ours', isOurs: true, read: (text) => shippedReader.parseScreenplay(text) },
  { name: 'ours, to be edited', isOurs: true, read: (text) => shippedReader.readDocument(text) },
  // As its README says, with tokens; it always makes HTML too.
  { name: 'fountain-js', isOurs: false, read: (text) => new Fountain().parse(text, true) },
  { name: 'fountain-js, tokens alone', isOurs: false, read: (text) => Lexer.tokenize(text) },
  { name: 'aw-parser', isOurs: false, read: (text) => parser.parse(text, AW_CONFIG) },
];

/*
 * It has no documentation; these are the settings of its own tests, without the three that add or drop lines for the page. Notes
 * stay in the text of its tokens: it knows them only to leave them out, which would cost it a pass more.
 */
const AW_CONFIG = {
  print_headers: true,
  print_actions: true,
  print_dialogues: true,
  print_notes: true,
  print_sections: true,
  print_synopsis: true,
  use_dual_dialogue: true,
};

const { parser } = createRequire(__filename)('aw-parser') as {
  readonly parser: { parse(text: string, config: typeof AW_CONFIG): unknown };
};
