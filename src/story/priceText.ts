import type { SceneView } from './analysisResult';
import type { PriceRange } from './price';

/** `$0.01 to $0.02`, `no cost`, `price unknown`. */
export function costText(costUsd: PriceRange | null): string {
  if (costUsd === null) return 'price unknown';
  if (costUsd.top === 0) return 'no cost';
  const [bottom, top] = [dollarsText(costUsd.bottom), dollarsText(costUsd.top)];
  return bottom === top ? `about ${top}` : `${bottom} to ${top}`;
}

/** An amount in US dollars with the places that say something: `$0.02`, `$12.50`, `$0.00043`. */
export function dollarsText(usd: number): string {
  if (usd === 0 || usd >= 0.01) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2)).toFixed(9).replace(/0+$/, '')}`;
}

/** Labels of scenes in script order, runs of neighbours as one: `1–12, 14`. */
export function labelsText(scenes: readonly Pick<SceneView, 'id' | 'label'>[], ids: readonly string[]): string {
  const wanted = new Set(ids);
  const runs: { first: string; last: string; length: number }[] = [];
  let isNext = false;
  for (const { id, label } of scenes) {
    const run = runs.at(-1);
    if (!wanted.has(id)) isNext = false;
    else if (isNext && run !== undefined) Object.assign(run, { last: label, length: run.length + 1 });
    else {
      runs.push({ first: label, last: label, length: 1 });
      isNext = true;
    }
  }
  const passage = wanted.size - runs.reduce((sum, { length }) => sum + length, 0);
  const parts = runs.flatMap(({ first, last, length }) =>
    length > 2 ? [`${first}–${last}`] : [...new Set([first, last])],
  );
  return [...(passage > 0 ? ['before the first'] : []), ...parts].join(', ');
}
