import { NOTHING_MARKED } from '../../src/story/neverSend';
import { readScript } from '../../src/screenplay/scriptReading';
import type { SceneView, ScriptView } from '../../src/story/analysisResult';
import type { Outline } from '../../src/story/outline';
import type { StatusResult } from '../../src/story/statusResult';

/** What is known of a script that nobody has analyzed, as the engine would say it. Scene ids are `scene 1`, `scene 2`, … */
export function scriptViewOf(text: string): ScriptView {
  const reading = readScript(text);
  const scenes = reading.scenes.map((scene, index): SceneView => {
    const { number, heading, startLine, endLine, sectionPath } = scene.block;
    const { label, hash, page, eighths, cast } = scene;
    const facts = { label, number, heading, hash, startLine, endLine, page, eighths };
    return {
      id: `scene ${index + 1}`,
      index,
      ...facts,
      characters: [...cast.speaking.keys()],
      sections: sectionPath.map(({ level, title }) => ({ level, title })),
      isKeyScene: false,
      keySceneReason: null,
      act: null,
      card: null,
      neverSend: false,
      behind: [],
    };
  });
  const names = new Set(reading.scenes.flatMap(({ cast }) => [...cast.speaking.keys(), ...cast.mentioned]));
  const characters = [...names].map((name) => {
    const said = reading.scenes.map(({ cast }) => cast.speaking.get(name) ?? { speeches: 0, words: 0 });
    const present = reading.scenes.flatMap(({ cast }, index) =>
      cast.speaking.has(name) || cast.mentioned.has(name) ? [index] : [],
    );
    return {
      name,
      aliases: [],
      speeches: said.reduce((sum, { speeches }) => sum + speeches, 0),
      words: said.reduce((sum, { words }) => sum + words, 0),
      sceneIndices: present,
      sheet: null,
      behind: [],
    };
  });
  const { hash, pages, eighths } = reading;
  return {
    script: {
      id: 'script',
      title: reading.title ?? 'draft',
      state: 'empty',
      hash,
      pages,
      eighths,
      neverSend: NOTHING_MARKED,
    },
    scenes,
    outline: null,
    outlineBehind: [],
    characters,
    threads: [],
    relationships: [],
    threadsBehind: [],
    relationshipsBehind: [],
  };
}

/** The same script with an outline whose acts hold these scenes, by their number from 1. */
export function withActs(view: ScriptView, acts: readonly { title: string; scenes: readonly number[] }[]): ScriptView {
  const actOf = (index: number): number | null => {
    const at = acts.findIndex(({ scenes }) => scenes.includes(index + 1));
    return at === -1 ? null : at + 1;
  };
  const outline: Outline = {
    logline: '',
    acts: acts.map(({ title, scenes }, at) => ({
      number: at + 1,
      title,
      summary: `What happens in ${title}`,
      sceneIndices: scenes.map((number) => number - 1),
    })),
    turningPoints: [],
    centralConflict: '',
    summaryText: '',
    tokensEstimate: 0,
    method: 'offline',
    version: 1,
  };
  return { ...view, outline, scenes: view.scenes.map((scene) => ({ ...scene, act: actOf(scene.index) })) };
}

/** Nothing is behind but these artifacts, each `kind subject`. */
export function statusWith(
  behind: readonly Pick<StatusResult['artifacts'][number], 'kind' | 'subject'>[] = [],
): StatusResult {
  return {
    state: 'partial',
    hash: '',
    artifacts: behind.map(({ kind, subject }) => ({
      kind,
      subject,
      stale: true,
      dirtySceneCount: 1,
      reasons: ['1 of its 2 scenes changed (1).'],
      pinned: false,
      method: 'offline',
    })),
    due: [],
    failures: [],
  };
}
