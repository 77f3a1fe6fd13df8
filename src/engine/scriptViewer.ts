import type { FollowParams, FollowResult } from '../protocol/engineContract';
import { changeBetween } from '../protocol/valueChange';
import type { ScriptView } from '../story/analysisResult';
import { priceOf } from '../story/price';
import type { StatusResult } from '../story/statusResult';
import { readMadeRows, type MadeRows } from './madeRows';
import type { OpenScript } from './pipeline/openScript';
import { planRun } from './pipeline/planRun';
import type { PricedWork } from './pipeline/priceDueWork';
import { createQuoteFinder } from './pipeline/quoteFinder';
import { statusOf } from './scriptStatus';
import { viewScript } from './scriptView';
import type { Db } from './store/db';

/** Everything known about one script, made once for each state of it, from what was known before. */
export interface ScriptViewer {
  view(open: OpenScript): Promise<Viewed>;
  /** What a client does not know yet. What each client was given is kept as long as the client is. */
  follow(client: object, open: OpenScript, known: FollowParams['known']): Promise<FollowResult>;
}

/** A state of a script as views see it. */
export interface Viewed {
  /** Names this state; no other one has it. */
  readonly tag: string;
  readonly view: ScriptView;
  readonly status: StatusResult;
}

interface Made {
  readonly open: OpenScript;
  readonly rows: MadeRows;
  readonly viewed: Viewed;
}

export function createScriptViewer(db: Db): ScriptViewer {
  const quotes = createQuoteFinder();
  let last: { readonly open: OpenScript; readonly made: Promise<Made> } | null = null;
  const given = new WeakMap<object, Viewed>();

  const make = async (open: OpenScript, earlier: Promise<Made> | null): Promise<Made> => {
    const before = (await earlier?.catch(() => null)) ?? null;
    const isMade = before?.open.id === open.id && before.open.artifacts === open.artifacts;
    const rows = isMade ? before.rows : await readMadeRows(db, open.id);
    const view = viewScript(open, rows, quotes, before === null ? null : { ...before, view: before.viewed.view });
    return { open, rows, viewed: { tag: crypto.randomUUID(), view, status: statusOf(open, rows, byRules(open)) } };
  };
  const view = async (open: OpenScript): Promise<Viewed> => {
    if (last?.open === open) return (await last.made).viewed;
    const now = { open, made: make(open, last?.made ?? null) };
    last = now;
    try {
      return (await now.made).viewed;
    } catch (error) {
      // Asked again, it is tried again.
      if (last === now) last = null;
      throw error;
    }
  };

  return {
    view,
    follow: async (client, open, known) => {
      const now = await view(open);
      const before = given.get(client);
      if (before?.tag !== known) {
        given.set(client, now);
        return { kind: 'whole', ...now };
      }
      const change = changeBetween(shownOf(before), shownOf(now));
      if (change === null) return { kind: 'unchanged' };
      given.set(client, now);
      return { kind: 'changed', tag: now.tag, change };
    },
  };
}

/** What is due where no model is asked: it costs nothing. */
function byRules(open: OpenScript): PricedWork {
  return {
    due: planRun(open, {}),
    price: { ...priceOf([]), sceneTexts: [], sceneCards: [] },
  };
}

function shownOf({ view, status }: Viewed): Pick<Viewed, 'view' | 'status'> {
  return { view, status };
}
