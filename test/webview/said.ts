import { NOTHING_MARKED } from '../../src/story/neverSend';
import type { ChatPanelSnapshot } from '../../src/protocol/chatPanelContract';
import type { SceneView, ScriptView } from '../../src/story/analysisResult';
import type { AnswerBlock, ChatMessageResponse, Citation, ConversationMessage } from '../../src/story/chatMessage';

/** A citation of a scene by its label; the scene's id is `scene LABEL`. */
export function cited(label: string, line: number, more: Partial<Citation> = {}): Citation {
  return {
    sceneId: `scene ${label}`,
    index: Number.parseInt(label, 10) - 1,
    label,
    heading: 'INT. LIGHTHOUSE - NIGHT',
    line,
    quote: null,
    verified: true,
    ...more,
  };
}

/** What the engine answers; blocks as `[kind, text, ...positions of citations]`. */
export function response(
  messageId: string,
  blocks: readonly (readonly [AnswerBlock['kind'], string, ...number[]])[],
  citations: readonly Citation[] = [],
  more: Partial<ChatMessageResponse> = {},
): ChatMessageResponse {
  return {
    conversationId: 'talk',
    messageId,
    answer: blocks.map(([, text]) => text).join('\n'),
    found: true,
    intent: 'global_question',
    method: 'offline',
    blocks: blocks.map(([kind, text, ...positions]) => ({ kind, text, citations: positions })),
    citations: [...citations],
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0, costUsd: 0 },
    contextUsed: {
      scenesSearched: 26,
      scenesAsText: [],
      scenesAsCards: [],
      sheets: [],
      outline: false,
      parts: [],
      cut: [],
      budgetTokens: 0,
      constantTokens: 0,
    },
    status: 'complete',
    failure: null,
    proposals: [],
    ...more,
  };
}

export function question(id: string, text: string): ConversationMessage {
  return { role: 'user', id, text };
}

export function answer(...parameters: Parameters<typeof response>): ConversationMessage {
  return { role: 'assistant', id: parameters[0], response: response(...parameters) };
}

/** A conversation of so many questions with their answers. */
export function conversation(questions: number): ConversationMessage[] {
  return Array.from({ length: questions }, (_, index) => [
    question(`q${index}`, `Question ${index + 1}: where is MARA?`),
    answer(
      `a${index}`,
      [
        ['paragraph', `Answer ${index + 1}: MARA is in two scenes.`, 0, 1],
        ['item', '1 EXT. PIER - DAWN', 0],
        ['item', '12 INT. LIGHTHOUSE - NIGHT', 1],
      ],
      [cited('1', 3), cited('12', 431)],
    ),
  ]).flat();
}

/** What the panel shows of a script that is read. */
export function snapshot(more: Partial<ChatPanelSnapshot> = {}): ChatPanelSnapshot {
  return {
    kind: 'snapshot',
    script: { key: 'file:///lighthouse.fountain', title: 'Lighthouse', answeredBy: 'search only', loading: false },
    noScript: null,
    messages: [],
    pending: null,
    unanswered: null,
    notice: null,
    running: null,
    outcomes: {},
    deeper: null,
    suggestions: [],
    ...more,
  };
}

/** Scenes where the headings stand in a text: every line that begins with INT. or EXT. is one. */
export function scenesOf(text: string): SceneView[] {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, index) => (/^(INT|EXT)\./.test(line) ? [index] : []));
  return starts.map((start, index) => ({
    id: `scene ${index + 1}`,
    index,
    label: String(index + 1),
    number: null,
    heading: lines[start] ?? '',
    hash: String(index),
    startLine: start + 1,
    endLine: starts[index + 1] ?? lines.length,
    page: 1,
    eighths: 1,
    characters: [],
    sections: [],
    isKeyScene: false,
    keySceneReason: null,
    act: null,
    card: null,
    neverSend: false,
    behind: [],
  }));
}

/** What is known of a script with these scenes and people; a person as `[name, words, scenes by index]`. */
export function scriptView(
  scenes: readonly SceneView[],
  people: readonly (readonly [string, number, readonly number[]])[] = [],
): ScriptView {
  return {
    script: {
      id: 'script',
      title: 'Lighthouse',
      state: 'partial',
      hash: '',
      pages: 1,
      eighths: 8,
      neverSend: NOTHING_MARKED,
    },
    scenes: [...scenes],
    outline: null,
    outlineBehind: [],
    characters: people.map(([name, words, sceneIndices]) => ({
      name,
      aliases: [],
      speeches: Math.ceil(words / 8),
      words,
      sceneIndices: [...sceneIndices],
      sheet: null,
      behind: [],
    })),
    threads: [],
    relationships: [],
    threadsBehind: [],
    relationshipsBehind: [],
  };
}
