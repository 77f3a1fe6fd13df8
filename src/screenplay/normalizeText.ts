/**
 * The form of a text in which it is compared and hashed: Unicode NFC, `\n` line ends, no trailing blanks, runs of blank lines
 * folded to one, no blank lines at either end. Case, indentation and everything else is kept.
 */
export function normalizeText(text: string): string {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const kept: string[] = [];
  for (const line of lines) {
    const trimmed = line.trimEnd();
    if (trimmed !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(trimmed);
  }
  if (kept.at(-1) === '') kept.pop();
  return kept.join('\n');
}
