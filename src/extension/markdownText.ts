/**
 * Text of the script or of an artifact as Markdown that shows it letter for letter: no emphasis, no links, no HTML, no
 * list. Every ASCII punctuation mark may be escaped (CommonMark 0.31, 2.4). Line ends stay line ends.
 */
export function markdownText(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/u)
    .map((line) => line.replace(/[!-/:-@[-`{-~]/gu, String.raw`\$&`))
    .join('\\\n');
}
