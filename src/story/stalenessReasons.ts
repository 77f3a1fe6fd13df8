import { isOfOneScene, type InputKind } from './artifactInput';
import type { Standing, StalenessCause } from './staleness';

/**
 * Why an artifact is behind, as sentences a writer understands: "3 of its 14 scenes changed (12, 40, 41)."
 * `labelOf` gives the label the writer sees, or null for a scene that is no longer in the script.
 */
export function stalenessReasons(standing: Standing, labelOf: (sceneId: string) => string | null): string[] {
  const { inputs } = standing.artifact;
  const total = new Set(inputs.filter(({ kind }) => isOfOneScene(kind)).map((input) => input.id)).size;
  const readsWords = inputs.some(({ kind }) => kind === 'scene');
  return standing.causes.map((cause) => sentence(cause, { total, readsWords }, labelOf));
}

interface MadeFrom {
  /** Distinct scenes. */
  readonly total: number;
  /** Whether scenes are read word by word, so that a shape that changed alone is no change of the scene's text. */
  readonly readsWords: boolean;
}

function sentence(cause: StalenessCause, madeFrom: MadeFrom, labelOf: (sceneId: string) => string | null): string {
  switch (cause.kind) {
    case 'changed':
      return changedSentence(cause.sceneIds, cause.inputKind, madeFrom, labelOf);
    case 'added':
      return `${scenes(cause.sceneIds.length)} new (${labels(cause.sceneIds, labelOf)}).`;
    case 'removed':
      return cause.sceneIds.length === 1
        ? '1 scene it was made from is no longer there.'
        : `${cause.sceneIds.length} scenes it was made from are no longer there.`;
    case 'withheld':
      return `${scenes(cause.sceneIds.length)} marked never to be sent now (${labels(cause.sceneIds, labelOf)}).`;
    case 'sent-again':
      return `${cause.sceneIds.length === 1 ? '1 scene' : `${cause.sceneIds.length} scenes`} may be sent again (${labels(cause.sceneIds, labelOf)}).`;
    case 'script':
      return SCRIPT_WIDE[cause.inputKind] ?? 'The script as a whole changed.';
    case 'reordered':
      return 'The scenes stand in another order.';
    case 'upstream':
      return `${cause.sceneIds.length === 1 ? 'The card' : 'The cards'} of ${labels(cause.sceneIds, labelOf)} ${cause.sceneIds.length === 1 ? 'is' : 'are'} behind.`;
    case 'subject-gone':
      return 'What it describes is no longer in the script.';
  }
}

const SCRIPT_WIDE: Readonly<Partial<Record<InputKind, string>>> = {
  labels: 'Scenes have other numbers now.',
  extent: 'Scenes have other lengths or places now.',
  words: 'The words of the script as a whole changed.',
  names: 'Names in it were merged or taken apart.',
};

function changedSentence(
  sceneIds: readonly string[],
  inputKind: string,
  { total, readsWords }: MadeFrom,
  labelOf: (sceneId: string) => string | null,
): string {
  const where = labels(sceneIds, labelOf);
  if (inputKind === 'synopses') return total === 1 ? 'Its synopsis changed.' : `The synopsis of ${where} changed.`;
  if (inputKind === 'sections') return `The sections around ${where} changed.`;
  if (inputKind === 'shape' && readsWords) return `Who speaks in ${where}, or its length, changed.`;
  if (total === 1) return 'The scene changed.';
  if (inputKind === 'card') return `${sceneIds.length} of its ${total} cards changed (${where}).`;
  return `${sceneIds.length} of its ${total} scenes changed (${where}).`;
}

function scenes(count: number): string {
  return count === 1 ? '1 scene is' : `${count} scenes are`;
}

const MOST_LABELS = 8;

function labels(sceneIds: readonly string[], labelOf: (sceneId: string) => string | null): string {
  const known = sceneIds.map((id) => labelOf(id) ?? 'cut');
  const shown = known.slice(0, MOST_LABELS).join(', ');
  return known.length > MOST_LABELS ? `${shown} and ${known.length - MOST_LABELS} more` : shown;
}
