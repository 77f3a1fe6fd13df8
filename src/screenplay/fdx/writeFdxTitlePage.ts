import { readEmphasis } from '../emphasis';
import type { TitlePageEntry } from '../screenplay';
import { xmlParagraph } from './xmlParagraph';

/**
 * Writes the title page: title, credit, author and source in the middle of the page, everything else below on the left. The `Type`
 * of each paragraph names its key, so that it is found again whatever the words are.
 */
export function* writeFdxTitlePage(entries: readonly TitlePageEntry[]): Generator<string, void> {
  if (entries.length === 0) return;
  yield '  <TitlePage>\n    <Content>\n';
  for (let line = 0; line < LINES_ABOVE; line++) yield blankLine();
  let wasCentered = true;
  for (const { key, values } of entries) {
    const isCentered = CENTERED.has(key.toLowerCase());
    if (wasCentered && !isCentered) for (let line = 0; line < LINES_BETWEEN; line++) yield blankLine();
    wasCentered = isCentered;
    const attributes = { Alignment: isCentered ? 'Center' : 'Left', Type: key };
    for (const value of values.length === 0 ? [''] : values)
      yield xmlParagraph(attributes, readEmphasis(value) ?? [{ text: value, styles: [] }], { indent: 6 });
    if (isCentered) yield blankLine();
  }
  yield '    </Content>\n  </TitlePage>\n\n';
}

const CENTERED: ReadonlySet<string> = new Set(['title', 'credit', 'author', 'authors', 'source']);

/** Where a title page has its title, and the way down to the contact, in lines. */
const LINES_ABOVE = 17;
const LINES_BETWEEN = 14;

function blankLine(): string {
  return xmlParagraph({ Alignment: 'Left' }, [], { indent: 6 });
}
