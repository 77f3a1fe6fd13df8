import { fingerprintScene } from '../../../src/screenplay/fingerprint';
import { longestRise } from '../../../src/screenplay/longestRise';
import { matchScenes, type NewScene, type OldScene } from '../../../src/screenplay/matchScenes';
import { parseScreenplay } from '../../../src/screenplay/parseScreenplay';
import { sceneText } from '../../../src/screenplay/sceneText';
import { partsOf, writeDraft, type Draft } from './draftScenes';

/** What became of ids when drafts were stored one after the other. */
export interface Tally {
  /** Drafts stored. */
  steps: number;
  /** Scenes that the store knew already, and those of them that got their own id. */
  known: number;
  kept: number;
  /** Of the known ones those that changed their words, moved or came back, and how many of these got their own id. */
  atStake: number;
  keptAtStake: number;
  /** Scenes that the store never saw. */
  fresh: number;
  /** Fresh scenes that got the id of one that had left, whose words they are: joined to another and parted again, or cut and copied again. */
  returned: number;
  /** All other scenes, known or fresh, that got an id which belongs to another scene, be that one elsewhere or gone. */
  takes: number;
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return { steps: 0, known: 0, kept: 0, atStake: 0, keptAtStake: 0, fresh: 0, returned: 0, takes: 0 };
}

interface StoredScene extends OldScene {
  readonly identity: string;
  readonly source: string;
}

/** A store of scenes that remembers, as the engine's does, all that left. */
export interface StoredDraft {
  readonly scenes: readonly StoredScene[];
  /** The id that belongs to each identity that was ever in the script. */
  readonly ids: ReadonlyMap<string, string>;
}

export const EMPTY_STORE: StoredDraft = { scenes: [], ids: new Map() };

/** A scene that did not get its own id, for a person to look at. Null: it has none yet; it got none. */
export interface Miss {
  readonly scene: string;
  readonly own: string | null;
  readonly got: string | null;
}

/** Stores a draft: matches its scenes with those of the store and counts in `tally` who is still who. */
export function storeDraft(store: StoredDraft, draft: Draft, tally: Tally, misses: Miss[] = []): StoredDraft {
  const news = newScenes(writeDraft(draft));
  if (news.length !== draft.scenes.length) throw new RangeError('the draft does not read as written');
  const matches = matchScenes(store.scenes, news);
  const old = new Map(store.scenes.map((scene) => [scene.id, scene]));
  const own = draft.scenes.map(({ identity }) => old.get(store.ids.get(identity) ?? ''));
  const present = new Set(own.map((scene) => scene?.id));
  const staying = stayingScenes(own);
  const ids = new Map(store.ids);
  const live = new Map<string, StoredScene>();
  const fresh = freshIds(old.size);
  tally.steps++;
  draft.scenes.forEach(({ identity, source }, index) => {
    const scene = news[index];
    const before = own[index];
    const match = matches[index] ?? null;
    if (!scene) return;
    const isKept = match !== null && match === before?.id;
    if (before === undefined) tally.fresh++;
    else {
      const isAtStake = before.hash !== scene.hash || !staying.has(index);
      tally.known++;
      if (isKept) tally.kept++;
      if (isAtStake) tally.atStake++;
      if (isAtStake && isKept) tally.keptAtStake++;
    }
    const other = match === null || isKept ? undefined : old.get(match);
    if (other !== undefined) {
      const isIts = isPartOf(other.source, source) || rootOf(other.identity) === rootOf(identity);
      if (before === undefined && !present.has(other.id) && isIts) tally.returned++;
      else tally.takes++;
    }
    if (!isKept && (before !== undefined || match !== null)) {
      misses.push({ scene: source, own: before?.source ?? null, got: old.get(match ?? '')?.source ?? null });
    }
    // After a miss the truth goes on: the scene is known by a new id, and nobody has the one it took.
    const id = isKept ? match : fresh();
    ids.set(identity, id);
    live.set(id, stored(scene, { id, index, identity, source }));
  });
  const removed = store.scenes
    .filter(({ id }) => !live.has(id))
    .map((scene) => stored(scene, { id: scene.id, index: null, identity: scene.identity, source: scene.source }));
  return { scenes: [...live.values(), ...removed], ids };
}

/** What a copy was copied from. */
function rootOf(identity: string): string {
  return identity.split("'")[0] ?? identity;
}

/** Whether most paragraphs of a scene stand in another one, word for word. */
function isPartOf(part: string, whole: string): boolean {
  const standing = new Set(partsOf(whole).paragraphs);
  const { paragraphs } = partsOf(part);
  return paragraphs.length > 0 && paragraphs.filter((text) => standing.has(text)).length > paragraphs.length / 2;
}

/** Positions of the scenes that stand in the same order as in the store; the fewest possible moved. */
function stayingScenes(own: readonly (StoredScene | undefined)[]): ReadonlySet<number> {
  const placed = own.flatMap((scene, position) =>
    scene === undefined || scene.index === null ? [] : [{ position, index: scene.index }],
  );
  return new Set(longestRise(placed.map(({ index }) => index)).map((at) => placed[at]?.position ?? -1));
}

function stored(scene: NewScene, known: Pick<StoredScene, 'id' | 'index' | 'identity' | 'source'>): StoredScene {
  return {
    id: known.id,
    index: known.index,
    identity: known.identity,
    source: known.source,
    hash: scene.hash,
    heading: scene.heading,
    get text() {
      return scene.text;
    },
    get cast() {
      return scene.cast;
    },
  };
}

function freshIds(known: number): () => string {
  let number = known;
  return () => `scene ${number++}`;
}

/** The scenes of a text as the engine hands them to the matcher: words and cast only where they are asked for. */
export function newScenes(text: string): NewScene[] {
  const screenplay = parseScreenplay(text);
  return screenplay.scenes.map((block) => {
    let words: string | null = null;
    return {
      hash: fingerprintScene(screenplay, block, text).hash,
      heading: block.heading,
      get text() {
        return (words ??= sceneText(screenplay, block, text));
      },
      get cast() {
        return screenplay.elements.slice(block.firstElement, block.endElement).flatMap(({ name }) => name ?? []);
      },
    };
  });
}
