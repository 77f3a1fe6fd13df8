import type { AnalysisProgress } from '../protocol/engineContract';
import type { RunReport } from '../story/analysisResult';
import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import { counted } from '../story/lengthText';
import { dollarsText } from '../story/priceText';

const WORDS: Readonly<Record<ArtifactKind, readonly [one: string, many: string]>> = {
  card: ['card', 'cards'],
  embedding: ['scene made searchable', 'scenes made searchable'],
  keyScene: ['scene weighed', 'scenes weighed'],
  outline: ['outline', 'outlines'],
  sheet: ['sheet', 'sheets'],
  thread: ['thread', 'threads'],
  relationship: ['setup or echo', 'setups and echoes'],
  conversationSummary: ['conversation summary', 'conversation summaries'],
};

/** What a run is doing now: `Scene cards: 12 of 40, 12 INT. LIGHTHOUSE - NIGHT`. */
export function progressText({ kind, done, total, subject }: AnalysisProgress): string {
  const many = WORDS[kind][1];
  const name = `${many.charAt(0).toUpperCase()}${many.slice(1)}`;
  return `${name}: ${done} of ${total}${subject === null ? '' : `, ${subject}`}`;
}

/** What a run did, in one sentence for the status bar. `behind`: what is behind after it, as `behindText` says it. */
export function runText(
  { generated, reused, waiting, failed, cancelled, elapsedMs, costUsd }: RunReport,
  behind: string | null = null,
): string {
  const made = countedKinds(generated);
  const copied = countedKinds(reused);
  const cost = costUsd === 0 ? '' : costUsd === null ? ', at an unknown price' : `, for ${dollarsText(costUsd)}`;
  if (cancelled)
    return made === '' ? `Stopped before anything was made${cost}.` : `Stopped. Made and kept: ${made}${cost}.`;
  const newer = Object.values(waiting ?? {}).reduce((sum, count) => sum + count, 0);
  const beside = newer === 0 ? '' : counted(newer, 'newer version waits', 'newer versions wait');
  if (made === '' && copied === '') {
    if (beside !== '') return `${beside} for you${cost}.`;
    if (costUsd !== 0 || failed.length > 0) return `Nothing was made${cost}.`;
    return behind === null ? 'Everything is current: nothing had to be made.' : `Nothing was made. ${behind}`;
  }
  const parts = [
    ...(made === '' ? [] : [`Made ${made}, in ${(elapsedMs / 1000).toFixed(1)} s${cost}`]),
    ...(copied === '' ? [] : [`${made === '' ? 'Took' : 'took'} ${copied} from what was known`]),
    ...(beside === '' ? [] : [beside]),
  ];
  return `${parts.join('; ')}.`;
}

/** What a run could not do, in one sentence; null if there is nothing. */
export function failedText({ failed, generated }: RunReport): string | null {
  const [first] = failed;
  if (first === undefined) return null;
  const made = countedKinds(generated);
  const kept = made === '' ? '' : ` Made and kept: ${made}.`;
  return `${counted(failed.length, 'part')} could not be made: ${first.message}${kept}`;
}

/** The kinds the writer looks at; only where there are none of those, what stands behind them. */
function countedKinds(counts: RunReport['generated']): string {
  const made = ARTIFACT_KINDS.filter((kind) => counts[kind] > 0);
  const seen = made.filter((kind) => kind !== 'embedding' && kind !== 'keyScene');
  return (seen.length > 0 ? seen : made)
    .map((kind) => (kind === 'outline' ? 'the outline' : counted(counts[kind], ...WORDS[kind])))
    .join(', ');
}
