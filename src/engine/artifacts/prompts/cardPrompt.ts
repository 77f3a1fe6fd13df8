import { artifactAnswerSchema, type ArtifactAnswer } from '../../../story/artifactAnswer';
import type { StoredEvidence } from '../../../story/evidence';
import { CARD_MAX_LINES, CARD_MAX_TOKENS, sceneCardContentSchema } from '../../../story/sceneCard';
import { clipToTokens, onOneLine } from '../rules/clip';
import { fitLines, type FittingLine } from '../rules/fitLines';
import { NonsenseError, type ArtifactPrompt } from './artifactPrompt';
import { answerText, countTokens, growingVersions } from './answerText';
import { ANSWER_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialBlock } from './material';
import { materialTurn } from './materialTurn';
import { ownWords } from './ownWords';
import { readAnswer } from './readAnswer';
import { sceneMaterial } from './sceneMaterial';

const SYSTEM = `${VOICE}

You write the card of one scene: what a reader must know of it who will not read it.

${MATERIAL_RULES}

The fields
- action: what happens, in order, from how the scene opens to how it ends. Where and with whom, if that is not plain.
- conflict: who wants what from whom in this scene, and what stands against it. Empty if nobody wants anything that is denied.
- characterChanges: what somebody learns, decides, gains, loses or lets show here that they did not before. Empty if nobody changes.
- plotProgression: what is different when the scene ends: a fact learned, a promise made, an object that changes hands, a question left open. Empty if nothing is.
- tone: the mood and pace as the page gives them, a few words.
- quotes: two to six short quotes, the lines that prove the fields above; objects, promises, threats and secrets that may matter later first. A quote is from this scene's "|" lines.

${ANSWER_RULES}
- Synopses say what the writer means the scene to do: use them, but where the page differs, the page counts.`;

/** Of the scene, by `roughTokens`: some thirty pages. What is longer is no scene that a card could hold. */
const INPUT_TOKENS = 16_000;

/** One scene, one card. */
export const cardPrompt: ArtifactPrompt<'card'> = {
  kind: 'card',
  version: 1,
  // A card of 150 tokens in five fields, and six quotes; twice that for scripts that take more tokens a word.
  maxOutputTokens: 1_000,
  // Reading one scene needs no thinking, and there are hundreds of them.
  effort: 'none',
  build: ({ scene }) => {
    const { lines, texts } = sceneMaterial(scene.source, INPUT_TOKENS);
    return {
      system: SYSTEM,
      turns: [materialTurn([materialBlock('scene', {}, lines)], [askedFor(roomFor(texts))])],
      schema: artifactAnswerSchema('card'),
      sceneIds: [scene.id],
    };
  },
  read: (json, { subject, scene }) => {
    const answer = readAnswer('card', json);
    const { texts, heading } = sceneMaterial(scene.source, INPUT_TOKENS);
    const field = (text: string): string => answerText(text, CARD_MAX_TOKENS);
    const fields = {
      action: field(answer.action),
      conflict: field(answer.conflict),
      characterChanges: field(answer.characterChanges),
      plotProgression: field(answer.plotProgression),
      tone: field(answer.tone),
    };
    const summaryText = summaryOf(fields, roomFor(texts)) || emptyScene(texts, heading);
    if (summaryText === '') throw new NonsenseError('The card says nothing.');
    const { evidence, dropped } = quotedIn(scene.id, texts, answer.quotes);
    const content = sceneCardContentSchema.parse({ ...fields, summaryText, evidence });
    return { made: { kind: 'card', subject, content }, droppedEvidence: dropped };
  },
};

/** What a card may have of a scene: tokens, and whether it is a line only. */
interface Room {
  readonly maxTokens: number;
  readonly oneLine: boolean;
}

function roomFor(texts: readonly string[]): Room {
  const own = countTokens(texts.join('\n'));
  const maxTokens = Math.min(CARD_MAX_TOKENS, Math.max(LEAST_TOKENS, Math.floor(own / 2)));
  return { maxTokens, oneLine: own < SHORT_SCENE_TOKENS };
}

/** analysis.md: half of all scenes are shorter than this, and their cards are a line. */
const SHORT_SCENE_TOKENS = 150;
/** A sentence; half of a scene of three words is no card. */
const LEAST_TOKENS = 12;

function askedFor({ maxTokens, oneLine }: Room): string {
  // Models count words better than tokens; rounded, so that most requests ask alike.
  const words = Math.max(8, Math.floor((maxTokens * WORDS_PER_TOKEN) / 5) * 5);
  return oneLine
    ? `Write the card of this scene. It is short: one plain sentence in action, and the other texts only where they add something, at most ${words} words in all texts together.`
    : `Write the card of this scene. At most ${words} words in all texts together, quotes not counted; each text one or two sentences.`;
}

const WORDS_PER_TOKEN = 0.7;

type Fields = Omit<ArtifactAnswer<'card'>, 'quotes'>;

/** The card as it is read and sent: a line for a short scene, else a line a field. */
function summaryOf(fields: Fields, { maxTokens, oneLine }: Room): string {
  const labelled: readonly (readonly [string, string])[] = [
    ['Action', fields.action],
    ['Conflict', fields.conflict],
    ['Changes', fields.characterChanges],
    ['Plot', fields.plotProgression],
    ['Tone', fields.tone],
  ];
  const filled = labelled.filter(([, text]) => text !== '');
  if (oneLine)
    return (
      lineOf(
        filled.slice(0, 4).map(([, text]) => text),
        maxTokens,
      ) || lineOf([fields.tone], maxTokens)
    );
  const lines: FittingLine[] = filled.map(([label, text]) => ({ label, versions: growingVersions(text) }));
  const importance = [...lines.keys()].sort((one, other) => rank(lines[one]) - rank(lines[other]));
  const bounds = { maxTokens, minLines: Math.min(1, lines.length), maxLines: CARD_MAX_LINES };
  return (fitLines(lines, importance, bounds, countTokens) ?? []).join('\n');
}

const RANKS = ['Action', 'Conflict', 'Plot', 'Changes', 'Tone'];

function rank(line: FittingLine | undefined): number {
  return RANKS.indexOf(line?.label ?? '');
}

/** As many whole sentences as fit; where not even the first does, its first words. */
function lineOf(texts: readonly string[], maxTokens: number): string {
  const versions = growingVersions(texts.filter((text) => text !== '').join(' '));
  const whole = versions.findLast((version) => countTokens(version) <= maxTokens);
  return whole ?? clipToTokens(versions[0] ?? '', maxTokens, countTokens);
}

/** Of a scene that has a heading at most there is nothing to say: the heading, or that. */
function emptyScene(texts: readonly string[], heading: string): string {
  if (texts.some((text) => text !== heading && text.trim() !== '')) return '';
  return answerText(heading, CARD_MAX_TOKENS) || 'Nothing on the page yet.';
}

/** The quotes that stand in the scene; the scene as a whole where none does. */
function quotedIn(
  sceneId: string,
  texts: readonly string[],
  quotes: readonly string[],
): { readonly evidence: readonly StoredEvidence[]; readonly dropped: number } {
  const find = ownWords(texts);
  const found = quotes.slice(0, MOST_QUOTES).map(find);
  const kept = [...new Set(found.flatMap((words) => words ?? []))].filter((words) => onOneLine(words) !== '');
  return {
    evidence: kept.length === 0 ? [{ sceneId, quote: null }] : kept.map((quote) => ({ sceneId, quote })),
    dropped: quotes.length - found.filter((words) => words !== null).length,
  };
}

const MOST_QUOTES = 12;
