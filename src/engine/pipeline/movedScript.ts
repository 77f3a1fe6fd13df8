import type { ScriptReading } from '../../screenplay/scriptReading';
import { listScriptsSharing, type SceneWords, type ScriptAddress, type ScriptWords } from '../store/addressQueries';
import type { Db } from '../store/db';

/** Whether nobody can come to a script, or a folder, where it is stored: it vanished, and no client has it open. */
export type IsGone = (place: Pick<ScriptAddress, 'uri'>) => boolean | Promise<boolean>;

/** A text that came from a uri under which nothing is stored. */
export interface Arrival {
  readonly uri: string;
  readonly reading: Pick<ScriptReading, 'hash' | 'scenes' | 'passage'>;
}

/**
 * The stored script that this text is, if its file was moved or renamed: one that is gone and reads the same, or of which at least
 * half of the words stand in scenes that read the same. Null where there is none, or where two are as good as each
 * other: then it is a new script, and what was made of them is copied.
 */
export async function findMovedScript(db: Db, arrival: Arrival, isGone: IsGone): Promise<string | null> {
  const scenes = sceneWords(arrival.reading);
  const sharing = await listScriptsSharing(
    db,
    scenes.map(({ hash }) => hash),
  );
  const alike = sharing
    .map((script) => likenessOf(script, arrival, scenes))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((one, other) => Number(other.same) - Number(one.same) || other.share - one.share);
  const gone: Likeness[] = [];
  for (const likeness of alike) if (await isGone(likeness.script)) gone.push(likeness);
  return chooseMoved(gone)?.script.id ?? null;
}

/** How much of a stored script is in a text. */
export interface Likeness {
  readonly script: ScriptAddress;
  /** Whether they read the same, title page and all. */
  readonly same: boolean;
  /** From 0 to 1: words in scenes that both have, of the longer one. */
  readonly share: number;
  /** Whether the files have the same name, or else are in the same folder. */
  readonly named: boolean;
  readonly beside: boolean;
}

const LEAST_SHARE = 0.5;

/** Less than this of the words says nothing about which of two it is. */
const CLEAR_SHARE = 0.1;

/** The one that is clearly better than every other: by what it says, else by its name, else by its folder. */
function chooseMoved(candidates: readonly Likeness[]): Likeness | null {
  const same = candidates.filter((one) => one.same);
  const best = Math.max(...candidates.map(({ share }) => share));
  const close = same.length > 0 ? same : candidates.filter(({ share }) => best - share < CLEAR_SHARE);
  return only(close) ?? only(close.filter(({ named }) => named)) ?? only(close.filter(({ beside }) => beside));
}

function only<T>(items: readonly T[]): T | null {
  return items.length === 1 ? (items[0] ?? null) : null;
}

function likenessOf(script: ScriptWords, { uri, reading }: Arrival, scenes: readonly SceneWords[]): Likeness {
  const left = new Map<string, number>();
  for (const { hash } of scenes) left.set(hash, (left.get(hash) ?? 0) + 1);
  let shared = 0;
  for (const scene of script.scenes) {
    const count = left.get(scene.hash) ?? 0;
    if (count === 0) continue;
    left.set(scene.hash, count - 1);
    shared += weightOf(scene);
  }
  const longer = Math.max(total(scenes), total(script.scenes));
  return {
    script,
    same: script.hash === reading.hash,
    share: longer === 0 ? 0 : shared / longer,
    named: nameOf(script.uri) === nameOf(uri),
    beside: folderOf(script.uri) === folderOf(uri),
  };
}

function total(scenes: readonly SceneWords[]): number {
  return scenes.reduce((sum, scene) => sum + weightOf(scene), 0);
}

/** A scene that is nothing but its heading is something, too. */
function weightOf({ words }: SceneWords): number {
  return words + 1;
}

function sceneWords({ scenes, passage }: Arrival['reading']): SceneWords[] {
  return [...(passage === null ? [] : [passage]), ...scenes].map(({ hash, words }) => ({ hash, words }));
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}
