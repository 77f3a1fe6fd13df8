import { isOfOneScene, type InputKind } from './artifactInput';
import { OFFLINE } from './scriptSnapshot';
import type { ChangedInput, Standing, StalenessCause } from './staleness';

/**
 * Why an artifact is behind, as sentences a writer understands: "3 of its 14 scenes changed (12, 40, 41)."
 * `labelOf` gives the label the writer sees, or null for a scene that is no longer in the script.
 */
export function stalenessReasons({ artifact, causes }: Standing, labelOf: LabelOf): string[] {
  const { kind, subject, method, inputs } = artifact;
  const madeFrom: MadeFrom = {
    total: new Set(inputs.filter((input) => isOfOneScene(input.kind)).map(({ id }) => id)).size,
    readsWords: inputs.some((input) => input.kind === 'scene'),
    character: kind === 'sheet' ? subject : null,
    byRules: method === OFFLINE,
    sameScenes: !causes.some((cause) => OTHER_SCENES.has(cause.kind) || isReworded(cause)),
  };
  // Where scenes came, left or moved, the list of their numbers is another one though each may have kept its own.
  const otherScenes = causes.some((cause) => OTHER_SCENES.has(cause.kind));
  const told = causes.filter((cause) => !(otherScenes && cause.kind === 'script' && cause.inputKind === 'labels'));
  return told.flatMap((cause) => sentences(cause, madeFrom, labelOf));
}

function isReworded(cause: StalenessCause): boolean {
  return (
    cause.kind === 'upstream' ||
    (cause.kind === 'changed' && (cause.inputKind === 'scene' || cause.inputKind === 'card'))
  );
}

type LabelOf = (sceneId: string) => string | null;

const OTHER_SCENES: ReadonlySet<StalenessCause['kind']> = new Set(['added', 'removed', 'withheld', 'reordered']);

interface MadeFrom {
  /** Distinct scenes. */
  readonly total: number;
  /** Whether scenes are read word by word, so that a shape that changed alone is no change of the scene's text. */
  readonly readsWords: boolean;
  /** Whose scenes were read; null: all. */
  readonly character: string | null;
  readonly byRules: boolean;
  /** Whether it would be made from the same scenes in the same words. */
  readonly sameScenes: boolean;
}

function sentences(cause: StalenessCause, madeFrom: MadeFrom, labelOf: LabelOf): string[] {
  switch (cause.kind) {
    case 'changed':
      return [changedSentence(cause.sceneIds, cause.inputKind, madeFrom, labelOf)];
    case 'added':
      return [addedSentence(cause.sceneIds, madeFrom, labelOf)];
    case 'removed':
      return removedSentences(cause.sceneIds, madeFrom, labelOf);
    case 'withheld':
      return [`${scenes(cause.sceneIds.length)} marked never to be sent now (${labels(cause.sceneIds, labelOf)}).`];
    case 'sent-again':
      return [
        `${cause.sceneIds.length === 1 ? '1 scene' : `${cause.sceneIds.length} scenes`} may be sent again (${labels(cause.sceneIds, labelOf)}).`,
      ];
    case 'script':
      if (cause.inputKind === 'names' && madeFrom.sameScenes) return ['Names in it were merged or taken apart.'];
      return [SCRIPT_WIDE[cause.inputKind] ?? 'The script as a whole changed.'];
    case 'reordered':
      return ['The scenes stand in another order.'];
    case 'upstream':
      return [
        `${cause.sceneIds.length === 1 ? 'The card' : 'The cards'} of ${labels(cause.sceneIds, labelOf)} ${cause.sceneIds.length === 1 ? 'is' : 'are'} behind.`,
      ];
    case 'subject-gone':
      return ['What it describes is no longer in the script.'];
  }
}

/** Of a character's scenes one may be old, and of a model's one that it may be told of only now. */
function addedSentence(sceneIds: readonly string[], { character, byRules }: MadeFrom, labelOf: LabelOf): string {
  const where = labels(sceneIds, labelOf);
  if (character !== null) return `${character} is in ${counted(sceneIds)} it was not made from (${where}).`;
  return byRules
    ? `${scenes(sceneIds.length)} new (${where}).`
    : `It was not made from ${counted(sceneIds)} (${where}).`;
}

/** A scene that is there still is one that the character left. */
function removedSentences(sceneIds: readonly string[], { character, total }: MadeFrom, labelOf: LabelOf): string[] {
  const left = sceneIds.filter((id) => labelOf(id) !== null);
  const gone = sceneIds.length - left.length;
  return [
    ...(left.length > 0
      ? [`${character ?? 'It'} is no longer in ${left.length} of its ${total} scenes (${labels(left, labelOf)}).`]
      : []),
    ...(gone > 0
      ? [
          gone === 1
            ? '1 scene it was made from is no longer there.'
            : `${gone} scenes it was made from are no longer there.`,
        ]
      : []),
  ];
}

const SCRIPT_WIDE: Readonly<Partial<Record<InputKind, string>>> = {
  labels: 'Scenes have other numbers now.',
  extent: 'Which scenes there are, how long or in which order, changed.',
  words: 'The words of the script as a whole changed.',
  names: 'Which names in it stand for others changed.',
};

function changedSentence(
  sceneIds: readonly string[],
  inputKind: ChangedInput,
  { total, readsWords }: MadeFrom,
  labelOf: LabelOf,
): string {
  const where = labels(sceneIds, labelOf);
  switch (inputKind) {
    case 'synopses':
      return total === 1 ? 'Its synopsis changed.' : `The synopsis of ${where} changed.`;
    case 'sections':
      return `The sections around ${where} changed.`;
    case 'heading':
      return `The ${sceneIds.length === 1 ? 'heading' : 'headings'} of ${where} changed.`;
    case 'speakers':
      return `Who speaks in ${where}, or in which order, changed.`;
    case 'length':
      return `The ${sceneIds.length === 1 ? 'length' : 'lengths'} of ${where} changed.`;
    case 'card':
      return total === 1 ? 'Its card changed.' : `${sceneIds.length} of its ${total} cards changed (${where}).`;
    case 'shape':
      if (readsWords) return `Who speaks in ${where}, or its length, changed.`;
      break;
    default:
  }
  return total === 1 ? 'The scene changed.' : `${sceneIds.length} of its ${total} scenes changed (${where}).`;
}

function counted(sceneIds: readonly string[]): string {
  return sceneIds.length === 1 ? '1 scene' : `${sceneIds.length} scenes`;
}

function scenes(count: number): string {
  return count === 1 ? '1 scene is' : `${count} scenes are`;
}

const MOST_LABELS = 8;

function labels(sceneIds: readonly string[], labelOf: LabelOf): string {
  const known = sceneIds.map((id) => labelOf(id) ?? 'cut');
  const shown = known.slice(0, MOST_LABELS).join(', ');
  return known.length > MOST_LABELS ? `${shown} and ${known.length - MOST_LABELS} more` : shown;
}
