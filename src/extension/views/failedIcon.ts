import * as vscode from 'vscode';

/** Stands at a row whose newest version could not be made; the last good one is what it shows. */
export const FAILED_ICON = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
