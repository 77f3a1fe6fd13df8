import { comparableText } from './comparableText';
import { nameSpotter, type KnownName } from './knownNames';
import type { LexicalIndex } from './lexicalIndex';
import type { SceneSetting } from './sceneSettings';
import type { SearchableScene } from './searchableScene';
import type { SearchQuery } from './searchQuery';

/** A scene within what the query states, and the filters it passed in a writer's words ("cast: MARA"). */
export interface PassingScene {
  readonly scene: SearchableScene;
  readonly passed: readonly string[];
}

export interface FilterContext {
  readonly index: LexicalIndex;
  /** In script order; `settings` likewise, one each. */
  readonly scenes: readonly SearchableScene[];
  readonly settings: readonly SceneSetting[];
  readonly names: readonly KnownName[];
}

/** The scenes that pass everything the query states, in script order; all of them if it states nothing. */
export function passingScenes(query: SearchQuery, context: FilterContext): PassingScene[] {
  const { scenes, settings } = context;
  const presence = query.who.map((name) => presenceOf(name, context));
  const phrases = query.phrases.map(comparableText);
  const range = rangeOf(query, context);
  const hasActs = scenes.some(({ act }) => act !== null);
  const passing: PassingScene[] = [];
  scenes.forEach((scene, position) => {
    const setting = settings[position];
    if (setting === undefined || position <= range.after || position >= range.before) return;
    const passed: string[] = [];
    if (query.sceneLabel !== null) {
      if (!isLabel(scene.label, query.sceneLabel)) return;
      passed.push(`scene ${scene.label}`);
    }
    if (query.act !== null && hasActs) {
      if (scene.act !== query.act) return;
      passed.push(`act ${query.act}`);
    }
    if (query.when !== null) {
      if (!setting.dayParts.has(query.when)) return;
      passed.push(`time: ${query.when}`);
    }
    if (query.interior !== null) {
      if (setting.interior === !query.interior) return;
      passed.push(query.interior ? 'interior' : 'exterior');
    }
    if (query.where !== null) {
      const place = query.where;
      if (!setting.places.some((part) => containsRun(part, place))) return;
      passed.push('place');
    }
    for (const present of presence) {
      const how = present(scene);
      if (how === null) return;
      passed.push(how);
    }
    if (phrases.length > 0) {
      const text = comparableText(
        context.index
          .lines(scene.id)
          .map((line) => line.text)
          .join('\n'),
      );
      if (!phrases.every((phrase) => text.includes(phrase))) return;
    }
    passing.push({ scene, passed });
  });
  return passing;
}

/** "12" is scene 12, printed or counted; "(12)" the twelfth where another is printed 12. */
function isLabel(label: string, asked: string): boolean {
  return label.toLowerCase() === asked.toLowerCase();
}

function containsRun(part: readonly string[], run: readonly string[]): boolean {
  return part.some((_, at) => run.every((term, i) => part[at + i] === term));
}

/** How a character is in a scene, in words; null if not at all. */
function presenceOf(name: string, context: FilterContext): (scene: SearchableScene) => string | null {
  const known = context.names.find((candidate) => candidate.name === name) ?? { name, aliases: [] };
  const spot = nameSpotter(context.names);
  const forms = [known.name, ...known.aliases].map((form) => comparableText(form));
  const words = forms.flatMap((form) => form.split(' ')).filter((word) => word.length > 2);
  return (scene) => {
    if (scene.cast.includes(name)) return `cast: ${name}`;
    const source = scene.source.toLowerCase();
    if (!(words.length === 0 ? forms : words).some((word) => source.includes(word))) return null;
    return context.index.lines(scene.id).some((line) => spot(line.text).includes(name)) ? `mentions ${name}` : null;
  };
}

/** Positions, exclusive on both sides, between which scenes are asked for. */
function rangeOf(
  query: SearchQuery,
  { index, scenes }: FilterContext,
): { readonly after: number; readonly before: number } {
  const all = { after: -1, before: scenes.length };
  if (query.side === null) return all;
  const { side, terms } = query.side;
  const [pivot] = index.rank(terms.map((term) => ({ term, weight: 1 })));
  if (pivot === undefined || pivot.matched.length * 2 <= terms.length) return all;
  const position = scenes.findIndex(({ id }) => id === pivot.sceneId);
  return side === 'before' ? { after: -1, before: position } : { after: position, before: scenes.length };
}
