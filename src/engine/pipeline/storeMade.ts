import { createHash } from 'node:crypto';
import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { ArtifactInput } from '../../story/artifactInput';
import type { ArtifactKind } from '../../story/artifactKind';
import type { ArtifactSnapshot } from '../../story/scriptSnapshot';
import type { OfflineMade } from '../artifacts/offlineTask';
import { replaceInputs } from '../store/artifactQueries';
import { writeCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { writeEmbeddings } from '../store/embeddingQueries';
import { writeOutline } from '../store/outlineQueries';
import { writeActNumbers } from '../store/sceneQueries';

/** An artifact that was made, with the inputs it was made from. */
export interface MadeArtifact {
  readonly made: OfflineMade;
  readonly inputs: readonly ArtifactInput[];
  readonly recipeVersion: number;
}

/**
 * Stores artifacts with their inputs, in the caller's transaction. Returns them as the snapshot has them.
 */
export async function storeMade(tx: Db, scriptId: string, group: readonly MadeArtifact[]): Promise<ArtifactSnapshot[]> {
  const cards = group.flatMap((item) => (item.made.kind === 'card' ? [{ ...item, made: item.made }] : []));
  const embeddings = group.flatMap((item) => (item.made.kind === 'embedding' ? [{ ...item, made: item.made }] : []));
  const outlines = group.flatMap((item) => (item.made.kind === 'outline' ? [{ ...item, made: item.made }] : []));
  const stored: ArtifactSnapshot[] = [];

  if (cards.length > 0) {
    const writes = cards.map(({ made, recipeVersion }) => ({
      ...made.content,
      sceneId: made.subject,
      ...provenance(made.content, made.tokens, recipeVersion),
    }));
    const rows = await writeCards(tx, writes);
    for (const [position, item] of cards.entries()) {
      const row = rows.get(item.made.subject);
      const write = writes[position];
      if (row === undefined || write === undefined) continue;
      stored.push(snapshot('card', item.made.subject, row, write.contentHash, item));
    }
  }
  if (embeddings.length > 0) {
    const rows = await writeEmbeddings(
      tx,
      hashedFeaturesEmbedder,
      embeddings.map(({ made, inputs }) => ({
        sceneId: made.subject,
        vector: made.vector,
        sourceHash: inputs[0]?.hash ?? '',
      })),
    );
    for (const item of embeddings) {
      const id = rows.get(item.made.subject);
      const hash = item.inputs[0]?.hash ?? '';
      if (id !== undefined) stored.push(snapshot('embedding', item.made.subject, { id, version: 1 }, hash, item));
    }
  }
  for (const item of outlines) {
    const { content } = item.made;
    const write = { ...content, ...provenance(content, item.made.tokens, item.recipeVersion) };
    const row = await writeOutline(tx, scriptId, write);
    await writeActNumbers(
      tx,
      content.acts.flatMap((act) => act.sceneIds.map((id) => ({ id, actNumber: act.number }))),
    );
    stored.push(snapshot('outline', '', row, write.contentHash, item));
  }

  for (const kind of ['card', 'outline'] as const) {
    await replaceInputs(
      tx,
      scriptId,
      kind,
      stored.filter((artifact) => artifact.kind === kind),
    );
  }
  return stored;
}

function provenance(content: unknown, tokensEstimate: number, recipeVersion: number) {
  const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { method: 'offline', recipeVersion, tokensEstimate, contentHash };
}

function snapshot(
  kind: ArtifactKind,
  subject: string,
  row: { readonly id: string; readonly version: number },
  contentHash: string,
  { inputs, recipeVersion }: MadeArtifact,
): ArtifactSnapshot {
  return { kind, subject, ...row, method: 'offline', recipeVersion, contentHash, pinned: false, inputs };
}
