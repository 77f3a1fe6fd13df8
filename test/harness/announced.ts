/**
 * Says what is being done and, when it is, how long it took: in one line, unless the work prints lines of its own.
 * Passes on what the work returns or throws.
 */
export async function announced<T>(doing: string, work: () => Promise<T>, { prints = false } = {}): Promise<T> {
  const started = Date.now();
  process.stdout.write(prints ? `${doing} ...\n` : `${doing} ... `);
  const done = (how: string) => {
    const seconds = `${how}${((Date.now() - started) / 1000).toFixed(1)} s`;
    console.log(prints ? `${doing}: ${seconds}` : seconds);
  };
  try {
    const value = await work();
    done('');
    return value;
  } catch (error) {
    done('failed after ');
    throw error;
  }
}
