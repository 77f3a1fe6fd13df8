import { createHash } from 'node:crypto';
import { MISSING_HASH, type ArtifactInput } from '../../src/story/artifactInput';
import type { ArtifactKind } from '../../src/story/artifactKind';
import { artifactKey, type ArtifactSnapshot, type ScriptSnapshot } from '../../src/story/scriptSnapshot';
import { withMade as withMadeArtifacts, withPinned } from '../../src/story/setRows';
import { standingsOf, type KindDeclaration, type Standing } from '../../src/story/staleness';

/** A scene of a script in miniature. Words that differ only in punctuation give the same card. */
export interface WorldScene {
  readonly id: string;
  readonly words: string;
  readonly synopsis: string;
  readonly eighths: number;
  readonly cast: readonly string[];
}

/** A script and what was made of it: a value, so that history and undo are a list of values. */
export interface World {
  readonly scenes: readonly WorldScene[];
  readonly artifacts: ReadonlyMap<string, ArtifactSnapshot>;
}

export const SCRIPT_ID = 'the-script';

/** What kinds of the shapes that data-model.md, *Staleness*, describes would read, in making order. */
export const WORLD_DECLARATIONS: readonly KindDeclaration[] = [
  {
    kind: 'card',
    recipeVersion: 1,
    subjects: ({ scenes }) => scenes.map(({ id }) => id),
    inputs: ({ byId }, subject) => {
      const scene = byId.get(subject);
      if (scene === undefined) return null;
      return [
        { kind: 'scene', id: scene.id, hash: scene.hash },
        { kind: 'synopses', id: scene.id, hash: scene.synopsesHash },
      ];
    },
  },
  {
    kind: 'embedding',
    recipeVersion: 1,
    subjects: ({ scenes }) => scenes.map(({ id }) => id),
    inputs: ({ byId }, subject) => {
      const scene = byId.get(subject);
      return scene === undefined ? null : [{ kind: 'scene', id: scene.id, hash: scene.hash }];
    },
  },
  {
    kind: 'keyScene',
    recipeVersion: 1,
    subjects: ({ scenes }) => (scenes.length === 0 ? [] : ['']),
    inputs: ({ scriptId, extentHash }) => [{ kind: 'extent', id: scriptId, hash: extentHash }],
  },
  {
    kind: 'outline',
    recipeVersion: 1,
    subjects: ({ scenes }) => (scenes.length === 0 ? [] : ['']),
    inputs: (snapshot) => [
      ...snapshot.scenes.flatMap(({ id, shapeHash }) => [
        { kind: 'shape', id, hash: shapeHash } as const,
        cardInput(snapshot, id),
      ]),
      { kind: 'labels', id: snapshot.scriptId, hash: snapshot.labelsHash },
    ],
  },
  {
    kind: 'sheet',
    recipeVersion: 1,
    subjects: ({ characters }) => characters.map(({ name }) => name),
    inputs: (snapshot, subject) => {
      const character = snapshot.characters.find(({ name }) => name === subject);
      if (character === undefined) return null;
      return character.sceneIds.flatMap((id) => [
        cardInput(snapshot, id),
        { kind: 'scene', id, hash: snapshot.byId.get(id)?.hash ?? '' } as const,
      ]);
    },
  },
  {
    kind: 'thread',
    recipeVersion: 1,
    subjects: ({ scenes }) => (scenes.length < 2 ? [] : ['']),
    inputs: (snapshot) => snapshot.scenes.map(({ id }) => cardInput(snapshot, id)),
  },
];

function cardInput({ artifacts }: ScriptSnapshot, id: string): ArtifactInput {
  return { kind: 'card', id, hash: artifacts.get(artifactKey('card', id))?.contentHash ?? MISSING_HASH };
}

