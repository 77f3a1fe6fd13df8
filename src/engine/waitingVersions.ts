import { z } from 'zod';
import type { WaitingParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { characterSheetContentSchema } from '../story/characterSheet';
import { isOfTextNow } from '../story/isOfTextNow';
import { outlineContentSchema } from '../story/outline';
import { plotThreadContentSchema } from '../story/plotThread';
import { sceneCardContentSchema } from '../story/sceneCard';
import { sceneRelationshipContentSchema } from '../story/sceneRelationship';
import type { WaitingVersion } from '../story/scriptDecisions';
import { DECLARATIONS } from './artifacts/declarations';
import type { OfflineMade } from './artifacts/offlineTask';
import { withArtifacts, type OpenScript } from './pipeline/openScript';
import { storeMade } from './pipeline/storeMade';
import { writeStandings } from './pipeline/writeStandings';
import { deleteCandidates } from './store/candidateQueries';
import type { Db, Transactional } from './store/db';
import { discardWaiting, findWaiting, listWaiting, type WaitingRow } from './store/waitingVersionQueries';

/** The newer versions that wait beside what the writer keeps; those of other text than there is now are left out. */
export async function waitingVersions(db: Db, open: OpenScript): Promise<WaitingVersion[]> {
  return (await listWaiting(db, open.id))
    .filter((row) => isOffered(open, row))
    .map(({ artifactKind, subject, method, generatedAt, content }) => ({
      kind: artifactKind,
      subject: subject === '' ? null : subject,
      method,
      generatedAt: generatedAt.toISOString(),
      summaryText: summaryOf(content),
    }));
}

/** Whether what is stored beside this artifact is of the text as it stands; of other text it is not there for the writer. */
function isOffered({ snapshot, standings }: OpenScript, { artifactKind: kind, ...row }: WaitingRow): boolean {
  return isOfTextNow({ kind, ...row }, snapshot(), DECLARATIONS, standings());
}

/**
 * Takes the newer version of a subject into the place of the one that is kept, with the inputs it was made from, or discards
 * it: then none waits until the text changes again, or a remake is asked for. A pin stays. Rejects with `version-missing`
 * where none waits, or it is of other text than there is now, with `version-unreadable` where it cannot be read, and stores
 * nothing then.
 */
export function settleWaiting(
  db: Transactional,
  open: OpenScript,
  { kind, subject, take }: Omit<WaitingParams, 'scriptId'>,
): Promise<OpenScript> {
  return db.transaction(async (tx) => {
    const row = await findWaiting(tx, open.id, kind, subject ?? '');
    if (row === null || !isOffered(open, row)) throw missing();
    if (!take) {
      await discardWaiting(tx, row.id);
      return open;
    }
    await deleteCandidates(tx, open.id, kind, [row.subject]);
    const made = madeOf(row);
    if (made === null) throw unreadable();
    const { inputs, method, recipeVersion } = row;
    const taken = { made, inputs, method, recipeVersion, again: true, evenPinned: true };
    const stored = await storeMade(tx, open, [taken]);
    if (stored.artifacts.length === 0) throw unreadable();
    const after = withArtifacts(open, stored);
    await writeStandings(tx, after, open);
    return after;
  });
}

/** What waits as it was made; null where it cannot be read. */
function madeOf({ artifactKind: kind, subject, content, tokensEstimate: tokens }: WaitingRow): OfflineMade | null {
  switch (kind) {
    case 'card': {
      const card = sceneCardContentSchema.safeParse(content);
      return card.success ? { kind, subject, tokens, content: card.data } : null;
    }
    case 'sheet': {
      const sheet = characterSheetContentSchema.safeParse(content);
      return sheet.success ? { kind, subject, tokens, content: sheet.data } : null;
    }
    case 'outline': {
      const outline = outlineContentSchema.safeParse(content);
      return outline.success ? { kind, subject, tokens, content: outline.data } : null;
    }
    case 'thread': {
      const threads = threadsSchema.safeParse(content);
      return threads.success ? { kind, subject, contents: threads.data.contents } : null;
    }
    case 'relationship': {
      const relationships = relationshipsSchema.safeParse(content);
      return relationships.success ? { kind, subject, contents: relationships.data.contents } : null;
    }
    case 'keyScene': {
      const keyScenes = keyScenesSchema.safeParse(content);
      return keyScenes.success ? { kind, subject, verdicts: keyScenes.data.verdicts } : null;
    }
    default:
      return null;
  }
}

const threadsSchema = z.object({ contents: plotThreadContentSchema.array() });
const relationshipsSchema = z.object({ contents: sceneRelationshipContentSchema.array() });
const keyScenesSchema = z.object({
  verdicts: z.array(z.object({ id: z.string(), isKey: z.boolean(), reason: z.string().nullable() })),
});

function missing(): Failure {
  return new Failure('version-missing', 'No newer version waits there any more.');
}

function unreadable(): Failure {
  return new Failure(
    'version-unreadable',
    'The newer version cannot be read. Discard it, and refresh to make another.',
  );
}

/** What the writer decides by: the summary, of threads their names. */
function summaryOf(content: WaitingRow['content']): string {
  const threads = threadNamesSchema.safeParse(content);
  if (threads.success) return threads.data.contents.map(({ name }) => name).join(', ');
  return typeof content.summaryText === 'string' ? content.summaryText : '';
}

const threadNamesSchema = z.object({ contents: z.array(z.object({ name: z.string() })) });
