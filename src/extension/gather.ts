/** Work that many things ask for and that is done once for all of them. */
export interface Gathered {
  /** The work is done soon; asked for while it is being done, once more afterwards. */
  readonly soon: () => void;
  /** It is not done any more. */
  readonly stop: () => void;
}

/**
 * @param work never rejects
 * @param ms how long askings are gathered before the work begins
 */
export function gather(work: () => Promise<void>, ms: number): Gathered {
  let asked = 0;
  let done = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const wait = (): void => {
    timer = setTimeout(() => void perform(), ms);
  };
  const perform = async (): Promise<void> => {
    const now = asked;
    await work();
    done = now;
    timer = null;
    if (done !== asked && !stopped) wait();
  };
  return {
    soon: () => {
      asked += 1;
      if (timer === null && !stopped) wait();
    },
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
