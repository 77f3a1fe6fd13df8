import { readDraft, type Draft } from './draftScenes';
import { createWriter, shuffled, type Writer } from './writer';

/** A draft to begin with and a writer to change it; a quarter of the text's scenes is kept back to be written in later. */
export function startScript(text: string, seed: number): { readonly draft: Draft; readonly writer: Writer } {
  const whole = readDraft(text);
  const order = shuffled(
    createWriter(seed, []),
    whole.scenes.map((_, i) => i),
  );
  const back = new Set(order.slice(0, Math.floor(whole.scenes.length / 4)));
  return {
    draft: { ...whole, scenes: whole.scenes.filter((_, i) => !back.has(i)) },
    writer: createWriter(
      seed,
      whole.scenes.filter((_, i) => back.has(i)),
    ),
  };
}
