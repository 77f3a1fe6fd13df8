import * as vscode from 'vscode';
import { madeBy } from '../madeBy';
import { markdownText } from '../markdownText';

/** A tooltip in parts. Text of the script or of an artifact is shown letter for letter, never read as Markdown. */
export interface Tooltip {
  readonly markdown: vscode.MarkdownString;
  title(text: string): void;
  /** Its line ends stay line ends. */
  paragraph(text: string): void;
  /** A line across. */
  line(): void;
  /** Why the newest version could not be made; null: nothing failed. */
  failed(failure: string | null): void;
  /** Why it is behind, if it is, and who made it; null: nobody yet. */
  made(what: string, method: string | null, behind: readonly string[]): void;
}

export function createTooltip(): Tooltip {
  const markdown = new vscode.MarkdownString();
  const paragraph = (text: string): void => {
    if (text.trim() !== '') markdown.appendMarkdown(`${markdownText(text)}\n\n`);
  };
  return {
    markdown,
    title: (text) => {
      if (text.trim() !== '') markdown.appendMarkdown(`**${markdownText(text)}**\n\n`);
    },
    paragraph,
    line: () => {
      markdown.appendMarkdown('---\n\n');
    },
    failed: (failure) => {
      if (failure !== null) paragraph(`Could not be made: ${failure} What was there before is kept.`);
    },
    made: (what, method, behind) => {
      if (behind.length > 0) paragraph(`Behind: ${behind.join(' ')}`);
      const who = method === null ? `No ${what.toLowerCase()} yet` : `${what} ${madeBy(method)}`;
      markdown.appendMarkdown(`*${markdownText(who)}*`);
    },
  };
}
