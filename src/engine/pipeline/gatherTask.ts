import type { ArtifactKind } from '../../story/artifactKind';
import type { CharacterSnapshot } from '../../story/scriptSnapshot';
import type { CharacterSheetInput } from '../artifacts/characterSheet';
import type { SceneExtent } from '../artifacts/keyScenes';
import type { OfflineTask } from '../artifacts/offlineTask';
import type { OutlineScene } from '../artifacts/outlineScene';
import type { SceneSource } from '../artifacts/sceneSource';
import type { StoryScene } from '../artifacts/storyScene';
import { listCards, type CardRow } from '../store/cardQueries';
import type { Db } from '../store/db';
import type { OpenScript } from './openScript';
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
      const readings = open.readings();
      return subjects.flatMap((subject) => {
        const reading = readings.get(subject);
        return reading === undefined ? [] : [{ kind, subject, scene: sceneSource(subject, reading) }];
      });
    }
    case 'outline':
      return [{ kind, subject: '', scenes: await outlineScenes(db, open) }];
    case 'keyScene':
      return [{ kind, subject: '', scenes: sceneExtents(open) }];
    case 'sheet': {
      const scenes = await storyScenes(db, open);
      const { characters } = open.snapshot();
      return subjects.flatMap((subject) => {
        const character = characters.find(({ name }) => name === subject);
        return character === undefined ? [] : [{ kind, subject, input: sheetInput(character, scenes) }];
      });
    }
    case 'thread':
    case 'relationship':
      return [{ kind, subject: '', scenes: [...(await storyScenes(db, open)).values()] }];
    case 'conversationSummary':
      return [];
  }
}

/** The length of each scene, in script order. */
export function sceneExtents(open: OpenScript): SceneExtent[] {
  return open.reading.scenes.map(({ label, eighths }, index) => ({ id: open.sceneIds[index] ?? '', label, eighths }));
}

/** What a sheet is made from: the scenes its character is in. */
export function sheetInput(
  { name, sceneIds }: CharacterSnapshot,
  scenes: ReadonlyMap<string, StoryScene>,
): CharacterSheetInput {
  const own = sceneIds.flatMap((id) => scenes.get(id) ?? []);
  // Those that stand in the scenes: what is remembered of others is nothing that the sheet reads.
  const used = own.flatMap(({ aliases = {} }) => Object.entries(aliases)).filter(([, of]) => of === name);
  return { name, aliases: [...new Set(used.map(([alias]) => alias))].sort(), scenes: own };
}

/** Every scene with its card, in script order. */
export async function storyScenes(db: Db, open: OpenScript): Promise<ReadonlyMap<string, StoryScene>> {
  const cards = await cardsById(db, open);
  return new Map(
    open.reading.scenes.map((scene, index) => {
      const id = open.sceneIds[index] ?? '';
      const { label, eighths, cast } = scene;
      const source = scene.source.normalize('NFC');
      const story = { id, label, source, eighths, ...cardOf(cards.get(id)), cast: [...cast.speaking.keys()] };
      return [id, cast.aliases.size === 0 ? story : { ...story, aliases: Object.fromEntries(cast.aliases) }];
    }),
  );
}

async function cardsById(db: Db, open: OpenScript): Promise<ReadonlyMap<string, CardRow>> {
  return new Map((await listCards(db, open.id)).map((card) => [card.sceneId, card]));
}

/** A card as other makers read it; empty where it is not made. */
function cardOf(card: CardRow | undefined): { readonly card: string; readonly quotes: readonly string[] } {
  return { card: card?.summaryText ?? '', quotes: card?.evidence.flatMap(({ quote }) => quote ?? []) ?? [] };
}

/** Words are read in NFC, as hashes are: how accents are written is nothing an artifact may depend on. */
export function sceneSource(id: string, reading: SceneReading): SceneSource {
  return { id, source: reading.source.normalize('NFC'), eighths: reading.eighths };
}

/** Every scene with its card and its shape, in script order. */
export async function outlineScenes(db: Db, open: OpenScript): Promise<OutlineScene[]> {
  const cards = await cardsById(db, open);
  return open.reading.scenes.map((scene, index) => {
    const id = open.sceneIds[index] ?? '';
    return {
      id,
      label: scene.label,
      heading: scene.block.heading.normalize('NFC'),
      eighths: scene.eighths,
      cast: [...scene.cast.speaking.keys()],
      sections: scene.block.sectionPath.map((one) => ({ ...one, title: one.title.normalize('NFC') })),
      ...cardOf(cards.get(id)),
    };
  });
}
