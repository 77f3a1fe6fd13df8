import * as vscode from 'vscode';
import type { ActiveScriptFollower } from '../activeScript';
import type { Analysis } from '../analysis';
import type { StoryEngine } from '../storyEngine';
import { OFFLINE } from '../../story/scriptSnapshot';
import { readModelSettings } from './modelSettings';
import { dollarsText } from '../../story/priceText';

/** Who makes things and what that has cost today, in words for the status bar. */
export interface Spending {
  /** Null: rules make everything and nothing was spent. */
  readonly sentence: string | null;
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

export function createSpending(engine: StoryEngine, active: ActiveScriptFollower, analysis: Analysis): Spending {
  const changed = new vscode.EventEmitter<void>();
  let todayUsd = 0;
  const look = async (scriptId: string): Promise<void> => {
    if (engine.state.kind !== 'running') return;
    const found = await engine.state.connection.readAllowance(scriptId).catch(() => null);
    if (found === null || found.todayUsd === todayUsd) return;
    todayUsd = found.todayUsd;
    changed.fire();
  };
  let shown: string | null = null;
  const listening = vscode.Disposable.from(
    changed,
    active.onDidChange((script) => {
      if (script.kind !== 'ready' || script.view.script.id === shown) return;
      shown = script.view.script.id;
      void look(shown);
    }),
    analysis.onDidChange((document) => {
      if (shown !== null && analysis.running(document) === null) void look(shown);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('writersroom.models') || event.affectsConfiguration('writersroom.limits')) {
        changed.fire();
      }
    }),
  );
  return {
    get sentence() {
      return spendingText(todayUsd);
    },
    onDidChange: changed.event,
    dispose: () => {
      listening.dispose();
    },
  };
}

function spendingText(todayUsd: number): string | null {
  const { choice, limits } = readModelSettings();
  if (choice === null && todayUsd === 0) return null;
  const named = choice === null ? [] : [...new Set([choice.cards, choice.story])].filter((id) => id !== OFFLINE);
  const makers = named.map((id) => id.slice(id.indexOf('/') + 1));
  const by = makers.length === 0 ? '' : `By ${new Intl.ListFormat('en').format(makers)}. `;
  const most = limits.dayUsd === null ? '' : ` of ${dollarsText(limits.dayUsd)}`;
  return `${by}Spent today: ${dollarsText(todayUsd)}${most}.`;
}
