import { MISSING_HASH, sameInputs, type ArtifactInput } from './artifactInput';
import type { ArtifactKind } from './artifactKind';
import { artifactKey, OFFLINE, type ArtifactSnapshot, type ScriptSnapshot } from './scriptSnapshot';
import { standingsOf, type KindDeclaration, type Standing, type Standings } from './staleness';

/** One artifact to make. */
export interface DueWork {
  readonly kind: ArtifactKind;
  readonly subject: string;
  /** `by-rules`: it is current, and a model is to make what rules made. */
  readonly why: 'missing' | 'behind' | 'remake' | 'by-rules';
  /** Who makes it: `offline` or `PROVIDER/MODEL`. */
  readonly method: string;
  /** `candidate`: what is stored stays, because it is pinned or a model's, and this one waits beside it. */
  readonly target: 'artifact' | 'candidate';
  /** What it would read now. */
  readonly inputs: readonly ArtifactInput[];
  /** Whether a card it reads is missing or to be made first, or making it would change nothing: it is not to be made yet. */
  readonly waits: boolean;
}

/** Who makes what: each `offline` or `PROVIDER/MODEL`. */
export interface ModelChoice {
  readonly cards: string;
  /** Outline, sheets, threads, relationships, key scenes, conversation summaries. */
  readonly story: string;
}

export interface PlanOptions {
  /** Only these kinds; all that are declared if absent. */
  readonly kinds?: readonly ArtifactKind[];
  /** Only this subject; also one of which there is nothing without its being asked for. */
  readonly subject?: string;
  /** Only these subjects, of whichever kind: scene ids, names, '' for what a script has one of. As with one. */
  readonly subjects?: readonly string[];
  /** With `kinds` or `subject`: also the cards that what is due reads, where they are due. */
  readonly upstream?: boolean;
  /** Make everything, current or not. */
  readonly remake?: boolean;
  /** By whom; null or absent: by rules. */
  readonly models?: ModelChoice | null;
  /** Scenes whose cards rules make in place of a model that would not; what a model made of one before stays. */
  readonly cardsByRules?: ReadonlySet<string>;
  /** Also what is to wait beside a stored artifact that it may not replace. */
  readonly candidates?: boolean;
  /** What is not to be tried now although it is due, such as what failed a moment ago. */
  readonly isHeldBack?: (work: DueWork) => boolean;
}

/**
 * What is due: everything missing or behind, in making order. Pure: the work queue is this query, so a crash, a
 * restart or an undo need no special case. What the writer pinned is never due, nor offline what a model made; a model
 * makes what is behind or was made by rules. A newer recipe, or another model, is an offer and makes nothing due.
 * `standings`: those of the snapshot, where they are known.
 */
export function planDueWork(
  snapshot: ScriptSnapshot,
  declarations: readonly KindDeclaration[],
  options: PlanOptions = {},
  standings: Standings = standingsOf(snapshot, declarations),
): readonly DueWork[] {
  const planning: Planning = { snapshot, standings, options };
  const only = options.subjects === undefined ? null : new Set(options.subjects);
  const isWanted = ({ kind, subject }: DueWork): boolean =>
    (options.kinds?.includes(kind) ?? true) &&
    (options.subject === undefined || subject === options.subject) &&
    (only?.has(subject) ?? true);
  const cards = declarations.find(({ kind }) => kind === 'card');
  const dueCards = cards === undefined ? [] : dueOfKind(planning, cards);
  const toBeMade = new Set(
    dueCards
      .filter(({ target, why }) => target === 'artifact' && (why === 'missing' || why === 'behind'))
      .map(({ subject }) => subject),
  );
  const due = declarations.flatMap((declaration) => {
    const { kind } = declaration;
    if (options.kinds !== undefined && !options.kinds.includes(kind)) return [];
    const ofKind = kind === 'card' ? dueCards : dueOfKind(planning, declaration);
    return ofKind.filter(isWanted).map((work) => ({ ...work, waits: waits(planning, work, toBeMade) }));
  });
  const upstream = options.upstream === true ? cardsReadBy(due, dueCards) : [];
  return [...upstream, ...due].filter((work) => options.isHeldBack?.(work) !== true);
}

/**
 * Of what is due that which a run of all of it comes to: not what waits for a card that none of it puts in place, such as
 * a pinned one that is behind, for made again it would be behind as before.
 */
export function withinReach(due: readonly DueWork[]): readonly DueWork[] {
  const cards = new Set(
    due.flatMap(({ kind, target, subject }) => (kind === 'card' && target === 'artifact' ? [subject] : [])),
  );
  return due.filter(({ waits, inputs }) => !waits || inputs.some(({ kind, id }) => kind === 'card' && cards.has(id)));
}

