import { createTokenCounter } from '../../src/models/tokenEstimate';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import { foldText } from '../../src/story/foldedText';
import { BUDGET_TIERS, type AnswerBlock, type BudgetTier, type ChatMessageResponse } from '../../src/story/chatMessage';
import type { ModelRequest } from '../../src/story/modelMessage';
import { startEngineOnDisk, synced, wholeText } from '../engine/engineOnDisk';
import { fabricatedQuotes } from './fabricatedQuotes';
import { fullTextSearch } from './fullTextSearch';
import { goldReader } from './goldReader';
import { withQuotes, type GoldQuestion } from './goldQuestion';
import { SCRIPTED, scriptedChatModel } from './scriptedChatModel';

/** What one tier sends for the questions of a script, and how much of what answers them is in it. */
export interface TierOnGold {
  readonly tier: BudgetTier;
  /** Tokens of whole requests: tools and system text too. */
  readonly meanTokens: number;
  readonly maxTokens: number;
  /** … of them that may vary with script and question; the tier bounds these. */
  readonly meanVarying: number;
  readonly maxVarying: number;
  /** Tokens of a request that has all of the script instead of what was chosen. */
  readonly wholeTokens: number;
  /** Shares of the answerable questions: the first gold scene was sent, as text, lines or card; as text; all of them were. */
  readonly first: number;
  readonly firstAsText: number;
  readonly all: number;
  /** Gold scenes sent, of all gold scenes. */
  readonly share: number;
  /** The same of plain full-text search that may use as many tokens as ours did for all but the question. */
  readonly plainFirst: number;
  readonly plainAll: number;
  readonly plainShare: number;
  /** Of the answerable questions whose answer has words to quote, the share where those words were sent; the same of plain search. */
  readonly words: number;
  readonly plainWords: number;
  /**
   * Of a reader that answers only with the words of the answer in front of it (`goldReader`). Answerable questions with words
   * to quote that it refuses, and unanswerable ones that are shown as found nowhere.
   */
  readonly readerRefused: number;
  readonly readerSaidSo: number;
  /** Calls after the first that read the prefix cache, and those that did not. */
  readonly cacheReads: number;
  readonly cacheMisses: number;
}

export interface ChatOnGold {
  readonly scenes: number;
  readonly tiers: readonly TierOnGold[];
  /** Quotes of gold scenes in answers, and those shown as proven. */
  readonly quotes: number;
  readonly verified: number;
  /** Quotes that do not stand where they are said to, and those that were marked. */
  readonly fabricated: number;
  readonly caught: number;
  /**
   * Without a model, by word search, which can know which words stand where and not what is meant. Of the unanswerable
   * questions the share of which it said that no line answers (`found: false`). Of the answerable ones: `unanswered`, the
   * same said of them; `refused`, said of them without showing a line of any gold scene; `flat`, said of them without
   * showing any line.
   */
  readonly saidSo: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly flat: number;
  /** Questions with a gold scene among the first five of search, a share. */
  readonly hitAt5: number;
  /** Questions on which the figures above came out badly. */
  readonly missed: { readonly saidSo: string[]; readonly refused: string[]; readonly quotes: string[] };
  /** Milliseconds until an answer without a model has its blocks, and of a bare search for the same words. */
  readonly offlineMs: readonly number[];
  readonly searchMs: readonly number[];
  /** Every miss: the tier, the question, whether plain search has its first scene. */
  readonly lost: readonly { readonly tier: BudgetTier; readonly question: string; readonly plainHas: boolean }[];
}

