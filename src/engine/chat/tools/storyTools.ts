import type { ChatScene } from '../chatScene';
import type { ChatScript } from '../chatScript';
import { outlineText, sceneList, sheetTexts, threadTexts } from '../stableBlock';
import { visibleText } from '../visibleText';
import { linesThatFit, textAnswer, toolError, type ToolAnswer, type ToolDesk } from './toolDesk';
import { scenesAnswer } from './readScenes';

/** The outline, and the scenes by label and heading. */
export function outlineTool(desk: ToolDesk): ToolAnswer {
  const { script } = desk;
  const outline = outlineText(script);
  const turns = turningPoints(script);
  const lines = [
    ...(outline === null ? ['No outline is made yet.'] : outline.split('\n')),
    ...turns,
    'Scenes:',
    ...sceneList(script),
  ];
  return textAnswer(linesThatFit(lines, desk), 'reading the outline', { outline: outline !== null });
}

function turningPoints({ view, scenes, guard }: ChatScript): string[] {
  return (view.outline?.turningPoints ?? []).flatMap(({ kind, sceneIndices, reason }) => {
    const labels = labelsAt(sceneIndices, scenes, guard.isMarked);
    const why = guard.permitted(visibleText(reason));
    if (labels.length === 0) return [];
    return [`${kind.replaceAll('_', ' ')}: scene ${labels.join(', ')}${why === '' ? '' : ` (${why})`}`];
  });
}

function labelsAt(
  indices: readonly number[],
  scenes: readonly ChatScene[],
  isMarked: (sceneId: string) => boolean,
): string[] {
  const wanted = new Set(indices);
  return scenes.flatMap(({ index, id, label }) =>
    index === null || !wanted.has(index) || isMarked(id) ? [] : [label],
  );
}

/** A character's sheet, scenes and first lines. */
export function characterTool(name: string, desk: ToolDesk): ToolAnswer {
  const { script } = desk;
  const known = characterNamed(script, name);
  if (typeof known === 'string') return toolError(known, `looking for ${name}`);
  const sheet = sheetTexts(script).find(({ key }) => key === known.name);
  const labels = labelsAt(known.sceneIndices, script.scenes, script.guard.isMarked);
  const lines = [
    ...(sheet?.text.split('\n') ?? [`${known.name}: no sheet is made yet.`]),
    `Speeches: ${known.speeches}; words: ${known.words}.`,
    `In scenes ${labels.join(', ')}.`,
    ...speechesOf(script, known.name, 6),
  ];
  return textAnswer(linesThatFit(lines, desk), `reading about ${known.name}`, {
    sheets: sheet === undefined ? [] : [known.name],
  });
}

function speechesOf({ scenes, guard }: ChatScript, name: string, limit: number): string[] {
  const said: string[] = [];
  for (const scene of scenes) {
    if (guard.isMarked(scene.id) || !scene.cast.includes(name)) continue;
    for (const { parts } of scene.paragraphs) {
      const [cue, ...speech] = parts;
      if (speech.length === 0 || cue?.text.startsWith(name) !== true) continue;
      said.push(`[S${scene.name}] ${name}: ${speech.map(({ text }) => text.replace(/\n/g, ' ')).join(' ')}`);
      if (said.length >= limit) return said;
    }
  }
  return said;
}

/** The scenes a character is in, whole where they fit, else as cards. */
export function characterScenesTool(name: string, desk: ToolDesk): ToolAnswer {
  const { script } = desk;
  const known = characterNamed(script, name);
  if (typeof known === 'string') return toolError(known, `looking for ${name}`);
  const indices = new Set(known.sceneIndices);
  const scenes = script.scenes.filter(
    ({ index, id }) => index !== null && indices.has(index) && !script.guard.isMarked(id),
  );
  const told = [`${known.name} is in scenes ${scenes.map((scene) => scene.name).join(', ')}.`];
  const answer = scenesAnswer(scenes, told, desk);
  // Where not even a card fits, the list of scenes is an answer.
  return { ...answer, isError: false, line: `reading scenes with ${known.name}` };
}

function characterNamed(script: ChatScript, asked: string): ChatScript['view']['characters'][number] | string {
  const folded = asked.trim().toUpperCase();
  const people = script.view.characters.filter(({ name }) => script.guard.permits(name));
  const known =
    people.find(({ name }) => name.toUpperCase() === folded) ??
    people.find(({ aliases }) => aliases.some((alias) => alias.toUpperCase() === folded)) ??
    people.find(({ name }) => name.toUpperCase().split(/\s+/).includes(folded));
  if (known !== undefined) return known;
  const names = people.slice(0, 8).map(({ name }) => visibleText(name));
  return `The script has no character ${asked.slice(0, 60)}. It has: ${names.join(', ')}.`;
}

