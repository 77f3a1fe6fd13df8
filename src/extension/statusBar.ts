import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from './activeScript';
import type { Analysis } from './analysis';
import type { FollowedFiles } from './followFiles';
import type { Spending } from './models/spending';
import { isScreenplay } from './isScreenplay';
import { scriptName } from './scriptName';
import { statusText, type StatusText } from './statusText';

/** The active script in the status bar; clicking it analyzes. Hidden while the writer is in another kind of file. */
export function createStatusBar(
  active: ActiveScriptFollower,
  analysis: Analysis,
  files: FollowedFiles,
  spending: Spending,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('writersroom.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'WritersRoom';
  item.command = 'writersroom.analyzeScript';

  const show = (): void => {
    const script = active.current;
    const editor = vscode.window.activeTextEditor;
    const says = describe(script, analysis);
    if (says === null || (editor !== undefined && !isScreenplay(editor.document))) {
      item.hide();
      return;
    }
    item.text = says.text;
    item.tooltip = [says.tooltip, spending.sentence, files.sentence].filter((line) => line !== null).join('\n');
    item.accessibilityInformation = { label: `WritersRoom: ${says.tooltip}` };
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    active.onDidChange(show),
    analysis.onDidChange(show),
    files.onDidChange(show),
    spending.onDidChange(show),
    vscode.window.onDidChangeActiveTextEditor(show),
  );
}

function describe(script: ActiveScript, analysis: Analysis): StatusText | null {
  if (script.kind === 'none') return null;
  const name = scriptName(script.document);
  switch (script.kind) {
    case 'reading':
      return { text: '$(sync~spin) Reading', tooltip: `Reading ${name}` };
    case 'ready':
      return statusText(
        script.view,
        script.status,
        analysis.running(script.document),
        analysis.costOf(script.document),
      );
    case 'failed':
      return { text: '$(warning) WritersRoom', tooltip: script.failure.message };
    case 'forgotten':
      return { text: '$(book) forgotten', tooltip: `Nothing is stored about ${name}. Analyze Script reads it again.` };
  }
}
