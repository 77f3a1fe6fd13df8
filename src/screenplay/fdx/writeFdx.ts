import type { Screenplay } from '../screenplay';
import { writeBody } from './writeBody';
import { fdxElementSettings } from './fdxElementSettings';
import { writeFdxTitlePage } from './writeFdxTitlePage';
import type { FdxNote } from './fdxParagraph';
import { noteParagraph } from './xmlParagraph';

/**
 * Writes a script as a Final Draft file, by `FDX_RULES`, piece by piece: no piece is longer than a paragraph, and nothing is held
 * but the notes, which stand at the end. `source` is the text that was parsed. Never throws; characters that XML cannot hold become
 * U+FFFD. What is left behind: `fdxLosses`.
 */
export function* writeFdx(screenplay: Screenplay, source: string): Generator<string, void> {
  yield '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n';
  yield '<FinalDraft DocumentType="Script" Template="No" Version="5">\n\n  <Content>\n';
  const { notes, types, mixedCase } = yield* writeBody(screenplay, source);
  yield '  </Content>\n\n';
  yield* fdxElementSettings(types, mixedCase);
  yield* writeFdxTitlePage(screenplay.titlePage);
  yield* writeNotes(notes);
  yield '</FinalDraft>\n';
}

function* writeNotes(notes: readonly FdxNote[]): Generator<string, void> {
  if (notes.length === 0) return;
  yield '  <ScriptNotes>\n';
  let id = 0;
  for (const { text, range } of notes) {
    id++;
    const place = range === null ? '' : ` Range="${range.start},${range.end}"`;
    yield `    <ScriptNote Color="#000000000000" Id="${id}" Name=""${place} Type="">\n`;
    for (const line of text.split('\n')) yield noteParagraph(line);
    yield '    </ScriptNote>\n';
  }
  yield '  </ScriptNotes>\n\n';
}
