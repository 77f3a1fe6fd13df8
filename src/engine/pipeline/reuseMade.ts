import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { ArtifactInput } from '../../story/artifactInput';
import type { ArtifactKind } from '../../story/artifactKind';
import type { OfflineMade } from '../artifacts/offlineTask';
import {
  findKeyScenesOf,
  findMade,
  findVectors,
  readCardContents,
  readOutlineContents,
  readRelationshipContents,
  readSheetContents,
  readThreadContents,
  type CopiedKind,
  type FoundMade,
  type MadeBy,
} from '../store/copyQueries';
import type { Db } from '../store/db';
import { inputsDigest } from './inputsDigest';
import type { OpenScript } from './openScript';
import { extentHash } from './snapshotAfter';
import {
  renameCard,
  renameOutline,
  renameRelationship,
  renameSheet,
  renameThread,
  type SceneNames,
} from './renameScenes';

/** One artifact that is due, with what it reads. */
export interface WorkWithInputs {
  readonly subject: string;
  readonly inputs: readonly ArtifactInput[];
}

/** Which artifacts may stand for one made now. */
export interface ReuseRules {
  readonly kind: ArtifactKind;
  readonly recipeVersion: number;
  /** By whom the run makes: a copy is of the same, so that rules never stand where a model was asked. */
  readonly madeBy: MadeBy;
}

/** A copy, to be stored as if it had been made. */
export interface ReusedArtifact {
  readonly made: OfflineMade;
  readonly inputs: readonly ArtifactInput[];
  readonly recipeVersion: number;
  /** `offline` or `PROVIDER/MODEL`. */
  readonly method: string;
}

export interface Reuse<Work> {
  /** Made before from the same contents, anywhere in the store; scenes are named as in this script. */
  readonly copies: readonly ReusedArtifact[];
  /** What is to be made. Of works with equal inputs the first only: the others are copies of it once it is stored. */
  readonly toMake: readonly Work[];
}

/**
 * Divides what is due of one kind into what can be copied and what has to be made. An artifact is a copy of another if
 * kind, contents of the inputs in order, recipe and maker are the same; a sheet also has the same name. What the writer has
 * changed by hand is nobody's copy.
 */
export async function reuseMade<Work extends WorkWithInputs>(
  db: Db,
  open: OpenScript,
  rules: ReuseRules,
  works: readonly Work[],
): Promise<Reuse<Work>> {
  const copies = new Map((await findCopies(db, open, rules, works)).map((copy) => [copy.made.subject, copy]));
  const begun = new Set<string>();
  const toMake = works.filter((work) => {
    if (copies.has(work.subject)) return false;
    const key = keyOf(rules.kind, work);
    if (begun.has(key)) return false;
    begun.add(key);
    return true;
  });
  return { copies: [...copies.values()], toMake };
}

/** What two works have in common if one can be a copy of the other. */
function keyOf(kind: ArtifactKind, { subject, inputs }: WorkWithInputs): string {
  return kind === 'sheet' ? `${inputsDigest(inputs)} ${subject}` : inputsDigest(inputs);
}

async function findCopies(
  db: Db,
  open: OpenScript,
  rules: ReuseRules,
  works: readonly WorkWithInputs[],
): Promise<readonly ReusedArtifact[]> {
  switch (rules.kind) {
    case 'embedding':
      return copyVectors(db, rules, works);
    case 'keyScene':
      return copyKeyScenes(db, open, rules, works);
    case 'conversationSummary':
      return [];
    default:
      return copyContents(db, { ...rules, kind: rules.kind }, works);
  }
}

async function copyContents(
  db: Db,
  rules: ReuseRules & { readonly kind: CopiedKind },
  works: readonly WorkWithInputs[],
): Promise<ReusedArtifact[]> {
  const bySubject = new Map(works.map((work) => [work.subject, work]));
  const wanted = works.flatMap(({ subject, inputs }) => {
    const first = inputs[0]?.hash;
    return first === undefined ? [] : [{ subject, first, digest: inputsDigest(inputs) }];
  });
  const found = await findMade(db, rules.kind, rules, wanted);
  const read = await readers[rules.kind](
    db,
    found.map(({ artifactId }) => artifactId),
  );
  return found.flatMap((source) => {
    const inputs = bySubject.get(source.subject)?.inputs;
    if (inputs === undefined) return [];
    const made = read(source, namesFrom(source.inputIds, inputs));
    return made === null ? [] : [{ made, inputs, recipeVersion: rules.recipeVersion, method: source.method }];
  });
}

