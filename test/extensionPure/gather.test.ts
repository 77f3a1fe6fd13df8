import assert from 'node:assert/strict';
import { gather } from '../../src/extension/gather';

describe('Work that many ask for', () => {
  /** Work that begins when it likes and ends when told to. */
  const work = (): { begun: () => Promise<void>; end: () => void; times: () => number; run: () => Promise<void> } => {
    let times = 0;
    let begin = (): void => undefined;
    let end = (): void => undefined;
    let begun = new Promise<void>((resolve) => (begin = resolve));
    return {
      begun: () => begun,
      end: () => end(),
      times: () => times,
      run: () => {
        times += 1;
        begin();
        begun = new Promise<void>((resolve) => (begin = resolve));
        return new Promise<void>((resolve) => (end = resolve));
      },
    };
  };

  it('is done once for all who asked before it began', async () => {
    const { begun, end, times, run } = work();
    const { soon, stop } = gather(run, 0);
    const first = begun();
    soon();
    soon();
    soon();
    await first;
    end();
    assert.equal(times(), 1);
    stop();
  });

  it('is done once more for those who asked while it was being done', async () => {
    const { begun, end, times, run } = work();
    const { soon, stop } = gather(run, 0);
    const first = begun();
    soon();
    await first;
    const second = begun();
    soon();
    soon();
    end();
    await second;
    assert.equal(times(), 2);
    stop();
  });
});
