import { OUTLINE_MAX_TOKENS, type OutlineContent } from '../../story/outline';
import type { OutlineScene } from './outlineScene';
import { actsOf, type ActSpan } from './rules/acts';
import { endOfCard, firstCardLine } from './rules/cardLine';
import { centralConflictOf, type CentralConflict } from './rules/centralConflict';
import { clipToLength, onOneLine } from './rules/clip';
import { fitLines, type FittingLine } from './rules/fitLines';
import { counted, inPages, listed } from './rules/inWords';
import { POINT_NAMES } from './rules/pointNames';
import { shapeOf, type ScriptShape, type ShapedScene } from './rules/scriptShape';
import { turningPointsOf } from './rules/turningPoints';
import type { CountTokens } from './sceneSource';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const OUTLINE_RECIPE = 1;

/**
 * The offline twin of the outline, from the cards and shapes of the scenes in order and nothing else. Acts are the writer's
 * sections where there are such, else cut by rules, and say so; turning points are candidates with reasons. The logline
 * says who is most present, how it begins and ends, in the cards' words. `summaryText` stays under 500 tokens at any
 * length. Empty for a script without scenes.
 */
export function makeOutline(scenes: readonly OutlineScene[], countTokens: CountTokens): OutlineContent {
  const shape = shapeOf(scenes);
  const spans = actsOf(shape).spans;
  const facts = spans.map((span) => actFacts(span, shape));
  const acts = spans.map((span, index) => ({
    number: index + 1,
    title: span.title,
    summary: facts[index] === undefined ? '' : actSummary(facts[index]),
    sceneIds: scenes.slice(span.from, span.to).map((scene) => scene.id),
  }));
  const turningPoints = turningPointsOf(shape).map(({ kind, scenes: candidates, reason }) => ({
    kind,
    reason,
    sceneIds: candidates.map(({ scene }) => scene.id),
  }));
  const conflict = centralConflictOf(shape);
  const content = { logline: loglineOf(shape), acts, turningPoints, centralConflict: conflict.text };
  return {
    ...content,
    summaryText: summaryOf(content, facts, countTokens),
    evidence: evidenceOf(shape, spans, content, conflict),
  };
}

/** Who is most present, where it begins and ends: facts of the page, not a pitch. */
function loglineOf(shape: ScriptShape): string {
  const first = shape.scenes[0];
  const last = shape.scenes.at(-1);
  if (first === undefined || last === undefined) return '';
  const total = shape.scenes.length;
  const [lead, ...others] = shape.principals.slice(0, 3);
  const who =
    lead === undefined
      ? 'Nobody speaks.'
      : `${listed([`${lead.name} (speaks in ${lead.scenes} of ${counted(total, 'scene')})`, ...others.map(({ name, scenes }) => `${name} (${scenes})`)])}.`;
  const begins = `Begins${at(first.place)}: ${brief(firstCardLine(first.scene.card))}`;
  if (total === 1) return `${who} ${begins}`;
  const end = endOfCard(last.scene.card);
  return `${who} ${begins} Ends${at(last.place)}: ${brief(end === '' ? firstCardLine(last.scene.card) : end)}`;
}

function at(place: string): string {
  return place === '' ? '' : ` at ${place}`;
}

/** About a line of a page. */
const BRIEF_LENGTH = 140;

function brief(text: string): string {
  return clipToLength(text, BRIEF_LENGTH);
}

interface ActFacts {
  /** "46 scenes, 29 2/8 pages; MARA in 19, JONAS in 13; mostly PIER." */
  readonly figures: string;
  readonly begins: string;
  readonly ends: string;
}

function actFacts(span: ActSpan, shape: ScriptShape): ActFacts {
  const scenes = shape.scenes.slice(span.from, span.to);
  const eighths = scenes.reduce((sum, { scene }) => sum + scene.eighths, 0);
  const figures = [`${counted(scenes.length, 'scene')}, ${inPages(eighths)}`];
  const speakers = mostOf(scenes.flatMap(({ scene }) => [...new Set(scene.cast)]));
  if (speakers.length > 0) figures.push(speakers.map(([name, count]) => `${name} in ${count}`).join(', '));
  const places = mostOf(scenes.map(({ place }) => place).filter((place) => place !== ''));
  if (places.length > 0) figures.push(`mostly ${listed(places.slice(0, 2).map(([place]) => place))}`);
  const first = scenes[0]?.scene.card ?? '';
  const last = scenes.at(-1)?.scene.card ?? '';
  return { figures: `${figures.join('; ')}.`, begins: brief(firstCardLine(first)), ends: brief(endOfCard(last)) };
}

