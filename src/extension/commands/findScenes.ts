import * as vscode from 'vscode';
import type { SearchHit } from '../../story/searchResult';
import { asFailure } from '../asFailure';
import { createLinePreview } from '../linePreview';

/** Typing rests this long before the engine is asked, in milliseconds. */
const REST_MS = 150;
const MOST_RESULTS = 40;

interface HitItem extends vscode.QuickPickItem {
  readonly line: number;
}

/**
 * Finds scenes by what is in them, while the writer types, best first; looking at a result shows its line in the editor.
 * @param search ranked scenes for these words; rejects with a `Failure`
 */
export function findScenes(
  document: vscode.TextDocument,
  search: (query: string, limit: number) => Promise<readonly SearchHit[]>,
): void {
  const pick = vscode.window.createQuickPick<HitItem>();
  const preview = createLinePreview(document);
  pick.title = 'Find Scenes';
  pick.placeholder = 'Who, where, when or what: "Mara at the pier at night", "brass key", "the last time Jonas lies"';
  let timer: NodeJS.Timeout | null = null;
  let asked = 0;
  let chosen = false;

  const ask = async (query: string): Promise<void> => {
    asked += 1;
    const turn = asked;
    try {
      const hits = query === '' ? [] : await search(query, MOST_RESULTS);
      if (turn !== asked) return;
      pick.items = hits.map(hitItem);
      pick.title = hits.length === 0 && query !== '' ? 'Find Scenes: nothing matches' : 'Find Scenes';
    } catch (error) {
      if (turn === asked) pick.title = asFailure(error).message;
    } finally {
      if (turn === asked) pick.busy = false;
    }
  };
  pick.onDidChangeValue((value) => {
    pick.busy = true;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void ask(value.trim()), REST_MS);
  });
  pick.onDidChangeActive(([item]) => {
    if (item !== undefined) void preview.show(item.line);
  });
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    if (item === undefined) return;
    chosen = true;
    pick.hide();
    void preview.accept(item.line);
  });
  pick.onDidHide(() => {
    if (timer !== null) clearTimeout(timer);
    asked += 1;
    if (!chosen) preview.cancel();
    pick.dispose();
  });
  pick.show();
}

function hitItem({ label, heading, quote, line, why }: SearchHit): HitItem {
  return {
    label: `${label}  ${heading}`.trim(),
    description: why,
    detail: quote === null ? `line ${line}` : `line ${line}: ${quote}`,
    // The engine has chosen these for other words than those of the heading: the list leaves none out.
    alwaysShow: true,
    line,
  };
}
