import { parseScreenplay } from '../screenplay/parseScreenplay';
import { PROBLEM_MESSAGES } from '../screenplay/problemMessages';
import type { ElementType, ScreenplayElement } from '../screenplay/screenplay';
import { counted } from './lengthText';
import { plainLine } from './plainText';

/**
 * What a proposal does to a scene beyond its words, a sentence each: to headings, to who speaks, to its length. Read off
 * the scene with and without it. Empty where it is a rewrite of lines like any other.
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
    ...silenced(was.speakers, is.speakers),
    ...newProblems(was.problems, is.problems),
    ...growth(before, after),
  ];
}

/** Whether the page reads the same with it: only blanks or what nobody can see are other. */
export function changesNothing(before: string, after: string): boolean {
  const read = (text: string): string =>
    JSON.stringify(
      parseScreenplay(text, { titlePage: false }).elements.map(({ type, text: words, number, notes = [] }) => [
        type,
        plainLine(words),
        number,
        notes.map((note) => plainLine(note.text)),
      ]),
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
  /** Who speaks, as named on the page. */
  readonly speakers: ReadonlySet<string>;
  /** How often each thing is found that is probably not meant. */
  readonly problems: ReadonlyMap<keyof typeof PROBLEM_MESSAGES, number>;
}

function readSlice(text: string): SliceReading {
  const { elements, problems } = parseScreenplay(text, { titlePage: false });
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
  return { page, headings, speakers, problems: counts };
}

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
