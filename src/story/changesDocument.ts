import type { ChangedScene, SceneChangeKind } from '../screenplay/sceneChanges';
import { counted } from './lengthText';
import type { LineChange } from './lineChanges';
import { literalMarkdown } from './literalMarkdown';
import { touchedText, type Touched } from './touched';

/** What became of a scene, also where only this is known: that it is not what its card was made from. */
export type DocumentedKind = SceneChangeKind | 'changed' | 'synopsis';

/** A scene as the document names it; `label` is null where it is no longer known. */
export type DocumentedName = Pick<ChangedScene, 'heading' | 'index'> & { readonly label: string | null };

/** One scene in a document about changes. `from` is null where it is new, `to` where it was cut. */
export interface DocumentedScene {
  readonly kinds: readonly DocumentedKind[];
  readonly from: DocumentedName | null;
  readonly to: DocumentedName | null;
  /** What changed in its lines; null where that is not known or too much to say. */
  readonly lines: readonly LineChange[] | null;
  /** How long a new or cut scene is and who is in it; null for others. */
  readonly facts: string | null;
  /** What was made of it; null where nobody asked. */
  readonly touches: Touched | null;
}

/** What changed between two texts of a script, as it is sent to somebody. */
export interface ChangesDocument {
  /** Of the script. */
  readonly title: string;
  /** The day it is written, as the reader reads it. */
  readonly date: string;
  /** What is compared with what, in words. */
  readonly from: string;
  readonly to: string;
  /** Printed pages; `from` is null where it is not known. */
  readonly pages: { readonly from: number | null; readonly to: number };
  /** Every scene, in the order of the new text. */
  readonly scenes: readonly DocumentedScene[];
  /** What changed outside of the scenes, in sentences. */
  readonly outside: readonly string[];
  /** What changed in the lines before the first heading; null where nothing did, or it is not known. */
  readonly opening: readonly LineChange[] | null;
  /** What all of it touches, a line each; empty where nothing was made of the script. */
  readonly touched: readonly string[];
  /** What the reader has to know about how this was found out; null: nothing. */
  readonly note: string | null;
}

