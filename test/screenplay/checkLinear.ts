import assert from 'node:assert/strict';

/**
 * Twice the input may take at most three times as long, best of five each, measured in turn. A busy machine spoils single runs:
 * up to ten rounds go on collecting the best of each, and what is quadratic stays at four in all of them.
 */
export function checkLinear(
  rule: string,
  make: (n: number) => string,
  n: number,
  run: (text: string) => unknown,
): void {
  it(rule, () => {
    const small = make(n);
    const large = make(2 * n);
    let bestSmall = Infinity;
    let bestLarge = Infinity;
    for (let round = 0; round < 10 && !(bestLarge <= 3 * bestSmall); round++) {
      for (let i = 0; i < 5; i++) {
        bestSmall = Math.min(
          bestSmall,
          elapsed(() => run(small)),
        );
        bestLarge = Math.min(
          bestLarge,
          elapsed(() => run(large)),
        );
      }
    }
    assert.ok(bestLarge <= 3 * bestSmall, `twice the input took ${(bestLarge / bestSmall).toFixed(1)} times as long`);
  });
}

function elapsed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
