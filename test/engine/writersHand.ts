import { randomNumbers, sceneAt, write } from './draft';

/** One thing a writer does to a text. `name` says what, for the message of a test that fails. */
export interface HandMove {
  readonly name: string;
  readonly text: string;
}

/** A writer at work, the same moves every time for one seed. Knows the texts there were, for undo and paste. */
export interface WritersHand {
  move(text: string): HandMove;
  /** True about once in `every` times. */
  chance(every: number): boolean;
}

/**
 * Moves of every kind: words, scenes, marks, line ends, slips of the finger, and undo of any of them. With `speeches` also lines
 * in speeches that are printed nowhere but decide how those read.
 */
export function createWritersHand(seed: number, { speeches = false } = {}): WritersHand {
  const random = randomNumbers(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
  const past: string[] = [];
  let clipboard = write([sceneAt(900)]);
  let newScenes = 1000;

  const inBlock = (text: string, change: (block: string) => string): string => {
    const blocks = blocksOf(text);
    const at = below(blocks.length);
    return blocks.map((block, index) => (index === at ? change(block) : block)).join('');
  };
  const inParagraph = (text: string, change: (paragraph: string) => string): string =>
    inBlock(text, (block) => {
      const paragraphs = block.split(/(\n{2,})/);
      const at = below(paragraphs.length);
      return paragraphs.map((part, index) => (index === at && part.trim() !== '' ? change(part) : part)).join('');
    });
  /** A line between what a paragraph ends with and a further line of it. */
  const inSpeech = (text: string, line: string): string =>
    inParagraph(text, (part) => `${part}\n${line}\n${pick(SENTENCES) ?? ''}`);
  const withBlocks = (text: string, change: (blocks: string[], at: number) => void): string => {
    const blocks = blocksOf(text);
    change(blocks, below(Math.max(1, blocks.length)));
    return blocks.join('');
  };

  const moves: Readonly<Record<string, (text: string) => string>> = {
    'a word': (text) => inParagraph(text, (part) => part.replace(/\b[a-z]{4,}\b/, () => pick(WORDS) ?? '')),
    'a sentence': (text) => inParagraph(text, (part) => `${part} ${pick(SENTENCES) ?? ''}`),
    'a heading': (text) => inBlock(text, (block) => block.replace(/^(INT|EXT)\..*$/m, () => pick(HEADINGS) ?? '')),
    'a new scene': (text) =>
      withBlocks(text, (blocks, at) => void blocks.splice(at, 0, `${write([sceneAt(newScenes++)])}\n`)),
    'a scene cut': (text) => withBlocks(text, (blocks, at) => (clipboard = blocks.splice(at, 1)[0] ?? clipboard)),
    'a scene pasted': (text) => withBlocks(text, (blocks, at) => void blocks.splice(at, 0, clipboard)),
    'a scene moved': (text) =>
      withBlocks(text, (blocks, at) => void blocks.splice(below(blocks.length), 0, ...blocks.splice(at, 1))),
    'a scene doubled': (text) => withBlocks(text, (blocks, at) => void blocks.splice(at, 0, blocks[at] ?? '')),
    'three scenes cut': (text) => withBlocks(text, (blocks, at) => void blocks.splice(at, 3)),
    'a split': (text) => inParagraph(text, (part) => `${pick(HEADINGS) ?? ''}\n\n${part}`),
    'a join': (text) => inBlock(text, (block) => block.replace(/^(INT|EXT)\..*\n\n/m, '')),
    'a number': (text) => inBlock(text, (block) => block.replace(/^((?:INT|EXT)\.[^#\r\n]*)$/m, `$1 #${below(60)}#`)),
    'numbers removed': (text) => text.replace(/ #\d+#$/gm, ''),
    'a note': (text) => inParagraph(text, (part) => `${part} [[${pick(SENTENCES) ?? ''}]]`),
    'a note of its own': (text) => inParagraph(text, (part) => `${part}\n\n[[${pick(WORDS) ?? ''}]]`),
    'a synopsis': (text) => inParagraph(text, (part) => `${part}\n\n= ${pick(SENTENCES) ?? ''}`),
    'a section': (text) => inBlock(text, (block) => `${'#'.repeat(1 + below(3))} ${pick(WORDS) ?? ''}\n\n${block}`),
    'the boneyard': (text) => inParagraph(text, (part) => `/*\n${part}\n*/`),
    'an open mark': (text) => inParagraph(text, (part) => `${pick(['/*', '[[', '*/', ']]']) ?? ''}${part}`),
    'open marks closed': (text) => text.replaceAll(/\/\*|\*\/|\[\[|\]\]/g, ''),
    'another speaker': (text) => inParagraph(text, (part) => part.replace(/^[A-Z]+(?=\n)/, () => pick(SPEAKERS) ?? '')),
    'a speech muted': (text) => inParagraph(text, (part) => part.replace(/^[A-Z]+\n/, '')),
    'the line ends': (text) => (text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n')),
    'blank lines': (text) => inParagraph(text, (part) => `${part}${'\n'.repeat(1 + below(3))}`),
    'a title page': (text) => `Title: ${pick(WORDS) ?? ''}\nAuthor: Nobody\n\n${withoutTitle(text)}`,
    'another title page, longer': (text) =>
      `Title: ${pick(WORDS) ?? ''}\nContact:\n    A Street\n    A Town\n\n\n${withoutTitle(text)}`,
    'no title page': withoutTitle,
    'words before the first scene': (text) => `${pick(SENTENCES) ?? ''}\n\n${withoutTitle(text)}`,
    'a slip of the finger': (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + (pick(SLIPS) ?? '') + text.slice(at);
    },
    'a stretch deleted': (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + text.slice(at + below(200));
    },
    undo: (text) => past.at(-1 - below(Math.min(past.length, 12))) ?? text,
    'back to the beginning': (text) => past[0] ?? text,
  };
  const inSpeeches: typeof moves = {
    'a speech that goes on behind a blank line': (text) => inSpeech(text, '  '),
    'a note in a speech': (text) => inSpeech(text, `[[${pick(WORDS) ?? ''}]]`),
    'a synopsis in a speech': (text) => inSpeech(text, `= ${pick(SENTENCES) ?? ''}`),
    'trailing blanks trimmed': (text) => text.replaceAll(/[ \t]+$/gm, ''),
    'notes removed': (text) => text.replaceAll(/\[\[[^\]]*\]\]\n?/g, ''),
  };
  const known = speeches ? { ...moves, ...inSpeeches } : moves;
  const names = Object.keys(known);

  return {
    move: (text) => {
      const name = pick(names) ?? '';
      past.push(text);
      return { name, text: known[name]?.(text) ?? text };
    },
    chance: (every) => below(every) === 0,
  };
}

/** A text cut where scenes begin, the first part with what stands before; joined they are the text. */
function blocksOf(text: string): string[] {
  return text.split(/^(?=(?:INT|EXT)\.)/m);
}

function withoutTitle(text: string): string {
  return text.startsWith('Title:') ? text.replace(/^[\s\S]*?\r?\n\r?\n\s*/, '') : text;
}

const WORDS = ['saffron', 'thimble', 'orchard', 'Marguerite', 'CLATTER', 'écluse', 'ledger', 'Ada', 'glimmer'];
const SENTENCES = [
  'It rains.',
  'ADA looks up.',
  'Nobody saw the orchard, not even Bruno.',
  'A DOG barks.',
  'Und weiter.',
];
const HEADINGS = ['INT. VAULT - NIGHT', 'EXT. ORCHARD - DAWN', 'EXT. PIER - DAY', 'INT. CELLAR - DAY'];
const SPEAKERS = ['ADA', 'BRUNO (V.O.)', 'ADA AND BRUNO', 'MR. O’HARE', 'GUARD (2)'];
const SLIPS = [
  '.',
  '@',
  '!',
  '>',
  '<',
  '~',
  '^',
  '\n',
  '\n\n',
  ' ',
  '#',
  '=',
  '_',
  '*',
  '\t',
  '\u00a0',
  'İ',
  '🎭',
  '\u202e',
];
