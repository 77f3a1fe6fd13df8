import type { ScriptView } from '../story/analysisResult';
import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import { ARTIFACT_WORDS } from '../story/artifactWords';
import { counted } from '../story/lengthText';
import type { RunPrice } from '../story/price';
import type { StatusResult } from '../story/statusResult';
import { kindsToRefresh } from './kindsToRefresh';

/** What of one kind is behind, was never made beside what there is, or failed. */
export interface BehindGroup {
  readonly kind: ArtifactKind;
  /** `Scene cards`, `Outline`. */
  readonly name: string;
  /** What a refresh of all of it makes and costs. */
  readonly cost: string;
  readonly items: readonly BehindItem[];
}

/** One card, one sheet, or what a script has one of. */
export interface BehindItem {
  /** As the planner names it: a scene id, a name, '' for what a script has one of. */
  readonly subject: string;
  /** `3  EXT. COLD HYTHE LANDING - MORNING`. */
  readonly name: string;
  /** Why, in sentences. */
  readonly why: string;
  /** Whether it could not be made the last time. */
  readonly failed: boolean;
}

/**
 * In the order in which they are made. Empty where nothing that is shown is behind.
 * @param price of making just these, where models are to make them; null: rules do
 */
export function behindChoices(
  view: ScriptView,
  status: StatusResult,
  price: RunPrice | null = null,
): readonly BehindGroup[] {
  const wanted = kindsToRefresh(status);
  const { artifacts, failures } = status;
  return SHOWN.flatMap((kind): BehindGroup[] => {
    const items = new Map<string, BehindItem>();
    const add = (subject: string, why: string, failed: boolean): void => {
      const before = items.get(subject);
      const sentences = [...new Set([...(before === undefined ? [] : [before.why]), why])].join(' ').trim();
      const isFailed = failed || before?.failed === true;
      items.set(subject, { subject, name: nameOf(kind, subject, view), why: sentences, failed: isFailed });
    };
    for (const one of artifacts) {
      // A row of a set that is pinned is never made again, and nothing waits beside it.
      if (one.pinned && SETS.has(kind)) continue;
      // Nor is there anything to make a sheet from whose character is gone.
      if (kind === 'sheet' && !view.characters.some(({ name }) => name === one.subject)) continue;
      if (one.kind === kind && one.stale) add(subjectOf(kind, one.subject), one.reasons.join(' '), false);
    }
    if (kind === 'card' && wanted.has('card')) {
      for (const { id, card } of view.scenes) if (card === null) add(id, 'This scene has no card yet.', false);
    }
    for (const one of failures) {
      if (one.kind === kind) add(subjectOf(kind, one.subject), `Could not be made: ${one.message}`, true);
    }
    if (items.size === 0) return [];
    const order = new Map(view.scenes.map(({ id, index }) => [id, index]));
    const sorted = [...items.values()].sort((a, b) => (order.get(a.subject) ?? 0) - (order.get(b.subject) ?? 0));
    return [{ kind, name: GROUPS[kind] ?? kind, cost: costText(kind, items.size, status, price), items: sorted }];
  });
}

/** What makes scenes searchable, and which are key, is shown nowhere: it comes along with everything. */
const SHOWN = ARTIFACT_KINDS.filter((kind) => !['embedding', 'keyScene', 'conversationSummary'].includes(kind));

const SETS: ReadonlySet<ArtifactKind> = new Set(['thread', 'relationship']);

const GROUPS: Readonly<Partial<Record<ArtifactKind, string>>> = {
  card: 'Scene cards',
  outline: 'Outline',
  sheet: 'Character sheets',
  thread: 'Plot threads',
  relationship: 'Setups and echoes',
};

function subjectOf(kind: ArtifactKind, subject: string | null): string {
  return kind === 'card' || kind === 'sheet' ? (subject ?? '') : '';
}

function nameOf(kind: ArtifactKind, subject: string, { scenes }: ScriptView): string {
  if (kind === 'sheet') return subject;
  const scene = scenes.find(({ id }) => id === subject);
  return scene === undefined ? (GROUPS[kind] ?? kind) : `${scene.label}  ${scene.heading}`;
}

/** `Makes 3 scene cards · by rules, no cost`; by models what they ask for those. */
function costText(kind: ArtifactKind, behind: number, { due }: StatusResult, price: RunPrice | null): string {
  const { one, many } = ARTIFACT_WORDS[kind];
  const isSet = kind === 'outline' || kind === 'thread' || kind === 'relationship';
  const what = isSet ? `the ${kind === 'outline' ? one : many}` : counted(behind, one, many);
  if (price !== null) {
    const asked = price.kinds.find((part) => part.kind === kind);
    return `Makes ${what} · ${asked === undefined ? 'nothing is sent, no cost' : usdText(asked.costUsd?.top ?? null)}`;
  }
  const byRules = due.find((part) => part.kind === kind);
  return `Makes ${what} · ${byRules === undefined || byRules.costUsd === 0 ? 'by rules, no cost' : usdText(byRules.costUsd)}`;
}

function usdText(costUsd: number | null): string {
  if (costUsd === null) return 'price unknown';
  if (costUsd === 0) return 'no cost';
  return costUsd < 0.01 ? 'under $0.01' : `at most $${(Math.ceil(costUsd * 100) / 100).toFixed(2)}`;
}
