import { listCards, type CardRow } from './store/cardQueries';
import type { Db } from './store/db';
import { findOutline, type OutlineRow } from './store/outlineQueries';
import { listRelationships, type RelationshipRow } from './store/relationshipQueries';
import { listKeyScenes } from './store/sceneQueries';
import { listSheets, type SheetRow } from './store/sheetQueries';
import { listThreads, type ThreadRow } from './store/threadQueries';

/** All that was made of a script, as it is stored; of scenes that left the text too. Changes only where artifacts are stored. */
export interface MadeRows {
  /** By scene id. */
  readonly cards: ReadonlyMap<string, CardRow>;
  readonly outline: OutlineRow | null;
  /** Why each key scene is one, by scene id. */
  readonly keyScenes: ReadonlyMap<string, string>;
  /** By name. */
  readonly sheets: ReadonlyMap<string, SheetRow>;
  readonly threads: readonly ThreadRow[];
  readonly relationships: readonly RelationshipRow[];
}

/** Reads what was made of a script. */
export async function readMadeRows(db: Db, scriptId: string): Promise<MadeRows> {
  const cards = await listCards(db, scriptId);
  const outline = await findOutline(db, scriptId);
  const keyScenes = await listKeyScenes(db, scriptId);
  const sheets = await listSheets(db, scriptId);
  return {
    cards: new Map(cards.map((card) => [card.sceneId, card])),
    outline,
    keyScenes,
    sheets: new Map(sheets.map((sheet) => [sheet.characterName, sheet])),
    threads: await listThreads(db, scriptId),
    relationships: await listRelationships(db, scriptId),
  };
}
