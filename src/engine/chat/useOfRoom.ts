/** What a scene costs, in tokens: in full and by its lines that match; `lines` is null where that would be no shorter. */
export interface WaysToSend {
  readonly whole: number;
  readonly lines: number | null;
}

/** How a scene is sent; null: not at all. */
export type SentAs = 'whole' | 'lines' | null;

/**
 * Which scenes go in full, which by their lines and which not at all, so that what is sent has the answer as likely as may
 * be: the step that promises most for its tokens first, the greedy way through a multiple-choice knapsack (Sinha and
 * Zoltners 1979). A step that does not fit leaves its room to those behind it.
 *
 * @param scenes best first
 * @param room tokens
 */
export function useOfRoom(scenes: readonly WaysToSend[], room: number): SentAs[] {
  const steps = scenes
    .flatMap((scene, at) => stepsOf(scene).map((step) => ({ ...step, at, worth: step.share * likelihoodAt(at) })))
    .sort((a, b) => b.worth * a.cost - a.worth * b.cost || a.at - b.at);
  const ways: SentAs[] = scenes.map(() => null);
  let left = room;
  for (const { at, to, from, cost } of steps) {
    if (cost > left || (ways[at] ?? null) !== from) continue;
    left -= cost;
    ways[at] = to;
  }
  return ways;
}

/** The share of answers that stand in the lines of their scene that match: half of those of `npm run bench -- chat`. */
const IN_THE_LINES = 0.5;

/**
 * How likely the scene at this place, from 0, has the answer, up to a factor. Reciprocal rank, steep at its beginning; of
 * what was tried, .2 to 20 in place of .5, the best on questions that were looked at, beside which 1 is hardly worse.
 */
function likelihoodAt(place: number): number {
  return 1 / (place + 0.5);
}

interface Step {
  readonly from: SentAs;
  readonly to: 'whole' | 'lines';
  readonly cost: number;
  /** Of the answers that stand in the scene, those that this step adds. */
  readonly share: number;
}

/** The ways in which a scene can grow. Where its other lines promise more for their tokens than those that match, it goes whole if it can. */
function stepsOf({ whole, lines }: WaysToSend): Step[] {
  const atOnce: Step = { from: null, to: 'whole', cost: whole, share: 1 };
  if (lines === null) return [atOnce];
  const first: Step = { from: null, to: 'lines', cost: lines, share: IN_THE_LINES };
  const rest: Step = { from: 'lines', to: 'whole', cost: whole - lines, share: 1 - IN_THE_LINES };
  return rest.share * first.cost > first.share * rest.cost ? [atOnce, first] : [first, rest];
}