/** The plot threads, a line each. */
export function threadsTool(desk: ToolDesk): ToolAnswer {
  const lines = threadTexts(desk.script);
  const text = lines.length === 0 ? 'No plot threads are made yet.' : linesThatFit(lines, desk);
  return textAnswer(text, 'reading the plot threads');
}

/** Setups and what they lead to, a line each; `open`: only those without a payoff. */
export function relationshipsTool(open: boolean, desk: ToolDesk): ToolAnswer {
  const { view, byId, guard } = desk.script;
  const lines = view.relationships.flatMap((one) => {
    const setup = byId(one.setupSceneId);
    const payoff = one.payoffSceneId === null ? null : byId(one.payoffSceneId);
    if (setup === null || guard.isMarked(setup.id) || (payoff !== null && guard.isMarked(payoff.id))) return [];
    if (open && payoff !== null) return [];
    const told = guard.permitted(visibleText(one.description)).replace(/\n+/g, ' ');
    const to = payoff === null ? 'still open' : `to [S${payoff.name}] ${payoff.heading}`;
    return [
      `${one.relationshipType.replace('_', ' ')}: [S${setup.name}] ${setup.heading}, ${to}${told === '' ? '' : `: ${told}`}`,
    ];
  });
  const none = open ? 'No open setups are known.' : 'No setups or payoffs are known.';
  const line = open ? 'reading the open setups' : 'reading setups and payoffs';
  return textAnswer(lines.length === 0 ? none : linesThatFit(lines, desk), line);
}

/** Figures of length; no tokens of a model go into them. */
export function pacingTool(desk: ToolDesk): ToolAnswer {
  const { view, guard, byId } = desk.script;
  const scenes = view.scenes.filter(({ id }) => !guard.isMarked(id));
  const named = (one: (typeof scenes)[number]): string =>
    `${one.label} ${byId(one.id)?.heading ?? ''} (${eighthsText(one.eighths)}, page ${one.page})`;
  const byLength = [...scenes].sort((a, b) => b.eighths - a.eighths);
  const acts = new Map<number, { scenes: number; eighths: number }>();
  for (const { act, eighths } of scenes) {
    if (act === null) continue;
    const sum = acts.get(act) ?? { scenes: 0, eighths: 0 };
    acts.set(act, { scenes: sum.scenes + 1, eighths: sum.eighths + eighths });
  }
  const eighths = scenes.reduce((sum, scene) => sum + scene.eighths, 0);
  const lines = [
    `${view.script.pages} pages; ${scenes.length} scenes, ${(eighths / 8 / Math.max(1, scenes.length)).toFixed(1)} pages each on average.`,
    ...[...acts].map(([act, sum]) => `Act ${act}: ${sum.scenes} scenes, ${eighthsText(sum.eighths)}.`),
    `Longest: ${byLength.slice(0, 5).map(named).join('; ')}.`,
    `Shortest: ${byLength.slice(-5).reverse().map(named).join('; ')}.`,
  ];
  return textAnswer(linesThatFit(lines, desk), 'measuring the pacing');
}

function eighthsText(eighths: number): string {
  return `${Math.floor(eighths / 8)} ${eighths % 8}/8 pages`;
}

/** What changed since the last analysis, scene by scene. */
export async function changesTool(desk: ToolDesk): Promise<ToolAnswer> {
  const { guard, byId } = desk.script;
  const { cardsMade, scenes } = await desk.sinceAnalysis();
  const line = 'comparing with the last analysis';
  if (cardsMade === null) return toolError('The script was not analyzed yet: there is nothing to compare with.', line);
  const lines = scenes.flatMap(({ sceneId, kinds, heading }) => {
    if (kinds.includes('unchanged') || guard.isMarked(sceneId) || !guard.permits(heading)) return [];
    const words = kinds.map((kind) => (kind === 'changed' ? 'rewritten' : kind)).join(', ');
    return [`${words}: ${`${byId(sceneId)?.label ?? ''} ${visibleText(heading)}`.trim()}`];
  });
  return textAnswer(lines.length === 0 ? 'Nothing changed.' : linesThatFit(lines, desk), line);
}
