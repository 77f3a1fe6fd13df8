import type { ScriptView } from './analysisResult';
import { counted } from './lengthText';
import type { ModelInfo } from './modelMessage';
import { isAllMarked } from './neverSend';
import type { AnalysisPrice, PriceRange } from './price';

/** What is told before anything is sent (look.md): what is made, by whom, at what price, and which scenes go where. */
export function priceText(
  { script, scenes }: Pick<ScriptView, 'script' | 'scenes'>,
  price: AnalysisPrice,
  models: readonly ModelInfo[],
): string {
  if (price.requests === 0) return 'Nothing is due by a model: nothing would be sent.';
  const { inputTokens, outputTokens, costUsd, sceneTexts, sceneCards } = price;
  const cards = price.kinds.find(({ kind }) => kind === 'card')?.requests ?? 0;
  const rest = price.requests - cards;
  const needed = [
    ...(cards > 0 ? [`${cards} of ${counted(scenes.length, 'scene')} need cards`] : []),
    ...(rest > 0 ? [`${counted(rest, 'other request')} from cards`] : []),
  ];
  const labels = (ids: readonly string[]): string => labelsText(scenes, ids);
  const sent = [
    ...(sceneTexts.length > 0 ? [`the text of ${counted(sceneTexts.length, 'scene')} (${labels(sceneTexts)})`] : []),
    ...(sceneCards.length > 0 ? [`the cards of ${counted(sceneCards.length, 'scene')} (${labels(sceneCards)})`] : []),
  ].join(' and ');
  const sentences = [
    `Analyze "${script.title}" with ${listed(models.map(({ model }) => model))}: ${needed.join(', ')}.`,
    `About ${tokensText(inputTokens.top)} tokens in, ${tokensText(outputTokens.top)} out: ${costText(costUsd)}.`,
    `${sent.charAt(0).toUpperCase()}${sent.slice(1)} ${sceneTexts.length + sceneCards.length === 1 ? 'goes' : 'go'} to ${listed(models.map(({ recipient }) => recipient))}; notes stay here.`,
    ...keptText(script.neverSend, scenes),
  ];
  return sentences.join(' ');
}

/** `$0.01 to $0.02`, `at no cost`, `at an unknown price`. */
export function costText(costUsd: PriceRange | null): string {
  if (costUsd === null) return 'at a price that is not known here';
  if (costUsd.top === 0) return 'at no cost';
  const [bottom, top] = [dollarsText(costUsd.bottom), dollarsText(costUsd.top)];
  return bottom === top ? top : `${bottom} to ${top}`;
}

/** `$0.02`, `$0.0004`: two places that say something. */
export function dollarsText(usd: number): string {
  if (usd >= 0.1 || usd === 0) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(8, 1 - Math.floor(Math.log10(usd))))}`;
}

/** Labels of scenes in script order, runs of neighbours as one: `1–12, 14`. */
export function labelsText(scenes: ScriptView['scenes'], ids: readonly string[]): string {
  const wanted = new Set(ids);
  const runs: { first: string; last: string; length: number }[] = [];
  let isNext = false;
  for (const { id, label } of scenes) {
    const run = runs.at(-1);
    if (!wanted.has(id)) isNext = false;
    else if (isNext && run !== undefined) Object.assign(run, { last: label, length: run.length + 1 });
    else {
      runs.push({ first: label, last: label, length: 1 });
      isNext = true;
    }
  }
  const passage = wanted.size - runs.reduce((sum, { length }) => sum + length, 0);
  const parts = runs.flatMap(({ first, last, length }) =>
    length > 2 ? [`${first}–${last}`] : [...new Set([first, last])],
  );
  return [...(passage > 0 ? ['before the first'] : []), ...parts].join(', ');
}

/** Two figures that count: what is estimated is not known closer. */
function tokensText(tokens: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(tokens, 1))) - 1);
  return (Math.ceil(tokens / step) * step).toLocaleString('en-US');
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(new Set(words));
}

function keptText(marks: ScriptView['script']['neverSend'], scenes: ScriptView['scenes']): string[] {
  const kept = scenes.filter(({ neverSend }) => neverSend).length;
  if (kept === 0 || isAllMarked(marks)) return [];
  const [are, they] = kept === 1 ? ['is', 'is'] : ['are', 'are'];
  return [`${counted(kept, 'scene')} ${are} marked never to be sent and ${they} left out.`];
}