function actSummary({ figures, begins, ends }: ActFacts): string {
  return [figures, begins === '' ? '' : `Begins: ${begins}`, ends === '' ? '' : `Ends: ${ends}`]
    .filter((part) => part !== '')
    .join(' ');
}

/** The three most frequent, most first, in order of appearance where equal. */
function mostOf(items: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, 3);
}

type Told = Pick<OutlineContent, 'logline' | 'acts' | 'turningPoints' | 'centralConflict'>;

/** Everything in lines, shortened from the least important end until it stays under the bound. */
function summaryOf(content: Told, facts: readonly ActFacts[], countTokens: CountTokens): string {
  if (content.acts.length === 0) return '';
  const lines: FittingLine[] = [];
  const ranks: number[] = [];
  const add = (rank: number, label: string, versions: readonly string[]): void => {
    lines.push({ label, versions });
    ranks.push(rank);
  };
  add(0, '', [clipToLength(content.logline, 220), content.logline]);
  if (content.centralConflict !== '')
    add(3, 'Conflict', [clipToLength(content.centralConflict, 160), content.centralConflict]);
  const shownActs = content.acts.slice(0, MOST_ACT_LINES);
  for (const [index, act] of shownActs.entries()) {
    const { figures = '', ends = '' } = facts[index] ?? {};
    const short = (figures.split(';', 1)[0] ?? '').replace(/\.?$/u, '.');
    const versions = [short, figures, ...(ends === '' ? [] : [`${figures} Ends: ${ends}`]), act.summary];
    add(index < FIRST_ACTS ? 1 : 4, clipToLength(act.title, LONGEST_TITLE), versions);
  }
  if (content.acts.length > shownActs.length)
    add(4, '', [`And ${content.acts.length - shownActs.length} more acts or parts.`]);
  for (const { kind, reason } of content.turningPoints) {
    const firstFact = (reason.split(/;|(?<=\))\./u, 1)[0] ?? '').replace(/\.?$/u, '.');
    add(2, POINT_NAMES[kind], [`${reason.split(':', 1)[0] ?? ''}.`, firstFact, reason]);
  }
  const importance = [...lines.keys()].sort((one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0));
  const bounds = { maxTokens: OUTLINE_MAX_TOKENS - 1, minLines: 1, maxLines: lines.length };
  return (fitLines(lines, importance, bounds, countTokens) ?? []).join('\n');
}

const MOST_ACT_LINES = 12;
const FIRST_ACTS = 4;
const LONGEST_TITLE = 80;

/** First and last scene as a whole, the words at the ends of each act that are told, and those of the conflict. */
function evidenceOf(
  { scenes }: ScriptShape,
  spans: readonly ActSpan[],
  { logline, acts }: Pick<Told, 'logline' | 'acts'>,
  conflict: CentralConflict,
): OutlineContent['evidence'] {
  const first = scenes[0];
  const last = scenes.at(-1);
  if (first === undefined || last === undefined) return [];
  const ends = [...new Set([first.scene.id, last.scene.id])].map((sceneId) => ({ sceneId, quote: null }));
  const told = [
    ...toldOf(logline, [first, last]),
    ...spans.flatMap(({ from, to }, index) => toldOf(acts[index]?.summary ?? '', [scenes[from], scenes[to - 1]])),
    ...conflict.evidence,
  ];
  const distinct = new Map(told.map((evidence) => [`${evidence.sceneId}\n${evidence.quote ?? ''}`, evidence]));
  return [...ends, ...distinct.values()];
}

/** The script's own words in a text that may be cut, of these scenes' cards. */
function toldOf(text: string, scenes: readonly (ShapedScene | undefined)[]): OutlineContent['evidence'] {
  return scenes.flatMap((shaped) =>
    (shaped?.scene.quotes ?? [])
      .filter((quote) => text.includes(onOneLine(quote).slice(0, TOLD_LENGTH)))
      .map((quote) => ({ sceneId: shaped?.scene.id ?? '', quote })),
  );
}

/** So much of a quote tells it from others, where a text is cut behind it. UTF-16 units. */
const TOLD_LENGTH = 48;
