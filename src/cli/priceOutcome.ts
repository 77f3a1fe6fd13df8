import type { AnalyzeParams } from '../protocol/engineContract';
import { ARTIFACT_WORDS } from '../story/artifactWords';
import { counted } from '../story/lengthText';
import { costText } from '../story/priceText';
import type { StatusResult } from '../story/statusResult';
import type { ModelWish } from './commandLine';
import { EXIT, type Outcome } from './outcome';
import type { PricedRun } from './pricedRun';
import type { SyncedScript } from './withEngine';

/** What `--dry-run` gives: what is due and what it would cost; nothing is made, nothing of the script is sent. */
export async function priceOutcome(
  synced: SyncedScript,
  run: PricedRun,
  wish: ModelWish | null,
  params: AnalyzeParams,
): Promise<Outcome> {
  const { engine, scriptId } = synced;
  if (wish === null) {
    const { due } = await engine.readStatus(scriptId);
    return { result: { due }, text: dueText(due), exitCode: EXIT.done };
  }
  const { price, sentence } = await run.offer(synced, params);
  const { due } = await engine.readStatus(scriptId, wish.choice);
  const lines = price.kinds.map(
    ({ kind, requests, inputTokens, outputTokens, costUsd }) =>
      `  ${ARTIFACT_WORDS[kind].many}: ${counted(requests, 'request')}, ${inputTokens.top.toLocaleString('en-US')} tokens in, ${outputTokens.top.toLocaleString('en-US')} out, ${costText(costUsd)}`,
  );
  return { result: { due, price }, text: `${[sentence, ...lines].join('\n')}\n`, exitCode: EXIT.done };
}

function dueText(due: StatusResult['due']): string {
  if (due.length === 0) return 'Nothing is due.\n';
  return `Due, by rules on this machine, at no cost:\n${due.map(({ kind, count }) => `  ${kind}: ${count}`).join('\n')}\n`;
}
