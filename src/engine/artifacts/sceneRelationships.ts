import type { RelationshipType, SceneRelationshipContent } from '../../story/sceneRelationship';
import { clipToLength, onOneLine } from './rules/clip';
import { indexScenes, nameStems, stemOf, type IndexedScene } from './rules/indexedScenes';
import { listed } from './rules/inWords';
import { parallelsOf } from './rules/parallels';
import { returnsOf, type Return } from './rules/returns';
import { quoted } from './rules/sceneSentences';
import { isFunctionWord } from './rules/functionWords';
import { isStageNoun } from './rules/stageNouns';
import { wordsOf } from './rules/words';
import { setupsOf, type LineAt } from './rules/setups';
import type { StoryScene } from './storyScene';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const SCENE_RELATIONSHIPS_RECIPE = 1;

/** All that the rules for relationships read. Plain data: it crosses to the worker thread. */
export interface SceneRelationshipsInput {
  /** All scenes in script order. */
  readonly scenes: readonly StoryScene[];
}

/**
 * The offline twin of the relationships between scenes: things planted and used again (or still open), lines said again by
 * the same mouth (callback) or another (echo), places with the same people and images that come back (parallel). Few and
 * good; each with the words at both ends. In script order within a kind.
 */
export function findSceneRelationships({ scenes }: SceneRelationshipsInput): readonly SceneRelationshipContent[] {
  const indexed = indexScenes(scenes);
  const scale = Math.min(1, Math.max(0.25, scenes.length / 100));
  const most = (count: number): number => Math.ceil(count * scale);
  const setups = setupsOf(indexed);
  const paid = setups.filter(({ payoff }) => payoff !== null).slice(0, most(MOST_PAID));
  const open = setups.filter(({ payoff }) => payoff === null).slice(0, most(MOST_OPEN));
  const names = nameStems(indexed);
  const spoken = returnsOf(indexed, (line) => line.speaker !== null || line.sung, names);
  const returns = Math.max(FEWEST_RETURNS, most(MOST_RETURNS));
  const callbacks = spoken.filter(isSameMouth).slice(0, returns);
  const echoes = spoken.filter((found) => !isSameMouth(found)).slice(0, returns);
  const images = returnsOf(indexed, (line) => line.speaker === null && !line.sung, names)
    .filter(({ firstWords }) => isImage(firstWords, names))
    .slice(0, most(MOST_IMAGES));
  const places = parallelsOf(indexed).slice(0, most(MOST_PLACES));

  return [
    ...ordered(open.map(({ thing, planted }) => relationship('setup_payoff', planted, null, thing))),
    ...ordered(paid.map(({ thing, planted, payoff }) => relationship('setup_payoff', planted, payoff, thing))),
    ...ordered(callbacks.map((found) => returned('callback', found))),
    ...ordered(echoes.map((found) => returned('echo', found))),
    ...ordered([
      ...images.map((found) => returned('parallel', found)),
      ...places.map(({ first, last, place, cast }) => placed(first, last, `${place}: ${listed(cast)}`)),
    ]),
  ].map(({ content }) => content);
}

const MOST_PAID = 12;
const MOST_OPEN = 5;
const MOST_RETURNS = 6;
/** A short script may have its line, its song and its joke. */
const FEWEST_RETURNS = 3;
const MOST_IMAGES = 3;
const MOST_PLACES = 3;
const FEWEST_IMAGE_WORDS = 5;
const FEWEST_OWN_WORDS = 2;

interface Ordered {
  readonly content: SceneRelationshipContent;
  readonly order: number;
}

function ordered(relationships: readonly Ordered[]): Ordered[] {
  return [...relationships].sort((one, other) => one.order - other.order);
}

function relationship(type: RelationshipType, setup: LineAt, payoff: LineAt | null, description: string): Ordered {
  const ends = payoff === null ? [setup] : [setup, payoff];
  return {
    order: setup.at.order,
    content: {
      relationshipType: type,
      setupSceneId: setup.at.scene.id,
      payoffSceneId: payoff?.at.scene.id ?? null,
      description,
      evidence: ends.map(({ at, line }) => ({ sceneId: at.scene.id, quote: line.quote })),
    },
  };
}

/** Words that return: the phrase, and whose it was and is. */
function returned(type: RelationshipType, { first, last, firstWords, lastWords }: Return): Ordered {
  const words = quoted(clipToLength(onOneLine(firstWords), LONGEST));
  const one = first.line.speaker ?? (first.line.sung ? 'sung' : null);
  const other = last.line.speaker ?? (last.line.sung ? 'sung' : null);
  const whose = one === null || other === null ? '' : one === other ? `, ${one}` : `, ${one}, then ${other}`;
  const { order, content } = relationship(type, first, last, `${words}${whose}`);
  const evidence = [
    { sceneId: first.at.scene.id, quote: firstWords },
    { sceneId: last.at.scene.id, quote: lastWords },
  ];
  return { order, content: { ...content, evidence } };
}

/** The same place and people: the first line of each scene as the words at both ends. */
function placed(first: IndexedScene, last: IndexedScene, description: string): Ordered {
  return {
    order: first.order,
    content: {
      relationshipType: 'parallel',
      setupSceneId: first.scene.id,
      payoffSceneId: last.scene.id,
      description,
      evidence: [first, last].map(({ scene, lines }) => ({ sceneId: scene.id, quote: lines[0]?.quote ?? null })),
    },
  };
}

/** Words of action that are more than stage business: two at least that are neither names nor on every page. */
function isImage(phrase: string, names: ReadonlySet<string>): boolean {
  const words = wordsOf(phrase);
  const own = words.map(stemOf).filter((stem) => !isFunctionWord(stem) && !names.has(stem) && !isStageNoun(stem));
  return (
    words.length >= FEWEST_IMAGE_WORDS && new Set(own.filter((stem) => !STAGE_VERB.test(stem))).size >= FEWEST_OWN_WORDS
  );
}

const STAGE_VERB =
  /^(?:open|close|reveal|glance|look|turn|walk|run|step|sit|stand|enter|exit|leave|hear|see|watch|nod|smile|laugh|shrug|play|playing|ring|pull|push|move|stop|start|begin|wait|point|reach|follow|cross|head|approach|appear|come|go|shake|continue)(?:e?d|ing)?$/u;

const LONGEST = 120;

function isSameMouth({ first, last }: Return): boolean {
  return first.line.speaker === last.line.speaker;
}
