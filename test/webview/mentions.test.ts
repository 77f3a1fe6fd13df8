import assert from 'node:assert/strict';
import type { Mentionable } from '../../src/protocol/chatPanelContract';
import { createBlockReader } from '../../src/webview/markdownBlocks';
import { completionsAt, mentionsIn } from '../../src/webview/mentions';
import fc from 'fast-check';

const known: Mentionable = {
  kind: 'mentionable',
  scenes: [
    { id: 's1', label: '1', heading: 'EXT. PIER - DAWN' },
    { id: 's12', label: '12', heading: 'INT. LIGHTHOUSE - NIGHT' },
    { id: 's12A', label: '12A', heading: 'INT. LAMP ROOM - NIGHT' },
  ],
  characters: ['MARA', 'MARA VALE', 'DR. VALE'],
};
const offered = (text: string): string[] =>
  (completionsAt(text, text.length, known)?.items ?? []).map((one) => one.text);

describe('What a question names', () => {
  it('is the longest name that stands there', () => {
    assert.deepEqual(mentionsIn('Does @mara vale meet @DR. VALE in #12A?', known), {
      sceneIds: ['s12A'],
      characters: ['MARA VALE', 'DR. VALE'],
    });
    assert.deepEqual(mentionsIn('(#1, #12)', known)?.sceneIds, ['s1', 's12']);
  });

  it('is nothing where nothing is named', () => {
    for (const text of ['Who is MARA?', '#13', 'mail@mara', '#120', '@MARATHON', '# 12']) {
      assert.equal(mentionsIn(text, known), undefined, text);
    }
  });

  it('is offered while it is typed', () => {
    assert.deepEqual(offered('/f'), ['/feedback']);
    assert.deepEqual(offered('tell /f'), []);
    assert.deepEqual(offered('in #12'), ['#12', '#12A']);
    assert.deepEqual(offered('#lamp'), ['#12A']);
    assert.deepEqual(offered('@va'), ['@MARA VALE', '@DR. VALE']);
    assert.deepEqual(offered('@mara va'), ['@MARA VALE']);
    assert.deepEqual(offered('who'), []);
  });
});

describe('Markdown that comes in pieces', () => {
  const read = (...pieces: readonly string[]) => {
    const reader = createBlockReader();
    let blocks = reader.add('');
    for (const piece of pieces) blocks = reader.add(piece);
    return blocks;
  };

  it('is closed by a blank line, not inside a fence', () => {
    assert.deepEqual(read('one\n', '\ntw', 'o'), { closed: ['one'], open: 'two' });
    assert.deepEqual(read('```\na\n\nb\n```\n\nc'), { closed: ['```\na\n\nb\n```'], open: 'c' });
  });

  it('reads the same however it is cut, and loses no word', () => {
    const line = fc.constantFrom('word', '', '- item', '```', '> quote', ' ');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 5 }), (lines, cuts) => {
        const text = lines.join('\n');
        const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b);
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        const { closed, open } = read(...pieces);
        assert.deepEqual(read(text), { closed, open });
        assert.equal([...closed, open].join('').replace(/\s/gu, ''), text.replace(/\s/gu, ''));
      }),
    );
  });
});
