import { characterSheetContentSchema, type CharacterSheetContent } from '../../story/characterSheet';
import type { StoredEvidence } from '../../story/evidence';
import { outlineContentSchema, type OutlineContent } from '../../story/outline';
import { plotThreadContentSchema, type PlotThreadContent } from '../../story/plotThread';
import { sceneCardContentSchema, type SceneCardContent } from '../../story/sceneCard';
import { sceneRelationshipContentSchema, type SceneRelationshipContent } from '../../story/sceneRelationship';

/** What the scenes of one script are called in another, by id. */
export type SceneNames = ReadonlyMap<string, string>;

/** A content with its scenes named as `names` says, checked and in the form its maker gives it; throws where it names a scene that has no name there, or is damaged. */
export function renameCard(content: SceneCardContent, names: SceneNames): SceneCardContent {
  return sceneCardContentSchema.parse({ ...content, evidence: evidenceIn(content, names) });
}

/** As `renameCard`. */
export function renameOutline(content: OutlineContent, names: SceneNames): OutlineContent {
  return outlineContentSchema.parse({
    ...content,
    acts: content.acts.map((act) => ({ ...act, sceneIds: all(act.sceneIds, names) })),
    turningPoints: content.turningPoints.map((point) => ({ ...point, sceneIds: all(point.sceneIds, names) })),
    evidence: evidenceIn(content, names),
  });
}

/** As `renameCard`. */
export function renameSheet(content: CharacterSheetContent, names: SceneNames): CharacterSheetContent {
  return characterSheetContentSchema.parse({
    ...content,
    pivotalMoments: content.pivotalMoments.map((one) => ({ ...one, sceneId: nameOf(one.sceneId, names) })),
    evidence: evidenceIn(content, names),
  });
}

/** As `renameCard`. */
export function renameThread(content: PlotThreadContent, names: SceneNames): PlotThreadContent {
  const evidence = evidenceIn(content, names);
  return plotThreadContentSchema.parse({ ...content, sceneIds: all(content.sceneIds, names), evidence });
}

/** As `renameCard`. */
export function renameRelationship(content: SceneRelationshipContent, names: SceneNames): SceneRelationshipContent {
  const { setupSceneId, payoffSceneId } = content;
  return sceneRelationshipContentSchema.parse({
    ...content,
    setupSceneId: nameOf(setupSceneId, names),
    payoffSceneId: payoffSceneId === null ? null : nameOf(payoffSceneId, names),
    evidence: evidenceIn(content, names),
  });
}

function evidenceIn({ evidence }: { evidence: readonly StoredEvidence[] }, names: SceneNames): StoredEvidence[] {
  return evidence.map(({ sceneId, quote }) => ({ sceneId: nameOf(sceneId, names), quote }));
}

function all(ids: readonly string[], names: SceneNames): string[] {
  return ids.map((id) => nameOf(id, names));
}

function nameOf(id: string, names: SceneNames): string {
  const name = names.get(id);
  if (name === undefined) throw new RangeError(`the content names scene ${id}, which it was not made from`);
  return name;
}
