import { readFdxDocument } from './readFdxDocument';
import { readFdxTitlePage } from './fdxTitlePage';
import { readPage, type FdxScene } from './readPage';
import { renderFountain } from './renderFountain';

/** What an `.fdx` says. */
export type FdxReading =
  | {
      readonly kind: 'script';
      /** The script as Fountain: the text that is shown, stored and cited. */
      readonly text: string;
      /** One for each scene of that text, in order: Final Draft's own page and length. */
      readonly scenes: readonly FdxScene[];
      /** Sentences for the writer on what could not be read as it is in the file. */
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'failed';
      /** One sentence for the writer. */
      readonly message: string;
      /** Line of the file, from 1, where its XML breaks; null where it is something else altogether. */
      readonly line: number | null;
    };

/**
 * Reads a Final Draft script, by `FDX_RULES`, into a Fountain text such that `parseScreenplay` gives the elements that the file
 * has. Never throws and takes time linear in the XML, whatever it is. XML as `decodeText` gives it.
 */
export function readFdx(xml: string): FdxReading {
  const file = readFdxDocument(xml);
  switch (file.kind) {
    case 'another':
      return { kind: 'failed', message: notAScript(xml), line: null };
    case 'broken':
      return { kind: 'failed', message: brokenAt(file.line), line: file.line };
    case 'script': {
      const { body, titlePage, notes, settings } = file.document;
      const { elements, scenes, orphans } = readPage(body, notes, settings);
      const text = renderFountain(readFdxTitlePage(titlePage), elements);
      return { kind: 'script', text, scenes, warnings: orphans === 0 ? [] : [orphansText(orphans)] };
    }
  }
}

function notAScript(text: string): string {
  return /^[\s\uFEFF]*</.test(text)
    ? 'This XML is not a Final Draft script.'
    : 'This is not a Final Draft script: it is no XML. If it is Fountain, end its name in .fountain.';
}

function brokenAt(line: number): string {
  return `This Final Draft file is damaged at line ${line}: open it in Final Draft and save it again, or go back to an older copy.`;
}

function orphansText(count: number): string {
  return count === 1
    ? 'One speech has no character above it and is read as action.'
    : `${count} paragraphs of speech have no character above them and are read as action.`;
}
