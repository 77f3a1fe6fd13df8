import type { ArtifactKind } from '../../story/artifactKind';
import type { OfflineTask } from '../artifacts/offlineTask';
import type { OutlineScene } from '../artifacts/outlineScene';
import type { SceneSource } from '../artifacts/sceneSource';
import { listCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { readingsById, type OpenScript } from './openScript';
import type { SceneReading } from '../../screenplay/scriptReading';

/**
 * What the makers of one kind read, for a group of subjects of one script: exactly what the kind declares as its
 * inputs, as plain data for the worker thread. Subjects that are not in the text are left out.
 */
export async function gatherTasks(
  db: Db,
  open: OpenScript,
  kind: ArtifactKind,
  subjects: readonly string[],
): Promise<readonly OfflineTask[]> {
  switch (kind) {
    case 'card':
    case 'embedding': {
      const readings = readingsById(open);
      return subjects.flatMap((subject) => {
        const reading = readings.get(subject);
        return reading === undefined ? [] : [{ kind, subject, scene: sceneSource(subject, reading) }];
      });
    }
    case 'outline':
      return [{ kind, subject: '', scenes: await outlineScenes(db, open) }];
    case 'keyScene':
    case 'sheet':
    case 'thread':
    case 'relationship':
    case 'conversationSummary':
      return [];
  }
}

function sceneSource(id: string, reading: SceneReading): SceneSource {
  return { id, source: reading.source, eighths: reading.eighths };
}

async function outlineScenes(db: Db, open: OpenScript): Promise<OutlineScene[]> {
  const cards = new Map((await listCards(db, open.id)).map((card) => [card.sceneId, card.summaryText]));
  return open.reading.scenes.map((scene, index) => {
    const id = open.sceneIds[index] ?? '';
    return {
      id,
      label: scene.label,
      heading: scene.block.heading,
      eighths: scene.eighths,
      cast: [...scene.cast.speaking.keys()],
      sections: scene.block.sectionPath,
      card: cards.get(id) ?? '',
    };
  });
}
