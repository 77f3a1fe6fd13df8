import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readFdx } from '../../src/screenplay/fdx/readFdx';
import { chatOnGold } from '../chat/chatOnGold';
import { readGoldQuestions } from '../chat/goldQuestion';
import { median } from './median';

const root = path.join(__dirname, '..', '..');

/*
 * The chat on questions whose scenes are known: `npm run bench -- chat [FILE GOLD.jsonl …]`, the sample with its own where none
 * is given. What each tier sends against sending the script; gold scenes in what was sent against plain full-text search
 * that may use the same tokens; what a reader refuses and what it says the script does not say ("reader refuses", "says
 * so"), which quotes the gold words once they are in front of it, looks for them by the tools with the gold's own searches
 * (else with the question), and opens what search calls best; quotes and inventions; the first block of an answer without a
 * model against a bare search in the same run.
 *
 * Without a model "refused" is: said that no line says it, and shown no line of a scene that does. Word search cannot know
 * that a thing is said in other words, so it does not say that the script does not say it: it says which words are nowhere
 * and shows the nearest lines.
 */
export async function benchChat(files: readonly string[]): Promise<void> {
  const given =
    files.length > 0
      ? files
      : [path.join(root, 'media', 'ring-for-ferry.fountain'), path.join(root, 'test', 'gold', 'sample-chat.jsonl')];
  for (let at = 0; at + 1 < given.length; at += 2) {
    const [file = '', gold = ''] = given.slice(at, at + 2);
    const questions = readGoldQuestions(gold);
    const found = await chatOnGold(await scriptText(file), file.endsWith('.fdx') ? 'fdx' : 'fountain', questions);
    console.log(`\n${path.basename(file)}: ${found.scenes} scenes, ${questions.length} questions`);
    console.table(
      found.tiers.map((tier) => ({
        tier: tier.tier,
        'tokens mean': Math.round(tier.meanTokens),
        max: tier.maxTokens,
        'of tier mean': Math.round(tier.meanVarying),
        'of tier max': tier.maxVarying,
        'whole script': tier.wholeTokens,
        'less %': percent(1 - tier.meanTokens / tier.wholeTokens),
        'first gold': percent(tier.first),
        'as text': percent(tier.firstAsText),
        'plain first': percent(tier.plainFirst),
        'all gold': percent(tier.all),
        'plain all': percent(tier.plainAll),
        'gold scenes': percent(tier.share),
        'plain scenes': percent(tier.plainShare),
        'its words': percent(tier.words),
        'plain words': percent(tier.plainWords),
        'reader refuses': percent(tier.readerRefused),
        'says so': percent(tier.readerSaidSo),
        'cache read': `${tier.cacheReads} of ${tier.cacheReads + tier.cacheMisses}`,
      })),
    );
    console.log(
      [
        `quotes verified ${found.verified} of ${found.quotes}; fabricated caught ${found.caught} of ${found.fabricated}`,
        `without a model: unanswerable said so ${percent(found.saidSo)} %; answerable said to stand in no line ${percent(found.unanswered)} %, without a line of a gold scene ${percent(found.refused)} %, without any line ${percent(found.flat)} %; a gold scene among five hits ${percent(found.hitAt5)} %`,
        `first block without a model ${median(found.offlineMs).toFixed(0)} ms, a bare search ${median(found.searchMs).toFixed(0)} ms: ${(median(found.offlineMs) / median(found.searchMs)).toFixed(2)}`,
      ].join('\n'),
    );
    if (process.env.WRITERSROOM_BENCH_MISSES !== undefined) {
      console.log(JSON.stringify({ ...found.missed, lost: found.lost }, null, 1));
    }
  }
}

/** As Fountain, which is what the engine reads of every format. */
async function scriptText(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  if (!file.endsWith('.fdx')) return text;
  const read = readFdx(text);
  if (read.kind === 'failed') throw new Error(read.message);
  return read.text;
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}
