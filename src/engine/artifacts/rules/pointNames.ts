import type { TurningPointKind } from '../../../story/outline';

/** What a turning point is called in an outline's text, in the order of the story. */
export const POINT_NAMES: Readonly<Record<TurningPointKind, string>> = {
  inciting_incident: 'Inciting incident',
  first_turn: 'First turn',
  midpoint: 'Midpoint',
  second_turn: 'Second turn',
  climax: 'Climax',
};
