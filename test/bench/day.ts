import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ARTIFACT_KINDS, type KindCounts } from '../../src/story/artifactKind';
import { decodeText } from '../../src/screenplay/decodeText';
import { startEngineOnDisk } from '../engine/engineOnDisk';
import { root } from '../harness/root';
import { dayOfWriting } from './dayOfWriting';

/*
 * A scripted day of writing: `npm run bench -- day FILE…` (without files the sample). What each step takes, from
 * `run.generated`, beside what making everything again would take: the first analysis.
 */
export async function benchDay(files: readonly string[]): Promise<void> {
  const scripts = files.length > 0 ? files : [path.join(root, 'media', 'ring-for-ferry.fountain')];
  const on = await startEngineOnDisk();
  try {
    for (const file of scripts) {
      const { text } = decodeText(readFileSync(file));
      const uri = `file:///bench/day/${path.basename(file)}`;
      const { scriptId } = await on.sync(uri, text);
      const rows = [row('everything', null, (await on.analyze(scriptId)).run.generated)];
      for (const step of dayOfWriting(text)) {
        await on.sync(uri, step.text);
        rows.push(row(step.name, step.cards, (await on.analyze(scriptId)).run.generated));
      }
      console.log(path.basename(file));
      console.table(rows);
      await on.engine.closeScript(uri, true);
    }
  } finally {
    await on.remove();
  }
}

function row(step: string, cards: number | null, generated: KindCounts): Record<string, string | number> {
  const made = ARTIFACT_KINDS.filter((kind) => kind !== 'conversationSummary');
  const counts = Object.fromEntries(made.map((kind) => [kind, generated[kind]]));
  return { step, 'cards at most': cards ?? '', ...counts };
}