/** The world as staleness and planning see it. */
export function snapshotOfWorld({ scenes, artifacts }: World): ScriptSnapshot {
  const snapshots = scenes.map((scene, index) => ({
    id: scene.id,
    index,
    label: String(index + 1),
    hash: hash(scene.words),
    synopsesHash: hash(scene.synopsis),
    shapeHash: hash(`${scene.cast.join()} ${scene.eighths}`),
    sectionsHash: hash(''),
    castHash: hash(scene.cast.join()),
    presenceHash: hash(`${scene.cast.join()} ${scene.eighths}`),
    neverSend: false,
    isSentAgain: false,
    eighths: scene.eighths,
  }));
  return {
    scriptId: SCRIPT_ID,
    scenes: snapshots,
    passage: null,
    byId: new Map(snapshots.map((scene) => [scene.id, scene])),
    labelsHash: hash(snapshots.map(({ label }) => label).join()),
    extentHash: hash(scenes.map(({ id, eighths }) => `${id} ${eighths}`).join()),
    characters: [...new Set(scenes.flatMap(({ cast }) => cast))].map((name) => ({
      name,
      words: 10,
      sceneIds: scenes.filter(({ cast }) => cast.includes(name)).map(({ id }) => id),
    })),
    artifacts,
    candidates: new Map(),
  };
}

/** How every stored artifact stands, by `artifactKey`. */
export function standingsByKey(world: World, declarations = WORLD_DECLARATIONS): ReadonlyMap<string, Standing> {
  const all = standingsOf(snapshotOfWorld(world), declarations).all();
  return new Map(all.map((standing) => [artifactKey(standing.artifact.kind, standing.artifact.subject), standing]));
}

/** The world with one artifact made from what it says now. */
export function withMade(world: World, kind: ArtifactKind, subject: string): World {
  const snapshot = snapshotOfWorld(world);
  const declaration = WORLD_DECLARATIONS.find((one) => one.kind === kind);
  const inputs = declaration?.inputs(snapshot, subject, 'offline');
  if (inputs === null || inputs === undefined) return world;
  const key = artifactKey(kind, subject);
  const old = world.artifacts.get(key);
  const scene = world.scenes.find(({ id }) => id === subject);
  const artifact: ArtifactSnapshot = {
    kind,
    subject,
    id: old?.id ?? `row of ${key}`,
    method: old?.method ?? 'offline',
    recipeVersion: 1,
    version: (old?.version ?? 0) + 1,
    contentHash: hash(kind === 'card' ? cardOf(scene) : JSON.stringify(inputs)),
    pinned: old?.pinned ?? false,
    inputs,
  };
  return { ...world, artifacts: withMadeArtifacts(world.artifacts, [artifact]) };
}

/** The world with everything made that its script has. */
export function withAllMade(world: World): World {
  let made = world;
  for (const declaration of WORLD_DECLARATIONS) {
    for (const subject of declaration.subjects(snapshotOfWorld(made))) made = withMade(made, declaration.kind, subject);
  }
  return made;
}

/** The world with one artifact patched: pinned, or of another method. */
export function withPatched(world: World, key: string, change: Partial<ArtifactSnapshot>): World {
  const artifact = world.artifacts.get(key);
  if (artifact === undefined) return world;
  return { ...world, artifacts: new Map(world.artifacts).set(key, { ...artifact, ...change }) };
}

/** The world with a row of the threads pinned, or let go; as it was while there are no threads. */
export function withRowPin(world: World, row: string): World {
  const subject = { kind: 'thread', subject: row } as const;
  const own = world.artifacts.get(artifactKey('thread', row));
  const made = own ?? world.artifacts.get(artifactKey('thread', ''));
  if (made === undefined) return world;
  return {
    ...world,
    artifacts: withPinned(world.artifacts, subject, { ...made, id: row, pinned: own?.pinned !== true }),
  };
}

/** A scene changed in place. */
export function withScene(world: World, index: number, change: Partial<WorldScene>): World {
  return { ...world, scenes: world.scenes.map((scene, at) => (at === index ? { ...scene, ...change } : scene)) };
}

/** The scenes `s1` to `sN`, two people in them, nothing made. */
export function worldOf(count: number): World {
  const scenes = Array.from({ length: count }, (_, index) => ({
    id: `s${index + 1}`,
    words: `scene ${index + 1}`,
    synopsis: '',
    eighths: 4,
    cast: index % 2 === 0 ? ['ADA'] : ['ADA', 'BO'],
  }));
  return { scenes, artifacts: new Map() };
}

/** What the card says: the words without punctuation, and the synopsis. */
function cardOf(scene: WorldScene | undefined): string {
  return `${scene?.words.replace(/[.,!]/g, '') ?? ''}|${scene?.synopsis ?? ''}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