/** What the scenes that a copy's source was made from are called here: what stands at the same place in the inputs. */
function namesFrom(sourceIds: readonly string[], inputs: readonly ArtifactInput[]): SceneNames {
  return new Map(sourceIds.map((id, position) => [id, inputs[position]?.id ?? id]));
}

/** Of one source its content under the names of here; null where it is gone or damaged, and then it is made. */
type ReadCopy = (source: FoundMade, names: SceneNames) => OfflineMade | null;

const readers: Readonly<Record<CopiedKind, (db: Db, ids: readonly string[]) => Promise<ReadCopy>>> = {
  card: async (db, ids) => {
    const cards = await readCardContents(db, ids);
    return reading(cards, ({ content, tokens }, subject, names) => {
      return { kind: 'card', subject, tokens, content: renameCard(content, names) };
    });
  },
  outline: async (db, ids) => {
    const outlines = await readOutlineContents(db, ids);
    return reading(outlines, ({ content, tokens }, subject, names) => {
      return { kind: 'outline', subject, tokens, content: renameOutline(content, names) };
    });
  },
  sheet: async (db, ids) => {
    const sheets = await readSheetContents(db, ids);
    return reading(sheets, ({ content, tokens }, subject, names) => {
      return { kind: 'sheet', subject, tokens, content: renameSheet(content, names) };
    });
  },
  thread: async (db, ids) => {
    const sets = await readThreadContents(db, ids);
    return reading(sets, ({ content }, subject, names) => {
      return { kind: 'thread', subject, contents: content.map((one) => renameThread(one, names)) };
    });
  },
  relationship: async (db, ids) => {
    const sets = await readRelationshipContents(db, ids);
    return reading(sets, ({ content }, subject, names) => {
      return { kind: 'relationship', subject, contents: content.map((one) => renameRelationship(one, names)) };
    });
  },
};

function reading<Stored>(
  stored: ReadonlyMap<string, Stored>,
  copy: (stored: Stored, subject: string, names: SceneNames) => OfflineMade,
): ReadCopy {
  return ({ artifactId, subject }, names) => {
    const source = stored.get(artifactId);
    try {
      return source === undefined ? null : copy(source, subject, names);
    } catch {
      return null;
    }
  };
}

async function copyVectors(
  db: Db,
  { recipeVersion }: ReuseRules,
  works: readonly WorkWithInputs[],
): Promise<ReusedArtifact[]> {
  const vectors = await findVectors(
    db,
    hashedFeaturesEmbedder,
    works.flatMap(({ inputs }) => inputs[0]?.hash ?? []),
  );
  return works.flatMap(({ subject, inputs }) => {
    const vector = vectors.get(inputs[0]?.hash ?? '');
    if (vector === undefined) return [];
    return [{ made: { kind: 'embedding', subject, vector }, inputs, recipeVersion, method: 'offline' } as const];
  });
}

async function copyKeyScenes(
  db: Db,
  open: OpenScript,
  rules: ReuseRules,
  works: readonly WorkWithInputs[],
): Promise<ReusedArtifact[]> {
  const work = works[0];
  if (work === undefined) return [];
  const { subject, inputs } = work;
  const eighths = open.reading.scenes.map((scene) => scene.eighths);
  const sources = await findKeyScenesOf(db, rules, eighths);
  const source = sources.find((one) => {
    // This input covers which scenes they are: it tells whether they were chosen from just these.
    const extent = extentHash(one.scenes.map(({ id }, index) => ({ id, eighths: eighths[index] ?? 0 })));
    const isAsHere = ({ kind, hash }: ArtifactInput, at: number): boolean =>
      one.inputs[at]?.kind === kind && one.inputs[at].hash === (kind === 'extent' ? extent : hash);
    return one.inputs.length === inputs.length && inputs.every(isAsHere);
  });
  if (source === undefined) return [];
  const verdicts = source.scenes.map(({ isKey, reason }, index) => ({ id: open.sceneIds[index] ?? '', isKey, reason }));
  const { method } = source;
  return [{ made: { kind: 'keyScene', subject, verdicts }, inputs, recipeVersion: rules.recipeVersion, method }];
}
