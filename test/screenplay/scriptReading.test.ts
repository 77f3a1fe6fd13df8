import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readScript, type ScriptReading } from '../../src/screenplay/scriptReading';
import { documentText } from '../../src/screenplay/screenplayDocument';
import { syntheticScript } from '../bench/syntheticScript';
import { anyEdit, anyScript, editOf } from './scriptArbitraries';

/** A reading without how it came about. */
function said({ document, ...reading }: ScriptReading): Omit<ScriptReading, 'document'> {
  assert.equal(documentText(document), reading.text);
  return reading;
}

describe('A script that was read before', () => {
  it('reads as if for the first time, whatever is changed in it', () => {
    fc.assert(
      fc.property(anyScript, fc.array(anyEdit, { maxLength: 6 }), (source, edits) => {
        let reading = readScript(source);
        for (const any of edits) {
          const { start, end, insert } = editOf(any, reading.text.length);
          const text = reading.text.slice(0, start) + insert + reading.text.slice(end);
          reading = readScript(text, reading);
          assert.deepEqual(said(reading), said(readScript(text)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads as if for the first time, also where a name comes or goes that other scenes mention', () => {
    const source = 'INT. A\n\nZOE\nHello.\n\nINT. B\n\nZOE waits. Bea too.\n\nINT. C\n\nBEA\nHello.\n';
    const reading = readScript(source);
    const text = source.replace('BEA', 'ADA');
    assert.deepEqual(said(readScript(text, reading)), said(readScript(text)));
    assert.deepEqual([...(readScript(text, reading).scenes[1]?.cast.mentioned ?? [])], ['ZOE']);
  });

  it('keeps the pieces that stand unchanged at both ends', () => {
    const source = syntheticScript({ scenes: 30 });
    const reading = readScript(source);
    const middle = source.indexOf('. ', source.length / 2) + 2;
    const after = readScript(`${source.slice(0, middle)}Rain. ${source.slice(middle)}`, reading);
    const fresh = after.document.pieces.filter((piece) => !reading.document.pieces.includes(piece));
    assert.equal(fresh.length, 1);
    assert.equal(readScript(source, reading).document, reading.document);
  });
});