/** The document as Markdown. It can be read as plain text as well: cut words are struck out, new ones are bold. */
export function changesDocument(document: ChangesDocument): string {
  const { title, date, from, to, pages, scenes, outside, opening, touched, note } = document;
  const changed = scenes.filter(({ kinds }) => !kinds.includes('unchanged'));
  const length =
    pages.from === null || pages.from === pages.to
      ? counted(pages.to, 'page')
      : `${pages.from} → ${counted(pages.to, 'page')}`;
  const parts = [
    `# ${literalMarkdown(title)}: what changed`,
    literalMarkdown(date),
    [`From: ${literalMarkdown(from)}`, `To: ${literalMarkdown(to)}`, `Length: ${length}`].join('  \n'),
    summary(scenes, changed),
    ...(outside.length === 0 ? [] : [literalMarkdown(outside.join(' '))]),
    ...(note === null ? [] : [`_${literalMarkdown(note)}_`]),
    ...(opening === null
      ? []
      : [scenes.length === 0 ? '## The text' : '## Before the first scene', ...linesPart(opening)]),
    ...changed.flatMap(scenePart),
    ...(touched.length === 0
      ? []
      : ['## What this touches', touched.map((line) => `- ${literalMarkdown(line)}`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summary(scenes: readonly DocumentedScene[], changed: readonly DocumentedScene[]): string {
  const same = scenes.filter(({ kinds }) => kinds.includes('unchanged'));
  const numbers = renumbered(same);
  const others = numbers === '' ? '' : ` Other numbers: ${numbers}.`;
  if (changed.length === 0) {
    if (same.length === 0) return '**No scene changed.** There are none.';
    return `**No scene changed.** ${counted(same.length, 'scene')} ${same.length === 1 ? 'is' : 'are'} as before.${others}`;
  }
  const counts = COUNTED.flatMap(([kind, word]) => {
    const count = changed.filter(({ kinds }) => kinds.includes(kind)).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const rest =
    same.length === 0 ? '' : ` ${counted(same.length, 'scene')} ${same.length === 1 ? 'is' : 'are'} as before.`;
  return `**${counts.join(', ')}.**${rest}${others}`;
}

const COUNTED: readonly (readonly [DocumentedKind, string])[] = [
  ['rewritten', 'rewritten'],
  ['changed', 'changed'],
  ['added', 'new'],
  ['cut', 'cut'],
  ['moved', 'moved'],
  ['heading', 'with another heading'],
  ['synopsis', 'with another synopsis'],
];

/** Scenes that are as they were under another number: `5–8 → 6–9, 12 → 13A`. */
function renumbered(scenes: readonly DocumentedScene[]): string {
  const runs: { from: string; to: string; lastFrom: string; lastTo: string; at: number }[] = [];
  for (const { from, to } of scenes) {
    if (from?.label == null || to?.label == null || from.label === to.label) continue;
    const last = runs.at(-1);
    const follows = last?.at === to.index - 1 && follow(last.lastFrom, from.label) && follow(last.lastTo, to.label);
    if (last !== undefined && follows) Object.assign(last, { lastFrom: from.label, lastTo: to.label, at: to.index });
    else runs.push({ from: from.label, to: to.label, lastFrom: from.label, lastTo: to.label, at: to.index });
  }
  const span = (first: string, last: string): string => (first === last ? first : `${first}–${last}`);
  return runs
    .map(({ from, to, lastFrom, lastTo }) => `${span(from, lastFrom)} → ${span(to, lastTo)}`)
    .map(literalMarkdown)
    .join(', ');
}

function follow(label: string, next: string): boolean {
  return /^\d+$/u.test(label) && Number(label) + 1 === Number(next);
}

function scenePart({ kinds, from, to, lines, facts, touches }: DocumentedScene): string[] {
  const named = to ?? from;
  const heading = named?.heading === '' ? 'Scene' : (named?.heading ?? '');
  const label = to === null ? bracketed(from?.label ?? null) : to.label;
  const what = sentences(kinds, from, to);
  const touched = touches === null ? '' : touchedText(touches);
  return [
    `## ${literalMarkdown([label ?? '', heading].join(' '))}`,
    [what, ...(facts === null ? [] : [`${literalMarkdown(facts)}.`])].join(' '),
    ...(lines === null ? [] : linesPart(lines)),
    ...(touched === '' ? [] : [`_Touches ${literalMarkdown(touched)}._`]),
  ];
}

function bracketed(label: string | null): string | null {
  return label === null ? null : `(${label})`;
}

function sentences(kinds: readonly DocumentedKind[], from: DocumentedName | null, to: DocumentedName | null): string {
  const words = kinds.map((kind) => {
    switch (kind) {
      case 'moved':
        return from === null || to === null ? 'moved' : `moved ${to.index < from.index ? 'up' : 'down'}${place(from)}`;
      case 'heading':
        return from?.heading === to?.heading
          ? 'with other marks in its heading'
          : `with another heading (it was ${from?.heading ?? ''})`;
      case 'added':
        return 'new';
      case 'synopsis':
        return 'with another synopsis';
      default:
        return kind;
    }
  });
  // A scene that moved says so with the number that it had.
  const other = !kinds.includes('moved') && from?.label != null && to?.label != null && from.label !== to.label;
  const sentence = literalMarkdown(`${words.join(', ')}${other ? `; it was ${from.label}` : ''}.`);
  return sentence.charAt(0).toLocaleUpperCase('en') + sentence.slice(1);
}

function place({ label, index }: DocumentedName): string {
  return label === null ? ` (it was number ${index + 1} in order)` : ` (it was ${label})`;
}

/** So many changed lines of one scene are shown. */
const MOST_LINES = 24;

function linesPart(lines: readonly LineChange[]): string[] {
  if (lines.length === 0) return ['Nothing that is printed differs: marks of Fountain do, or where lines break.'];
  const shown = lines.slice(0, MOST_LINES).map((line) => `> ${lineText(line)}`);
  const more = lines.length - MOST_LINES;
  return [
    shown.join('\n>\n'),
    ...(more > 0 ? [`And ${counted(more, 'more changed line', 'more changed lines')}.`] : []),
  ];
}

function lineText(line: LineChange): string {
  switch (line.kind) {
    case 'cut':
      return `~~${literalMarkdown(line.text)}~~`;
    case 'added':
      return `**${literalMarkdown(line.text)}**`;
    case 'rewritten':
      return line.parts.map(({ kind, text }) => marked(kind, text)).join(' ');
  }
}

function marked(kind: 'same' | 'cut' | 'added', text: string): string {
  const mark = kind === 'same' ? '' : kind === 'cut' ? '~~' : '**';
  return `${mark}${literalMarkdown(text)}${mark}`;
}