/** Asks all questions in all tiers of a real engine, with a model that quotes as it is told to. Nothing leaves. */
export async function chatOnGold(
  text: string,
  format: 'fountain' | 'fdx',
  gold: readonly GoldQuestion[],
  onTier: (tier: TierOnGold) => void = () => undefined,
): Promise<ChatOnGold> {
  const on = await startEngineOnDisk();
  try {
    const { scriptId } = synced(await on.engine.sync({ ...wholeText('file:///gold/script', text, 1), format }));
    await on.analyze(scriptId);
    const view = await on.engine.readScript(scriptId);
    const { scenes } = view;
    const sources = await sceneTexts();
    const questions = withQuotes(gold, sources);
    const plain = await fullTextSearch(on, sources);
    const tokens = chatTokens(1);
    const sceneTokens = sources.map((source) => tokens.of(source));
    const answerable = questions.filter((one) => one.answerable);
    const lost: { tier: BudgetTier; question: string; plainHas: boolean }[] = [];
    const missed = { saidSo: [] as string[], refused: [] as string[], quotes: [] as string[] };
    const counts = { quotes: 0, verified: 0, fabricated: 0, caught: 0 };
    const tiers: TierOnGold[] = [];
    for (const tier of BUDGET_TIERS) {
      const found = await askTier(tier);
      tiers.push(found);
      onTier(found);
    }
    const offline = await askOffline();
    const { offlineMs, searchMs } = await times();
    return { scenes: scenes.length, tiers, ...counts, ...offline, missed, offlineMs, searchMs, lost };

    async function sceneTexts(): Promise<string[]> {
      const rows = await on.rows<{ id: string; text: string }>('SELECT id, text FROM scenes WHERE script_id = $1', [
        scriptId,
      ]);
      const byId = new Map(rows.map(({ id, text: own }) => [id, own]));
      return scenes.map(({ id }) => byId.get(id) ?? '');
    }

    async function askTier(tier: BudgetTier): Promise<TierOnGold> {
      const sent: number[] = [];
      const varying: number[] = [];
      const found = {
        first: 0,
        firstAsText: 0,
        all: 0,
        share: 0,
        plainFirst: 0,
        plainAll: 0,
        plainShare: 0,
        words: 0,
        plainWords: 0,
      };
      let quotable = 0;
      let golds = 0;
      let reply = '';
      const model = scriptedChatModel(() => reply);
      let constant = 0;
      for (const { question, sceneIndices, quote: words, answerable: isAnswerable } of questions) {
        // Looking for what stands nowhere reads all of the script; grounding is the same in every tier.
        const quote = tier === 'standard' ? words : null;
        const home = quote === null ? undefined : sceneIndices.find((at) => has(sources[at] ?? '', quote));
        const label = home === undefined ? '' : (scenes[home]?.label ?? '');
        const made = quote === null || home === undefined ? [] : fabricatedQuotes(quote, sources[home] ?? '', sources);
        const own = quote === null || home === undefined ? null : quote;
        reply = [
          'This is what the pages say.',
          ...(own === null ? [] : [`It says “${own}” [S${label}].`]),
          ...made.map((one) => `It says “${one.text}” [S${label}].`),
        ].join('\n\n');
        const answer = await on.engine.ask(
          {
            ...{ scriptId, conversationId: null, message: question, model: SCRIPTED, currentSceneId: null },
            ...{ intentHint: null, budgetTier: tier, remember: false },
          },
          { models: model.models },
        );
        const request = model.requests.at(-1);
        if (request === undefined) throw new Error('nothing was sent');
        const whole = requestTokens(request);
        constant = answer.contextUsed.constantTokens;
        sent.push(whole);
        const used = answer.contextUsed.parts.reduce((sum, part) => sum + part.tokens, 0);
        varying.push(used);
        countQuotes(answer, own, made.length, question);
        if (!isAnswerable) continue;
        const asText = new Set(answer.contextUsed.scenesAsText);
        const { scenesAsLines = [], scenesAsCards } = answer.contextUsed;
        const ours = new Set([...asText, ...scenesAsLines, ...scenesAsCards]);
        const asked = answer.contextUsed.parts.find(({ name }) => name === 'question')?.tokens ?? 0;
        const theirs = fill(await plain.rank(question), used - asked);
        const [first = -1] = sceneIndices;
        golds += sceneIndices.length;
        if (ours.has(first)) found.first++;
        else lost.push({ tier, question, plainHas: theirs.has(first) });
        if (asText.has(first)) found.firstAsText++;
        const source = words === null ? undefined : sceneIndices.find((at) => has(sources[at] ?? '', words));
        if (words !== null && source !== undefined) {
          quotable++;
          if (has(wordsSent(request), words)) found.words++;
          if (theirs.has(source)) found.plainWords++;
        }
        if (theirs.has(first)) found.plainFirst++;
        if (sceneIndices.every((at) => ours.has(at))) found.all++;
        if (sceneIndices.every((at) => theirs.has(at))) found.plainAll++;
        found.share += sceneIndices.filter((at) => ours.has(at)).length;
        found.plainShare += sceneIndices.filter((at) => theirs.has(at)).length;
      }
      const read = await askReader(tier);
      const later = model.cacheReads.slice(1);
      const of = (count: number, all = answerable.length): number => count / Math.max(1, all);
      return {
        tier,
        meanTokens: mean(sent),
        maxTokens: Math.max(...sent),
        meanVarying: mean(varying),
        maxVarying: Math.max(...varying),
        wholeTokens: constant + sceneTokens.reduce((sum, one) => sum + one, 0),
        first: of(found.first),
        firstAsText: of(found.firstAsText),
        all: of(found.all),
        share: of(found.share, golds),
        plainFirst: of(found.plainFirst),
        plainAll: of(found.plainAll),
        plainShare: of(found.plainShare, golds),
        ...read,
        words: of(found.words, quotable),
        plainWords: of(found.plainWords, quotable),
        cacheReads: later.filter((read) => read > 0).length,
        cacheMisses: later.filter((read) => read === 0).length,
      };
    }

    async function askReader(tier: BudgetTier): Promise<Pick<TierOnGold, 'readerRefused' | 'readerSaidSo'>> {
      let refused = 0;
      let saidSo = 0;
      let asked = 0;
      for (const { question, sceneIndices, quote, answerable: isAnswerable, searches } of questions) {
        const home = quote === null ? undefined : sceneIndices.find((at) => has(sources[at] ?? '', quote));
        // An answer that nobody says in words is no matter of reading.
        if (isAnswerable && home === undefined) continue;
        const answer =
          quote === null || home === undefined ? null : { quote, text: `“${quote}” [S${scenes[home]?.label ?? ''}]` };
        const read = goldReader(searches.length === 0 ? [question] : searches);
        const model = scriptedChatModel((request) => {
          const sent = wordsSent(request);
          if (answer !== null && has(sent, answer.quote)) return answer.text;
          return read(request);
        });
        const { found, blocks } = await on.engine.ask(
          {
            ...{ scriptId, conversationId: null, message: question, model: SCRIPTED, currentSceneId: null },
            ...{ intentHint: null, budgetTier: tier, remember: false },
          },
          { models: model.models },
        );
        const isSaid = !found && blocks.some(({ kind, text }) => kind === 'note' && text.includes('searched'));
        if (isAnswerable) asked++;
        if (isAnswerable && !found) refused++;
        if (!isAnswerable && isSaid) saidSo++;
      }
      const others = questions.filter((one) => !one.answerable).length;
      return { readerRefused: refused / Math.max(1, asked), readerSaidSo: saidSo / Math.max(1, others) };
    }

    /** Whole scenes, best first, as long as they fit; a large one leaves room for smaller ones behind it. */
    function fill(ranked: readonly number[], room: number): Set<number> {
      const taken = new Set<number>();
      let left = room;
      for (const at of ranked) {
        const cost = sceneTokens[at] ?? 0;
        if (cost > left) continue;
        taken.add(at);
        left -= cost;
      }
      return taken;
    }

    function countQuotes(answer: ChatMessageResponse, own: string | null, made: number, question: string): void {
      const [, ...blocks] = answer.blocks.filter(({ kind }) => kind === 'markdown');
      const quoted = own === null ? [] : blocks.slice(0, 1);
      const invented = blocks.slice(quoted.length);
      counts.quotes += own === null ? 0 : 1;
      counts.fabricated += made;
      const verified = quoted.filter((block) => quoteClaims(block).some(Boolean) && quoteClaims(block).every(Boolean));
      const caught = invented.filter(
        (block) => quoteClaims(block).some((one) => !one) && !quoteClaims(block).some(Boolean),
      );
      counts.verified += verified.length;
      counts.caught += caught.length;
      if (verified.length < quoted.length || caught.length < made) missed.quotes.push(question);
    }

    async function askOffline(): Promise<Pick<ChatOnGold, 'saidSo' | 'unanswered' | 'refused' | 'flat' | 'hitAt5'>> {
      let saidSo = 0;
      let unanswered = 0;
      let refused = 0;
      let flat = 0;
      let hits = 0;
      for (const { question, answerable: isAnswerable, sceneIndices } of questions) {
        const { found, citations } = await askWithout(question);
        if (isAnswerable) {
          if (!found) unanswered++;
          if (!found && citations.length === 0) flat++;
          if (!found && !citations.some(({ index }) => index !== null && sceneIndices.includes(index))) {
            refused++;
            missed.refused.push(question);
          }
          const { results } = await on.engine.search({ scriptId, query: question, limit: 5 });
          if (results.some(({ index }) => index !== null && sceneIndices.includes(index))) hits++;
        } else if (!found) saidSo++;
        else missed.saidSo.push(question);
      }
      const others = questions.length - answerable.length;
      return {
        saidSo: saidSo / Math.max(1, others),
        unanswered: unanswered / Math.max(1, answerable.length),
        refused: refused / Math.max(1, answerable.length),
        flat: flat / Math.max(1, answerable.length),
        hitAt5: hits / Math.max(1, answerable.length),
      };
    }

    function askWithout(question: string): Promise<ChatMessageResponse> {
      return on.engine.ask({
        ...{ scriptId, conversationId: null, message: question, currentSceneId: null },
        ...{ intentHint: null, budgetTier: 'standard', remember: false },
      });
    }

    async function times(): Promise<Pick<ChatOnGold, 'offlineMs' | 'searchMs'>> {
      const offlineMs: number[] = [];
      const searchMs: number[] = [];
      for (const { question } of answerable.slice(0, 9)) {
        offlineMs.push(await timed(() => askWithout(question)));
        searchMs.push(await timed(() => on.engine.search({ scriptId, query: question, limit: 5 })));
      }
      return { offlineMs, searchMs };
    }
  } finally {
    await on.remove();
  }
}

const count = createTokenCounter();

/** By system text and tools, which are the same on every call. */
const constants = new Map<string, number>();

function requestTokens({ system, tools, turns }: ModelRequest): number {
  const key = `${system}\n${JSON.stringify(tools)}`;
  const constant = constants.get(key) ?? count(system) + count(JSON.stringify(tools));
  constants.set(key, constant);
  return constant + chatTokens(1).ofTurns(turns);
}

/** What a model reads of the script in a request, as one text. */
function wordsSent({ turns }: ModelRequest): string {
  return turns
    .flatMap(({ content }) => content)
    .flatMap((block) => (block.kind === 'tool-result' ? block.content : [block]))
    .flatMap((block) => (block.kind === 'text' ? [block.text] : block.kind === 'search-result' ? block.texts : []))
    .join('\n');
}

function has(scene: string, quote: string): boolean {
  return foldText(scene).text.includes(foldText(quote).text);
}

/** Whether each quoted run of a block is shown as proven; places without words are none. */
function quoteClaims({ claims = [] }: AnswerBlock): boolean[] {
  return claims.filter(({ start, end }) => end > start).map(({ verified }) => verified);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
