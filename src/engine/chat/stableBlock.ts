import type { BudgetTier } from '../../story/chatMessage';
import type { ChatScript } from './chatScript';
import type { ChatTokens } from './chatTokens';
import { passagesOf, type ScenePassage } from './scenePassage';
import { visibleText } from './visibleText';

/** What stands in front of every question of one tier, the same for as long as the script reads the same. */
export interface StableBlock {
  /** '' where nothing is known of the script. */
  readonly text: string;
  /** What is in it and what each part costs. */
  readonly parts: readonly { readonly name: string; readonly tokens: number }[];
  readonly outline: boolean;
  readonly sheets: readonly string[];
  /** Scenes whose card is in it. */
  readonly cards: ReadonlySet<string>;
  /** Every scene that may be sent, in full, where a tier has room for all of them; else empty. */
  readonly whole: readonly ScenePassage[];
  readonly cut: readonly { readonly name: string; readonly reason: string }[];
}

export interface StableOptions {
  readonly tier: BudgetTier;
  /** Tokens of the tier. */
  readonly budget: number;
  /** Tokens in front of it that are always the same, and the shortest prefix the model keeps; for the quick tier. */
  readonly constantTokens: number;
  readonly smallestCacheTokens: number;
}

/**
 * At most this share of a tier, and so many tokens: what is the same for every question must not take the room of what
 * answers this one. Who is named in a question has a sheet with it, and tools give the rest.
 */
const SHARE = 0.07;
const LIMIT = 1_500;

/** A function of script version, tier and marks alone: nothing of the question is in it (chat.md, *Layout for caching*). */
export function stableBlock(script: ChatScript, tokens: ChatTokens, options: StableOptions): StableBlock {
  const known = whatIsKnown(script, tokens, options);
  const whole = script.scenes.flatMap((scene) => passagesOf(scene, script, tokens).slice(0, 1));
  const sum = whole.reduce((all, one) => all + one.tokens, 0);
  if (sum === 0 || sum > options.budget * WHOLE_SHARE) return known;
  const parts = [{ name: 'whole script', tokens: sum }];
  return { text: '', parts, outline: false, sheets: [], cards: new Set(), whole, cut: [] };
}

/** A script goes whole that leaves so much of the tier to talk, tools and question. */
const WHOLE_SHARE = 0.6;

function whatIsKnown(script: ChatScript, tokens: ChatTokens, options: StableOptions): StableBlock {
  const { tier, budget } = options;
  const limit = Math.min(LIMIT, Math.floor(budget * SHARE));
  const block = new StableWriter(tokens, limit);
  const outline = outlineText(script);
  const hasOutline = outline !== null && block.add('outline', 'Outline', [outline]);
  if (!hasOutline) block.add('scene list', 'Scenes', sceneList(script));
  const sheets = sheetTexts(script);
  // The quick tier's prefix is filled up to what the model keeps, and no further.
  const short = options.smallestCacheTokens - options.constantTokens;
  const until = tier === 'quick' ? Math.min(limit, Math.max(0, short)) : limit;
  const written = block.addSome('sheets', 'Characters', sheets, until);
  if (tier !== 'quick') block.add('threads', 'Threads', threadTexts(script));
  const cards =
    tier === 'deep' ? block.addSome('key scenes', 'Key scenes', keySceneTexts(script), limit) : new Set<string>();
  return { ...block.done(), outline: hasOutline, sheets: [...written], cards, whole: [] };
}

class StableWriter {
  private readonly sections: string[] = [];
  private readonly parts: { name: string; tokens: number }[] = [];
  private readonly cut: { name: string; reason: string }[] = [];
  private used = 0;

  constructor(
    private readonly tokens: ChatTokens,
    private readonly limit: number,
  ) {}

  /** Adds the pieces that fit, in order, as one section; false if none does. */
  add(name: string, title: string, pieces: readonly string[]): boolean {
    return (
      this.addSome(
        name,
        title,
        pieces.flatMap((piece) => piece.split('\n')).map((text, at) => ({ key: String(at), text })),
        this.limit,
      ).size > 0
    );
  }

