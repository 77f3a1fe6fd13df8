import type { SceneView } from '../../story/analysisResult';
import type { PlotThread, ThreadType } from '../../story/plotThread';
import type { SceneRelationship } from '../../story/sceneRelationship';
import type { ScriptKnowledge } from './scriptKnowledge';

/** A row of Plot Threads. Ids outlive changes of the text. */
export type ThreadsRow = ThreadGroupRow | ThreadRow | LinkRow | ThreadSceneRow;

/** Rows of one sort under their name. */
export interface ThreadGroupRow {
  readonly kind: 'group';
  readonly id: string;
  readonly name: string;
  readonly children: readonly (ThreadRow | LinkRow)[];
  /** Whether it stands open the first time. */
  readonly opened: boolean;
}

export interface ThreadRow {
  readonly kind: 'thread';
  readonly id: string;
  readonly thread: PlotThread;
  readonly scenes: readonly SceneView[];
  /** Whether the writer keeps it as it is. */
  readonly pinned: boolean;
  readonly behind: readonly string[];
  readonly children: readonly ThreadSceneRow[];
}

/** A setup with its payoff, or two scenes that answer each other. */
export interface LinkRow {
  readonly kind: 'link';
  readonly id: string;
  readonly relationship: SceneRelationship;
  /** Null where the scene has left the script. */
  readonly from: SceneView | null;
  /** Null while it is open. */
  readonly to: SceneView | null;
  readonly pinned: boolean;
  readonly behind: readonly string[];
  readonly children: readonly ThreadSceneRow[];
}

/** A scene of a thread, or one end of a link with the words that stand there. */
export interface ThreadSceneRow {
  readonly kind: 'scene';
  readonly id: string;
  readonly scene: SceneView;
  /** Where the row leads, from 1. */
  readonly line: number;
  /** The script's own words; null where the scene as a whole is meant. */
  readonly quote: string | null;
}

const THREAD_GROUPS: readonly (readonly [ThreadType, string])[] = [
  ['character_arc', 'Character arcs'],
  ['subplot', 'Subplots'],
  ['theme', 'Themes and motifs'],
];

/** Threads and links of a script: what is open first, then what is paid off, the plot, the rest by sort. */
export function threadsRows(knowledge: ScriptKnowledge): readonly ThreadsRow[] {
  const { threads, relationships } = knowledge.view;
  const links = relationships.map((relationship) => linkRow(relationship, knowledge));
  const setups = links.filter(({ relationship }) => relationship.relationshipType === 'setup_payoff');
  const rows = threads.map((thread) => threadRow(thread, knowledge));
  const ofType = (type: ThreadType): ThreadRow[] => rows.filter(({ thread }) => thread.threadType === type);
  return [
    ...group(
      'Open setups',
      setups.filter(({ relationship }) => relationship.payoffSceneId === null),
      true,
    ),
    ...group(
      'Setups and payoffs',
      setups.filter(({ relationship }) => relationship.payoffSceneId !== null),
      true,
    ),
    ...ofType('plot'),
    ...THREAD_GROUPS.flatMap(([type, name]) => group(name, ofType(type), false)),
    ...group(
      'Callbacks, parallels, echoes',
      links.filter((link) => !setups.includes(link)),
      false,
    ),
  ];
}

function group(name: string, children: readonly (ThreadRow | LinkRow)[], opened: boolean): ThreadGroupRow[] {
  return children.length === 0 ? [] : [{ kind: 'group', id: name, name, children, opened }];
}

function threadRow(thread: PlotThread, { view, behind, pinned }: ScriptKnowledge): ThreadRow {
  const scenes = thread.sceneIndices.flatMap((index) => view.scenes[index] ?? []);
  const children = scenes.map((scene): ThreadSceneRow => {
    return { kind: 'scene', id: `${thread.id} / ${scene.id}`, scene, line: scene.startLine, quote: null };
  });
  const stands = { pinned: pinned('thread', thread.id), behind: behind('thread', thread.id) };
  return { kind: 'thread', id: thread.id, thread, scenes, ...stands, children };
}

function linkRow(relationship: SceneRelationship, { view, behind, pinned }: ScriptKnowledge): LinkRow {
  const sceneOf = (id: string | null): SceneView | null => view.scenes.find((scene) => scene.id === id) ?? null;
  const from = sceneOf(relationship.setupSceneId);
  const to = sceneOf(relationship.payoffSceneId);
  const ends = [from, to].flatMap((scene): ThreadSceneRow[] => {
    if (scene === null) return [];
    const said = relationship.evidence.find(
      ({ sceneId, quote, verified }) => sceneId === scene.id && quote !== null && verified,
    );
    const id = `${relationship.id} / ${scene.id}`;
    return [{ kind: 'scene', id, scene, line: said?.line ?? scene.startLine, quote: said?.quote ?? null }];
  });
  return {
    kind: 'link',
    id: relationship.id,
    relationship,
    from,
    to,
    pinned: pinned('relationship', relationship.id),
    behind: behind('relationship', relationship.id),
    children: ends,
  };
}
