import type { SceneView, ScriptView } from './analysisResult';
import { ARTIFACT_WORDS } from './artifactWords';
import { counted } from './lengthText';
import type { ModelInfo } from './modelMessage';
import { isAllMarked } from './neverSend';
import type { AnalysisPrice, RequestsPrice } from './price';
import { costText, labelsText } from './priceText';

/** What a run is about to send. */
export interface Sending {
  readonly title: string;
  readonly scenes: readonly Pick<SceneView, 'id' | 'label' | 'heading' | 'neverSend'>[];
  readonly neverSend: ScriptView['script']['neverSend'];
  readonly price: AnalysisPrice;
  /** Who makes the cards and who makes the rest; null: rules. */
  readonly cards: ModelInfo | null;
  readonly story: ModelInfo | null;
}

/** How scenes are named: by their number where they can be looked through, else by their labels. */
export type SceneNaming = 'counted' | 'labels';

/** What the writer reads before anything is sent: what is made by whom, tokens and price, what goes where, what stays. */
export function sendingText(sending: Sending, naming: SceneNaming = 'counted'): string {
  const { title, price } = sending;
  if (price.requests === 0) return 'Nothing is due by a model: nothing would be sent.';
  const { inputTokens, outputTokens, costUsd } = price;
  return [
    `Analyze "${title}" with ${makersText(sending)}: ${neededText(sending)}.`,
    `About ${roughly(middle(inputTokens))} tokens in, ${roughly(middle(outputTokens))} out${costUsd === null ? ', price unknown: a limit in dollars cannot hold it' : `: ${costText(costUsd)}`}.`,
    `${goingText(sending, naming)}; notes stay here.`,
    ...keptText(sending),
  ].join(' ');
}

/** To whom something goes, each once. */
export function recipientsOf({ price, cards, story }: Pick<Sending, 'price' | 'cards' | 'story'>): readonly string[] {
  const reached = [...(price.sceneTexts.length > 0 ? [cards] : []), ...(price.sceneCards.length > 0 ? [story] : [])];
  return [...new Set(reached.flatMap((model) => model?.recipient ?? []))];
}

function makersText({ cards, story, price }: Sending): string {
  const [maker, teller] = [price.sceneTexts.length > 0 ? cards : null, price.sceneCards.length > 0 ? story : null];
  if (maker !== null && teller !== null && maker.id !== teller.id) {
    return `${maker.model} for cards and ${teller.model} for the rest`;
  }
  return maker?.model ?? teller?.model ?? 'rules';
}

function neededText({ price, scenes }: Sending): string {
  const of = (wanted: string): number => price.kinds.find(({ kind }) => kind === wanted)?.requests ?? 0;
  const cards = of('card');
  const sheets = of('sheet');
  const rest = [
    ...(of('outline') > 0 ? ['the outline'] : []),
    ...(of('keyScene') > 0 ? ['the key scenes'] : []),
    ...(sheets > 0 ? [counted(sheets, ARTIFACT_WORDS.sheet.one, ARTIFACT_WORDS.sheet.many)] : []),
    ...(of('thread') > 0 ? ['the plot threads'] : []),
    ...(of('relationship') > 0 ? ['setups and echoes'] : []),
  ];
  const restText = new Intl.ListFormat('en').format(rest);
  const cardText = `${cards} of ${counted(scenes.length, 'scene')} ${cards === 1 ? 'needs a card' : 'need cards'}`;
  if (cards === 0) return `${restText} ${rest.length === 1 && sheets <= 1 && of('keyScene') === 0 ? 'is' : 'are'} due`;
  return rest.length === 0 ? cardText : `${cardText}; from cards, ${restText}`;
}

function goingText({ price, scenes, cards, story }: Sending, naming: SceneNaming): string {
  const { sceneTexts, sceneCards } = price;
  const named = (ids: readonly string[]): string =>
    `${counted(ids.length, 'scene')}${naming === 'labels' ? ` (${labelsText(scenes, ids)})` : ''}`;
  const these = sceneTexts.length === 1 ? 'this scene' : 'these scenes';
  const text = `The text of ${naming === 'labels' ? named(sceneTexts) : these}`;
  const textsTo = sceneTexts.length > 0 ? cards?.recipient : undefined;
  const cardsTo = sceneCards.length > 0 ? story?.recipient : undefined;
  if (textsTo === undefined) return `The cards of ${named(sceneCards)} go to ${cardsTo ?? 'nobody'}`;
  if (cardsTo === undefined) return `${text} goes to ${textsTo}`;
  return cardsTo === textsTo
    ? `${text} and the cards of ${named(sceneCards)} go to ${textsTo}`
    : `${text} goes to ${textsTo}, the cards of ${named(sceneCards)} go to ${cardsTo}`;
}

function keptText({ scenes, neverSend }: Sending): string[] {
  const kept = scenes.filter((scene) => scene.neverSend).length;
  if (kept === 0) return [];
  if (isAllMarked(neverSend)) return ['All of it is marked never to be sent.'];
  return [
    `${counted(kept, 'scene')} ${kept === 1 ? 'is' : 'are'} marked never to be sent and ${kept === 1 ? 'is' : 'are'} left out.`,
  ];
}

function middle({ bottom, top }: RequestsPrice['inputTokens']): number {
  return (bottom + top) / 2;
}

/** Two figures: what is estimated is not known closer. */
function roughly(tokens: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(tokens, 1))) - 1);
  return (Math.round(tokens / step) * step).toLocaleString('en-US');
}