/** By whom an artifact is to be made; a card of a scene that is never sent, and a vector, always by rules. */
export function methodFor(
  { byId }: Pick<ScriptSnapshot, 'byId'>,
  kind: ArtifactKind,
  subject: string,
  models: ModelChoice | null | undefined,
): string {
  if (kind === 'embedding' || models === null || models === undefined) return OFFLINE;
  if (kind !== 'card') return models.story;
  return byId.get(subject)?.neverSend === true ? OFFLINE : models.cards;
}

interface Planning {
  readonly snapshot: ScriptSnapshot;
  readonly standings: Standings;
  readonly options: PlanOptions;
}

function dueOfKind(planning: Planning, declaration: KindDeclaration): DueWork[] {
  const { snapshot, standings, options } = planning;
  const { kind } = declaration;
  const onDemand = declaration.onDemand?.(snapshot).filter((subject) => isNamed(subject, options)) ?? [];
  return [...new Set([...declaration.subjects(snapshot), ...onDemand])].flatMap((subject) => {
    const isByRules = kind === 'card' && options.cardsByRules?.has(subject) === true;
    const method = isByRules ? OFFLINE : methodFor(snapshot, kind, subject, options.models);
    const stands = standings.of(kind, subject);
    const why = stands === null ? 'missing' : reasonFor(stands, method, options.remake === true);
    if (why === null) return [];
    const target = stands === null || mayReplace(stands.artifact, method) ? 'artifact' : 'candidate';
    const isWaitingWanted = !isByRules && isCandidateDue(planning, declaration, subject, method);
    if (target === 'candidate' && !isWaitingWanted) return [];
    const inputs = declaration.inputs(snapshot, subject, method);
    return inputs === null ? [] : [{ kind, subject, why, method, target, inputs, waits: false }];
  });
}

function isNamed(name: string, { subject, subjects }: PlanOptions): boolean {
  return name === subject || subjects?.includes(name) === true;
}

/** Why an artifact that is stored would be made by this method; null: it would not. */
function reasonFor({ artifact, stale }: Standing, method: string, remake: boolean): DueWork['why'] | null {
  if (stale) return 'behind';
  if (remake) return artifact.pinned || mayReplace(artifact, method) ? 'remake' : null;
  return method !== OFFLINE && isByRules(artifact) && !artifact.pinned ? 'by-rules' : null;
}

/** Whether what this method makes may take the place of a stored artifact: never of a pinned one, nor what rules make of a model's. */
export function mayReplace(artifact: Pick<ArtifactSnapshot, 'method' | 'pinned'>, method: string): boolean {
  return !artifact.pinned && (method !== OFFLINE || isByRules(artifact));
}

function isByRules({ method }: Pick<ArtifactSnapshot, 'method'>): boolean {
  return method === OFFLINE;
}

/**
 * Not where the one that waits already, or was discarded, is of the text as it stands, unless it is asked for; never by
 * rules in the place of a model's.
 */
function isCandidateDue(
  { snapshot, options }: Planning,
  declaration: KindDeclaration,
  subject: string,
  method: string,
): boolean {
  if (options.candidates !== true) return false;
  const waiting = snapshot.candidates.get(artifactKey(declaration.kind, subject));
  if (waiting === undefined) return true;
  if (waiting.method !== method) return method !== OFFLINE;
  return options.remake === true || !sameInputs(waiting.inputs, declaration.inputs(snapshot, subject, method) ?? []);
}

function waits({ standings }: Planning, work: DueWork, toBeMade: ReadonlySet<string>): boolean {
  const reads = work.inputs.filter(({ kind }) => kind === 'card');
  if (reads.some(({ id, hash }) => hash === MISSING_HASH || toBeMade.has(id))) return true;
  if (work.why !== 'behind' || work.target === 'candidate') return false;
  // Made again from the same, it would be behind as before, by a card that stays as it is.
  const { artifact, causes } = standings.of(work.kind, work.subject) ?? { artifact: null, causes: [] };
  return artifact?.method === work.method && causes.every(({ kind }) => kind === 'upstream');
}

function cardsReadBy(due: readonly DueWork[], dueCards: readonly DueWork[]): DueWork[] {
  const read = new Set(due.flatMap(({ inputs }) => inputs.flatMap(({ kind, id }) => (kind === 'card' ? [id] : []))));
  const there = new Set(due.flatMap(({ kind, subject }) => (kind === 'card' ? [subject] : [])));
  return dueCards.filter(({ subject }) => read.has(subject) && !there.has(subject));
}
