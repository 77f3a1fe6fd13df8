import type { StoredEvidence } from '../../../story/evidence';
import { cardLine } from './cardLine';
import { listedUpTo } from './inWords';
import type { ScriptShape, ShapedScene } from './scriptShape';

/** Who stands against whom most often, as the cards say; empty where no card has a conflict between principals. */
export interface CentralConflict {
  readonly text: string;
  readonly evidence: readonly StoredEvidence[];
}

/**
 * The two principals who stand in most conflict lines together, where, and the words of the first and the last of these
 * lines that hold an exchange. Where no two do: the one with most such lines.
 */
export function centralConflictOf(shape: ScriptShape): CentralConflict {
  const names = shape.principals.map(({ name }) => name);
  const found = new Map<string, { who: readonly string[]; at: { scene: ShapedScene; line: string }[] }>();
  for (const scene of shape.scenes) {
    const line = cardLine(scene.scene.card, 'Conflict');
    if (line === null) continue;
    const speaking = withoutQuotes(line);
    const here = names.filter((name) => scene.scene.cast.includes(name) && speaking.includes(name)).slice(0, 3);
    for (const who of here.length === 1 ? [here] : pairsOf(here)) {
      const key = who.join('\n');
      const entry = found.get(key) ?? { who, at: [] };
      entry.at.push({ scene, line });
      found.set(key, entry);
    }
  }
  // A pair counts more than one voice: two lines of a pair outweigh three of one.
  const [best] = [...found.values()].sort(
    (one, other) => other.at.length * other.who.length ** 2 - one.at.length * one.who.length ** 2,
  );
  const first = best?.at[0];
  if (best === undefined || first === undefined) return { text: '', evidence: [] };
  const last = best.at.at(-1) ?? first;
  const labels = best.at.map(({ scene }) => scene.scene.label);
  const head = `${best.who.join(' and ')}, in ${listedUpTo(labels, 6)}.`;
  const shown = first === last ? [first] : [first, last];
  const text = [head, ...shown.map(({ scene, line }) => `${scene.scene.label}: ${line}`)].join(' ');
  const evidence = shown.flatMap(({ scene, line }) =>
    quotesIn(line).map((quote) => ({ sceneId: scene.scene.id, quote })),
  );
  return { text, evidence };
}

function pairsOf(names: readonly string[]): string[][] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other]));
}

const QUOTE = /"([^"]+)"|“([^”]+)”/gu;

function withoutQuotes(line: string): string {
  return line.replace(QUOTE, ' ');
}

/** The words in quotation marks, unless they were cut. */
function quotesIn(line: string): string[] {
  return [...line.matchAll(QUOTE)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((quote) => quote !== '' && !quote.endsWith('…'));
}
