import { parseScreenplay } from '../screenplay/parseScreenplay';
import { PROBLEM_MESSAGES } from '../screenplay/problemMessages';
import type { ElementType, RemovedSpan, ScreenplayElement } from '../screenplay/screenplay';
import { counted } from './lengthText';
import { plainLine } from './plainText';

/**
 * What a proposal does to a scene beyond its words, a sentence each: to headings, to what is off the page, to who speaks, to
 * its length. Read off the scene with and without it. Empty where it is a rewrite of lines like any other.
 *
 * @param before the scene's slice of the document
 */
export function proposalConsequences(before: string, after: string): string[] {
  const [was, is] = [readSlice(before), readSlice(after)];
  if (was.page.length > 0 && is.page.length === 0) {
    return [was.headings.length > 0 ? 'Takes the scene out.' : 'Takes all of the text out.'];
  }
  return [
    ...headingConsequences(was.headings, is.headings),
    ...COUNTED.flatMap((kind) => countedConsequences(kind, was.texts, is.texts)),
    ...lastOnes(was.page, is.page),
    ...silenced(was.speakers, is.speakers),
    ...newProblems(was.problems, is.problems),
    ...growth(before, after),
  ];
}

/** Whether the page reads the same with it: only blanks or what nobody can see are other. */
export function changesNothing(before: string, after: string): boolean {
  const read = (text: string): string =>
    JSON.stringify(
      parseScreenplay(text, { titlePage: false }).elements.map(
        ({ type, text: words, number, level, dual, notes = [] }) => [
          type,
          plainLine(words),
          number,
          level,
          dual,
          notes.map((note) => plainLine(note.text)),
        ],
      ),
    );
  return read(before) === read(after);
}

/**
 * Whether it takes what stands behind the scene off the page, or makes it something else: a note or a cut without an end,
 * or a last line that the next heading is glued to.
 */
export function takesWhatFollows(before: string, after: string): boolean {
  const open = (text: string): number =>
    parseScreenplay(text, { titlePage: false }).problems.filter(({ code }) => UNCLOSED.has(code)).length;
  const keepsNext = (text: string): boolean =>
    parseScreenplay(text + NEXT_SCENE, { titlePage: false }).elements.some(
      ({ type, startOffset }) => type === 'scene_heading' && startOffset === text.length,
    );
  return open(after) > open(before) || (keepsNext(before) && !keepsNext(after));
}

const UNCLOSED: ReadonlySet<string> = new Set(['unclosed-note', 'unclosed-boneyard']);
const NEXT_SCENE = 'INT. NEXT - DAY\n\nHere.\n';

interface SliceReading {
  /** What is printed. */
  readonly page: readonly ScreenplayElement[];
  readonly headings: readonly string[];
  /** What is counted, by its kind. */
  readonly texts: Readonly<Record<CountedKind, readonly string[]>>;
  /** Who speaks, as named on the page. */
  readonly speakers: ReadonlySet<string>;
  /** How often each thing is found that is probably not meant. */
  readonly problems: ReadonlyMap<keyof typeof PROBLEM_MESSAGES, number>;
}

function readSlice(text: string): SliceReading {
  const { elements, problems, removed } = parseScreenplay(text, { titlePage: false });
  const page = elements.filter(({ type }) => !UNPRINTED.has(type));
  const speakers = new Set<string>();
  let speaker: string | undefined;
  for (const { type, name } of page) {
    if (type === 'character') speaker = name;
    else if (speaker !== undefined && SPEECH.has(type)) speakers.add(speaker);
    else if (type !== 'parenthetical') speaker = undefined;
  }
  const counts = new Map<keyof typeof PROBLEM_MESSAGES, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  const headings = page
    .filter(({ type }) => type === 'scene_heading')
    .map(({ text: words, number }) => `${plainLine(words)} #${number ?? ''}`);
  const textsOf = (type: ElementType): string[] =>
    elements.filter((one) => one.type === type).map(({ text: words, level }) => `${level ?? ''} ${plainLine(words)}`);
  const linesOf = (kind: RemovedSpan['kind']): string[][] =>
    removed
      .filter((span) => span.kind === kind)
      .map(({ startOffset, endOffset }) =>
        text
          .slice(startOffset + 2, endOffset - 2)
          .split('\n')
          .map(plainLine),
      );
  const texts = {
    section: textsOf('section'),
    synopsis: textsOf('synopsis'),
    page_break: textsOf('page_break'),
    note: linesOf('note').map((lines) => lines.join(' ')),
    cut_line: linesOf('boneyard').flatMap((lines) => lines.filter((line) => line !== '')),
    dual: elements.filter(({ type, dual }) => type === 'character' && dual === 'right').map(({ name = '' }) => name),
  };
  return { page, headings, texts, speakers, problems: counts };
}

