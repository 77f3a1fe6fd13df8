import type { ChatScene } from '../../src/engine/chat/chatScene';
import type { ChatScript } from '../../src/engine/chat/chatScript';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import { planContext } from '../../src/engine/chat/contextPlan';
import { neverSendGuard } from '../../src/engine/chat/neverSend';
import { varyingParts } from '../../src/engine/chat/promptLayout';
import { stableBlock } from '../../src/engine/chat/stableBlock';
import type { CharacterView } from '../../src/story/analysisResult';
import { chatMessageRequestSchema, type ChatMessageRequest, type IntentType } from '../../src/story/chatMessage';
import { NOTHING_MARKED } from '../../src/story/neverSend';
import type { SceneRelationship } from '../../src/story/sceneRelationship';

/** What is chosen for a question about a script of thirty scenes, of which everything is known. */
export interface Planned {
  /** In script order: `6 text`, `9 card`, `12 lines`. */
  readonly scenes: readonly string[];
  /** Sheets beside those that every question has. */
  readonly sheets: readonly string[];
  readonly selection: string | null;
  /** The parts of the request, in order. */
  readonly parts: readonly string[];
}

/** What the writer asks from. Scenes by their labels, 1 to 30. */
export interface PlannedQuestion {
  readonly question: string;
  readonly at?: number;
  /** Words of scene `at`. */
  readonly selected?: string;
  /** Scenes that search finds, best first. */
  readonly likely: readonly number[];
}

const BUDGET = 5_000;
const SCENES = 30;

export function planned(intent: IntentType, { question, at, selected, likely }: PlannedQuestion): Planned {
  const request: ChatMessageRequest = {
    ...{ scriptId: 'script', conversationId: null, message: question, intentHint: intent },
    ...{ budgetTier: 'standard', remember: false, currentSceneId: at === undefined ? null : `s${at}` },
    selection: selected === undefined ? null : { sceneId: `s${at}`, text: selected, startLine: 3, endLine: 3 },
  };
  const tokens = chatTokens(1);
  const history = { summary: null, turns: [], cut: [] };
  const size = { tier: 'standard', budget: BUDGET, constantTokens: 0, smallestCacheTokens: 0 } as const;
  const stable = stableBlock(SCRIPT, tokens, size);
  const plan = planContext({
    ...{ script: SCRIPT, tokens, intent, question, stable, history, budget: BUDGET, hasTools: true },
    request: chatMessageRequestSchema.parse(request),
    likely: { ids: likely.map((label) => `s${label}`), hits: new Set(), words: new Map([['lamp', 1]]) },
  });
  return {
    scenes: [...plan.passages]
      .sort((a, b) => (a.scene.index ?? 0) - (b.scene.index ?? 0))
      .map(({ scene, as }) => `${scene.name} ${as}`),
    sheets: plan.sheets.map(({ name }) => name),
    selection: plan.selection?.text ?? null,
    parts: varyingParts({ stable, history, plan, intent, rounds: [] }).flatMap(({ shares }) =>
      shares.map(({ name }) => name),
    ),
  };
}

function sceneAt(index: number): ChatScene {
  const label = String(index + 1);
  const heading = `INT. ROOM ${label} - NIGHT`;
  const words = `Mara carries the lamp of room ${label} over the wet floor and sets it down again. `.repeat(9).trim();
  const source = `${heading}\n\n${words}\n\n`;
  const [lines, text] = [[index * 4 + 3], words];
  return {
    ...{ id: `s${label}`, index, label, name: label, heading, hash: `hash ${label}`, source },
    ...{ firstLine: index * 4 + 1, startLine: index * 4 + 1, paragraphs: [{ text, lines, parts: [{ text, lines }] }] },
    ...{ text: words, card: `Mara carries a lamp through room ${label}.`, cast: ['MARA'] },
  };
}

/** MARA and JONAS are principals, whose sheets every question has; EDDA is not. */
function person(name: string): CharacterView {
  const summaryText = `${name}: ${'wants the lamp, and needs to let it go. '.repeat(name === 'EDDA' ? 22 : 6)}`;
  return {
    ...{ name, aliases: [], speeches: 1, words: 9, sceneIndices: [0], behind: [] },
    sheet: {
      ...{ want: '', need: '', arc: '', relationships: [], pivotalMoments: [], summaryText, evidence: [] },
      ...{ tokensEstimate: 1, method: 'offline', version: 1 },
    },
  };
}

function related(setup: number, payoff: number | null): SceneRelationship {
  return {
    ...{ id: `r${setup}`, relationshipType: 'setup_payoff', description: 'The lamp.', evidence: [], method: 'offline' },
    ...{ setupSceneId: `s${setup}`, payoffSceneId: payoff === null ? null : `s${payoff}` },
  };
}

const scenes = Array.from({ length: SCENES }, (_, index) => sceneAt(index));
const ids = new Map(scenes.map((scene) => [scene.id, scene]));
/** Scene 15 pays off what scene 3 sets up, and sets up what scene 27 pays off; the others are of other scenes. */
const SCRIPT: ChatScript = {
  ...{ id: 'script', hash: 'hash', scenes, withheld: [], guard: neverSendGuard(scenes, new Set()) },
  view: {
    script: {
      ...{ id: 'script', title: 'The Lamp', state: 'analyzed', hash: 'hash', pages: 30, eighths: 240 },
      neverSend: NOTHING_MARKED,
    },
    ...{ scenes: [], outlineBehind: [], threadsBehind: [], relationshipsBehind: [] },
    outline: {
      ...{ logline: 'A lamp goes out.', acts: [], turningPoints: [], centralConflict: '' },
      ...{ summaryText: 'Mara keeps a lamp until she lets it go.', tokensEstimate: 1, method: 'offline', version: 1 },
    },
    characters: [person('MARA'), person('JONAS'), person('EDDA')],
    threads: [
      {
        ...{ id: 't', name: 'The lamp', threadType: 'plot', description: 'Who has it.', method: 'offline' },
        sceneIndices: [0, 9],
      },
    ],
    relationships: [related(3, 15), related(15, 27), related(15, null), related(5, 21)],
  },
  byId: (id) => ids.get(id) ?? null,
  byName: (name) => ids.get(`s${name}`) ?? null,
  likely: () => Promise.reject(new Error('What is likely is given.')),
  isOrdinaryWord: () => false,
};