  addSome(
    name: string,
    title: string,
    pieces: readonly { readonly key: string; readonly text: string }[],
    until: number,
  ): Set<string> {
    const taken = new Set<string>();
    const texts: string[] = [];
    let sum = this.tokens.of(`## ${title}\n`) + 2;
    let left = 0;
    for (const { key, text } of pieces) {
      const cost = this.tokens.of(`${text}\n`);
      if (this.used + sum + cost > Math.min(until, this.limit)) {
        left++;
        continue;
      }
      // In order: what comes behind a gap would stand for what is missing.
      if (left > 0) break;
      taken.add(key);
      texts.push(text);
      sum += cost;
    }
    if (taken.size === 0) {
      if (pieces.length > 0 && until >= this.limit) this.cut.push({ name, reason: 'no room in this tier' });
      return taken;
    }
    const rest = pieces.length - taken.size;
    if (rest > 0 && until >= this.limit)
      this.cut.push({ name, reason: `no room in this tier for ${rest} of ${pieces.length}` });
    this.sections.push(`## ${title}\n${texts.join('\n')}`);
    this.parts.push({ name, tokens: sum });
    this.used += sum;
    return taken;
  }

  done(): Pick<StableBlock, 'text' | 'parts' | 'cut'> {
    return { text: this.sections.join('\n\n'), parts: this.parts, cut: this.cut };
  }
}

/** Null where no outline is made, or nothing of it may be sent. */
export function outlineText({ view, guard }: ChatScript): string | null {
  if (view.outline === null) return null;
  const { logline, summaryText } = view.outline;
  const text = summaryText.includes(logline) ? summaryText : `${logline}\n${summaryText}`;
  const sent = guard.permitted(visibleText(text));
  return sent === '' ? null : sent;
}

/** `12 INT. KITCHEN - DAY`, of the scenes that may be sent. */
export function sceneList({ scenes, guard }: ChatScript): string[] {
  return scenes.flatMap(({ id, label, heading }) =>
    label === '' || guard.isMarked(id) ? [] : [`${label} ${heading}`],
  );
}

/** The sheets that may be sent, principal first. */
export function sheetTexts({ view, guard }: ChatScript): { readonly key: string; readonly text: string }[] {
  return view.characters.flatMap(({ name, sheet }) => {
    if (sheet === null || !guard.permits(name)) return [];
    const text = guard.permitted(visibleText(sheet.summaryText));
    if (text === '') return [];
    return [{ key: name, text: text.startsWith(name) ? text : `${visibleText(name)}: ${text}` }];
  });
}

/** One line a thread: `The lamp (plot; scenes 1, 4, 9): who has it`. */
export function threadTexts({ view, scenes, guard }: ChatScript): string[] {
  const byIndex = new Map(scenes.map((scene) => [scene.index, scene]));
  return view.threads.flatMap(({ name, threadType, sceneIndices, description }) => {
    if (!guard.permits(name)) return [];
    const labels = sceneIndices.flatMap((index) => {
      const scene = byIndex.get(index);
      return scene === undefined || guard.isMarked(scene.id) ? [] : [scene.label];
    });
    const told = guard.permitted(visibleText(description)).replace(/\n+/g, ' ');
    const where = labels.length === 0 ? '' : `; scenes ${labels.join(', ')}`;
    return [`${visibleText(name)} (${threadType.replace('_', ' ')}${where})${told === '' ? '' : `: ${told}`}`];
  });
}

function keySceneTexts({ view, byId, guard }: ChatScript): { readonly key: string; readonly text: string }[] {
  return view.scenes.flatMap(({ id, isKeyScene }) => {
    const scene = byId(id);
    if (!isKeyScene || scene?.card == null || guard.isMarked(id)) return [];
    return [{ key: id, text: `${scene.label} ${scene.heading}\n${scene.card}` }];
  });
}
