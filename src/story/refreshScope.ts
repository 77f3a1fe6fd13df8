import type { CharacterView, ScriptView } from './analysisResult';
import { ARTIFACT_KINDS, type ArtifactKind } from './artifactKind';
import { principals } from './principals';
import type { StatusResult } from './statusResult';

/** What a writer wants made again: of one kind, about one subject, both, or everything. */
export interface RefreshWish {
  /** Null: every kind. */
  readonly kind: ArtifactKind | null;
  /** A scene's id or label, a character's name, the id of a thread or relationship; null: all of them. */
  readonly subject: string | null;
}

/** What has to be made, if it is missing or behind. */
export interface RefreshScope {
  readonly kinds: readonly ArtifactKind[];
  /** As the planner names them, of whichever kind; null: all. */
  readonly subjects: readonly string[] | null;
  /**
   * Scenes whose cards are missing or behind and are read by what was asked for, so that they are made first; none that
   * are pinned. In script order.
   */
  readonly cardsFirst: readonly string[];
}

/** `unknown`: nothing is called so; `nearest` is what comes closest, null where nothing does. */
export type ReadRefresh =
  | { readonly kind: 'scope'; readonly scope: RefreshScope }
  | { readonly kind: 'unknown'; readonly nearest: string | null }
  /** There is such a thing, and none of this kind is made of it. `isA` says what it is: `a scene`. */
  | { readonly kind: 'other-kind'; readonly isA: string; readonly made: readonly ArtifactKind[] };

/**
 * What a wish comes to on this script. What is made of cards can only be as current as they are: the cards it reads that
 * are missing or behind are in the scope too.
 */
export function readRefresh(view: ScriptView, status: StatusResult, wish: RefreshWish): ReadRefresh {
  if (wish.subject === null) return { kind: 'scope', scope: scopeOf(view, status, wish.kind, null) };
  const found = findSubject(view, wish.subject);
  if (found === null) return { kind: 'unknown', nearest: nearestSubject(view, wish.subject) };
  if (wish.kind === 'keyScene' && found.sceneIds === null && found.kinds.includes('card')) {
    // Which scenes are key is weighed among all of them.
    return { kind: 'scope', scope: { kinds: ['keyScene'], subjects: [''], cardsFirst: [] } };
  }
  if (wish.kind !== null && !found.kinds.includes(wish.kind)) {
    return { kind: 'other-kind', isA: found.isA, made: found.kinds };
  }
  return { kind: 'scope', scope: scopeOf(view, status, wish.kind, found) };
}

/** Whom a word names, and what is made of it. */
interface FoundSubject {
  readonly isA: string;
  /** Only for a character: the scenes whose cards its sheet reads, by id. */
  readonly sceneIds: readonly string[] | null;
  /** As the planner names it. */
  readonly subject: string;
  readonly kinds: readonly ArtifactKind[];
}

function scopeOf(
  view: ScriptView,
  status: StatusResult,
  kind: ArtifactKind | null,
  found: FoundSubject | null,
): RefreshScope {
  const asked = kind === null ? (found?.kinds ?? ARTIFACT_KINDS) : [kind];
  const own = found === null ? null : [found.subject];
  if (asked.includes('card') || !asked.some((one) => MADE_OF_CARDS.has(one))) {
    return { kinds: asked, subjects: own, cardsFirst: [] };
  }
  const sheets = kind === 'sheet' ? withSheet(view) : [];
  const read = found?.sceneIds ?? (kind === 'sheet' ? scenesOf(view, sheets) : null);
  const due = cardsDue(view, status).filter((id) => read === null || read.includes(id));
  const kinds: readonly ArtifactKind[] = due.length === 0 ? asked : ['card', ...asked];
  // All sheets: of the cards only those that they read; the sheets themselves by name.
  const names = own ?? (kind === 'sheet' ? sheets.map(({ name }) => name) : ['']);
  return { kinds, subjects: [...due, ...names], cardsFirst: due };
}

const MADE_OF_CARDS: ReadonlySet<ArtifactKind> = new Set(['outline', 'sheet', 'thread', 'relationship']);

/** Who has a sheet, or gets one without being asked for. */
function withSheet({ characters }: ScriptView): readonly CharacterView[] {
  const present = characters.map((character) => ({ ...character, sceneCount: character.sceneIndices.length }));
  const due = new Set(principals(present));
  return present.filter((character) => due.has(character) || character.sheet !== null);
}

function scenesOf({ scenes }: ScriptView, characters: readonly CharacterView[]): readonly string[] {
  const all = new Set(characters.flatMap(({ sceneIndices }) => sceneIndices));
  return scenes.filter(({ index }) => all.has(index)).map(({ id }) => id);
}

function cardsDue({ scenes }: ScriptView, { artifacts }: StatusResult): readonly string[] {
  const behind = new Set(
    artifacts.flatMap(({ kind, subject, stale, pinned }) => (kind === 'card' && stale && !pinned ? [subject] : [])),
  );
  return scenes.filter(({ id, card }) => card === null || behind.has(id)).map(({ id }) => id);
}

/** A label is compared as written, a name in any case. A printed number comes before a name that looks like one. */
function findSubject(view: ScriptView, word: string): FoundSubject | null {
  const { scenes, characters, threads, relationships } = view;
  const wanted = word.trim();
  const scene = scenes.find(({ id }) => id === wanted) ?? scenes.find(({ label }) => same(label, wanted));
  if (scene !== undefined) {
    return { isA: 'a scene', subject: scene.id, sceneIds: null, kinds: ['card', 'embedding'] };
  }
  const character = characters.find(({ name, aliases }) => [name, ...aliases].some((one) => same(one, wanted)));
  if (character !== undefined) {
    const sceneIds = character.sceneIndices.flatMap((index) => scenes[index]?.id ?? []);
    return { isA: 'a character', subject: character.name, sceneIds, kinds: ['sheet'] };
  }
  if (threads.some(({ id, name }) => id === wanted || same(name, wanted))) {
    return { isA: 'a plot thread', subject: '', sceneIds: null, kinds: ['thread'] };
  }
  if (relationships.some(({ id }) => id === wanted)) {
    return { isA: 'a setup or echo', subject: '', sceneIds: null, kinds: ['relationship'] };
  }
  return null;
}

function same(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(text: string): string {
  return text.normalize('NFC').replace(/[‘’]/gu, "'").replace(/\s+/gu, ' ').trim().toLocaleUpperCase('en');
}

/** The label or name that takes the fewest letters to become this word; null where nothing is half like it. */
function nearestSubject({ scenes, characters, threads }: ScriptView, word: string): string | null {
  const known = [...characters, ...threads].map(({ name }) => name).concat(scenes.map(({ label }) => label));
  const wanted = fold(word);
  let nearest: { readonly name: string; readonly steps: number } | null = null;
  for (const name of known) {
    const steps = stepsBetween(wanted, fold(name));
    if (steps > Math.max(wanted.length, name.length) / 2) continue;
    if (nearest === null || steps < nearest.steps) nearest = { name, steps };
  }
  return nearest?.name ?? null;
}

/** How many letters must be put in, taken out or replaced to make one word of the other (Levenshtein, row by row). */
function stepsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
