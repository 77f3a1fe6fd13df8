/** Runs pieces of work one after another, in the order they came. A piece that fails does not stop the next. */
export interface SerialQueue {
  /** Work in the `background` waits until nothing else does (invariant 11); what has begun is never interrupted. */
  run<T>(work: () => Promise<T>, options?: { readonly background?: boolean }): Promise<T>;
  /** Resolves once everything that was waiting is done. */
  idle(): Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  const foreground: (() => Promise<void>)[] = [];
  const background: (() => Promise<void>)[] = [];
  const pending = new Set<Promise<unknown>>();
  let isRunning = false;

  const runAll = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    for (let next = take(); next !== undefined; next = take()) await next();
    isRunning = false;
  };
  const take = (): (() => Promise<void>) | undefined => foreground.shift() ?? background.shift();

  return {
    run: <T>(work: () => Promise<T>, options: { readonly background?: boolean } = {}) => {
      const lane = options.background === true ? background : foreground;
      const result = new Promise<T>((resolve, reject) => {
        lane.push(() => Promise.resolve().then(work).then(resolve, reject));
      });
      const settled: Promise<unknown> = result.then(
        () => pending.delete(settled),
        () => pending.delete(settled),
      );
      pending.add(settled);
      // Not within the call: whoever asks has the promise first, and what is asked for at once goes in its order.
      queueMicrotask(() => void runAll());
      return result;
    },
    idle: async () => {
      await Promise.all(pending);
    },
  };
}
