import type { EmphasisRun } from '../screenplay';
import { styleValue } from './fdxValues';
import { xmlText } from './xmlText';

/** A paragraph of the script or of the title page as XML, indented by so many blanks. `inner` is XML that stands before its text. */
export function xmlParagraph(
  attributes: Readonly<Record<string, string | null>>,
  runs: readonly EmphasisRun[],
  { indent, inner = '' }: { readonly indent: number; readonly inner?: string },
): string {
  const margin = ' '.repeat(indent);
  const named = Object.entries(attributes).flatMap(([name, value]) =>
    value === null ? [] : [` ${name}="${xmlText(value).replaceAll('\n', ' ')}"`],
  );
  const texts = runs.length === 0 && inner === '' ? [{ text: '', styles: [] }] : runs;
  return `${margin}<Paragraph${named.join('')}>\n${inner}${texts.map((run) => `${margin}  ${xmlRun(run)}\n`).join('')}${margin}</Paragraph>\n`;
}

function xmlRun({ text, styles }: EmphasisRun): string {
  const style = styleValue(styles);
  // Final Draft's own soft break.
  const words = xmlText(text).replaceAll('\n', '\u2028');
  return style === null ? `<Text>${words}</Text>` : `<Text Style="${style}">${words}</Text>`;
}

/** A paragraph of a note. */
export function noteParagraph(text: string): string {
  return `      <Paragraph>\n        <Text>${xmlText(text)}</Text>\n      </Paragraph>\n`;
}