/** What is no line of the page like another: it is off the page, or says how the page is set. */
type CountedKind = 'section' | 'synopsis' | 'page_break' | 'note' | 'cut_line' | 'dual';

/** How it is said that so many of a kind come, go or have other words. */
interface Counted {
  readonly kind: CountedKind;
  readonly nouns: readonly [one: string, more: string];
  readonly verbs: readonly [adds: string, takes: string, changes: string];
  /** What that means, behind the noun. */
  readonly aside: string;
}

const VERBS = ['Adds', 'Takes out', 'Changes'] as const;
const COUNTED: readonly Counted[] = [
  {
    kind: 'section',
    nouns: ['section heading', 'section headings'],
    verbs: VERBS,
    aside: ': the structure of the script changes',
  },
  { kind: 'synopsis', nouns: ['synopsis', 'synopses'], verbs: VERBS, aside: ' (not printed)' },
  { kind: 'page_break', nouns: ['page break', 'page breaks'], verbs: VERBS, aside: '' },
  { kind: 'note', nouns: ['note', 'notes'], verbs: VERBS, aside: ' (not printed)' },
  {
    kind: 'cut_line',
    nouns: ['line', 'lines'],
    verbs: ['Puts', 'Takes out', 'Changes'],
    aside: ' between /* and */ (not printed)',
  },
  {
    kind: 'dual',
    nouns: ['speech', 'speeches'],
    verbs: ['Sets', 'No longer sets', 'Changes'],
    aside: ' beside the one before',
  },
];

function countedConsequences(
  { kind, nouns, verbs, aside }: Counted,
  was: SliceReading['texts'],
  is: SliceReading['texts'],
): string[] {
  const more = is[kind].length - was[kind].length;
  const other = more === 0 ? without(is[kind], was[kind]).length : 0;
  const count = Math.abs(more) + other;
  if (count === 0) return [];
  const verb = verbs[more > 0 ? 0 : more < 0 ? 1 : 2];
  return [`${verb} ${count} ${nouns[count === 1 ? 0 : 1]}${aside}.`];
}

/** These without those, each as often as it is in both. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those];
  return these.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The kinds of lines that the page had and has no more. Speeches are told by who spoke. */
function lastOnes(was: SliceReading['page'], is: SliceReading['page']): string[] {
  const typesOf = (page: SliceReading['page']): Set<ElementType> => new Set(page.map(({ type }) => type));
  const left = typesOf(is);
  return [...typesOf(was)].flatMap((type) => {
    const name = WHOLE_KINDS[type];
    return name === undefined || left.has(type) ? [] : [`Leaves no ${name}.`];
  });
}

const WHOLE_KINDS: Partial<Record<ElementType, string>> = {
  action: 'action',
  lyrics: 'lyrics',
  transition: 'transition',
  centered: 'centered text',
};

const UNPRINTED: ReadonlySet<ElementType> = new Set(['note', 'boneyard', 'section', 'synopsis', 'page_break']);
const SPEECH: ReadonlySet<ElementType> = new Set(['dialogue', 'lyrics']);

function headingConsequences(was: readonly string[], is: readonly string[]): string[] {
  const [first] = was;
  const added = is.length - was.length;
  if (first === undefined) return added > 0 ? [`Adds ${counted(added, 'scene heading')}.`] : [];
  if (is.length === 0) return ['Takes the scene heading out: what is left joins the scene before.'];
  const changed = is.includes(first) ? [] : ['Changes the scene heading.'];
  if (added <= 0) return changed;
  const becomes = is.length === 2 ? 'two' : String(is.length);
  return [...changed, `Adds ${counted(added, 'scene heading')}: the scene becomes ${becomes}.`];
}

function silenced(was: ReadonlySet<string>, is: ReadonlySet<string>): string[] {
  const names = [...was].filter((name) => !is.has(name));
  return names.length === 0 ? [] : [`Leaves ${LIST.format(names)} without a line.`];
}

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

function newProblems(was: SliceReading['problems'], is: SliceReading['problems']): string[] {
  return [...is].filter(([code, count]) => count > (was.get(code) ?? 0)).map(([code]) => PROBLEM_MESSAGES[code]);
}

function growth(before: string, after: string): string[] {
  const times = Math.round(after.trim().length / Math.max(before.trim().length, 1));
  return times < MUCH_LONGER ? [] : [`Makes the text ${times} times as long.`];
}

/** From so many times the length on it is said. */
const MUCH_LONGER = 4;
