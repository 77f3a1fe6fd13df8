import type { WaitingParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { characterSheetContentSchema } from '../story/characterSheet';
import { outlineContentSchema } from '../story/outline';
import { sceneCardContentSchema } from '../story/sceneCard';
import type { WaitingVersion } from '../story/scriptDecisions';
import { artifactKey, type ArtifactSnapshot } from '../story/scriptSnapshot';
import { withArtifacts, withoutCandidate, type OpenScript } from './pipeline/openScript';
import { writeStandings } from './pipeline/writeStandings';
import { replaceInputs } from './store/artifactQueries';
import { writeCards } from './store/cardQueries';
import type { Db, Transactional } from './store/db';
import { writeOutline } from './store/outlineQueries';
import { writeActNumbers } from './store/sceneQueries';
import { writeSheets } from './store/sheetQueries';
import { listWaiting, removeWaiting, type WaitingRow } from './store/waitingVersionQueries';

/** The newer versions that wait beside what the writer keeps; those of scenes that are cut now are left out. */
export async function waitingVersions(db: Db, open: OpenScript): Promise<WaitingVersion[]> {
  return (await listWaiting(db, open.id))
    .filter(({ artifactKind, subject }) => artifactKind !== 'card' || open.sceneIds.includes(subject))
    .map(({ artifactKind, subject, method, generatedAt, content }) => ({
      kind: artifactKind,
      subject: subject === '' ? null : subject,
      method,
      generatedAt: generatedAt.toISOString(),
      summaryText: typeof content.summaryText === 'string' ? content.summaryText : '',
    }));
}

/**
 * Takes the newer version of a subject into the place of the one that is kept, with the inputs it was made from, or discards
 * it. A pin stays. Rejects with `version-missing` where none waits, and stores nothing then.
 */
export function settleWaiting(
  db: Transactional,
  open: OpenScript,
  { kind, subject, take }: Omit<WaitingParams, 'scriptId'>,
): Promise<OpenScript> {
  return db.transaction(async (tx) => {
    const row = await removeWaiting(tx, open.id, kind, subject ?? '');
    if (row === null) throw new Failure('version-missing', 'No newer version waits there any more.');
    if (!take) return withoutCandidate(open, kind, subject ?? '');
    const stored = await store(tx, open, row);
    await replaceInputs(tx, open.id, kind, [{ id: stored.id, inputs: row.inputs }]);
    const after = withArtifacts(open, { artifacts: [stored], candidates: [] });
    await writeStandings(tx, after, open);
    return after;
  });
}

async function store(tx: Db, open: OpenScript, row: WaitingRow): Promise<ArtifactSnapshot> {
  const { artifactKind: kind, subject, method, recipeVersion, contentHash, inputs } = row;
  const written = await write(tx, open.id, row);
  if (written === undefined || written === null) throw unreadable();
  const pinned = open.artifacts.get(artifactKey(kind, subject))?.pinned ?? false;
  return { kind, subject, ...written, method, recipeVersion, contentHash, pinned, inputs };
}

async function write(
  tx: Db,
  scriptId: string,
  { artifactKind, subject, content, method, recipeVersion, tokensEstimate, contentHash }: WaitingRow,
): Promise<{ readonly id: string; readonly version: number } | null | undefined> {
  const made = { method, recipeVersion, tokensEstimate, contentHash };
  switch (artifactKind) {
    case 'card': {
      const card = sceneCardContentSchema.safeParse(content);
      return card.success
        ? (await writeCards(tx, [{ ...card.data, ...made, sceneId: subject }], TAKEN)).get(subject)
        : undefined;
    }
    case 'sheet': {
      const sheet = characterSheetContentSchema.safeParse(content);
      return sheet.success
        ? (await writeSheets(tx, scriptId, [{ ...sheet.data, ...made, characterName: subject }], TAKEN)).get(subject)
        : undefined;
    }
    case 'outline': {
      const outline = outlineContentSchema.safeParse(content);
      if (!outline.success) return undefined;
      const acts = outline.data.acts.flatMap((act) => act.sceneIds.map((id) => ({ id, actNumber: act.number })));
      await writeActNumbers(tx, acts);
      return writeOutline(tx, scriptId, { ...outline.data, ...made }, TAKEN);
    }
    default:
      throw new Failure('version-unreadable', 'Of this kind only all of a set can be made again: refresh it instead.');
  }
}

/** The writer took it. */
const TAKEN = { again: true, evenPinned: true } as const;

function unreadable(): Failure {
  return new Failure(
    'version-unreadable',
    'The newer version cannot be read. Discard it, and refresh to make another.',
  );
}
