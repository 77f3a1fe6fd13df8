import assert from 'node:assert/strict';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import type { ElementType, ProblemCode, Screenplay, ScreenplayElement } from '../../src/screenplay/screenplay';

/** Fields a case is about; undefined says that the element has none. */
type Fields = { readonly [K in keyof ScreenplayElement]?: ScreenplayElement[K] | undefined };

/** Type, text, and the further fields that the case is about. */
export type Expected = readonly [type: ElementType, text: string, fields?: Fields];

/** One case of the exam: a screenplay without title page, its elements, all of them, and the codes of its problems, all of them. */
export function check(
  rule: string,
  source: string,
  expected: readonly Expected[],
  problems: readonly ProblemCode[] = [],
): void {
  it(rule, () => {
    const screenplay = parseScreenplay(source, { titlePage: false });
    assert.deepEqual(
      screenplay.elements.map(({ type, text }) => [type, text]),
      expected.map(([type, text]) => [type, text]),
    );
    expected.forEach(([, , fields = {}], i) => {
      const element = screenplay.elements[i] as unknown as Record<string, unknown>;
      for (const [field, value] of Object.entries(fields)) assert.deepEqual(element[field], value, field);
    });
    assert.deepEqual(
      screenplay.problems.map(({ code }) => code),
      problems,
    );
    checkInvariants(source, screenplay);
  });
}

/** What holds for every text whatever: order, cover, lines, tiles. */
export function checkInvariants(source: string, screenplay: Screenplay): void {
  const { elements, scenes, preamble, titlePageEndOffset } = screenplay;
  let at = titlePageEndOffset;
  for (const element of elements) {
    assert.ok(element.startOffset >= at, 'elements come in order and do not overlap');
    assert.ok(element.endOffset > element.startOffset, 'an element covers something');
    assert.equal(
      source
        .slice(at, element.startOffset)
        .replace(/\uFEFF/g, '')
        .trim(),
      '',
      'only blanks between elements',
    );
    assert.equal(element.line, lineOf(source, element.startOffset), 'line of the first unit');
    for (const note of element.notes ?? []) {
      assert.ok(note.startOffset >= element.startOffset && note.endOffset <= element.endOffset, 'notes lie inside');
      assert.ok(source.slice(note.startOffset, note.endOffset).startsWith('[['));
      assert.ok(source.slice(note.startOffset, note.endOffset).endsWith(']]'));
    }
    at = element.endOffset;
  }
  assert.equal(
    source
      .slice(at)
      .replace(/\uFEFF/g, '')
      .trim(),
    '',
    'nothing is left behind the last element',
  );
  const blocks = preamble ? [preamble, ...scenes] : scenes;
  let offset = titlePageEndOffset;
  let index = 0;
  for (const block of blocks) {
    assert.equal(block.startOffset, offset, 'slices tile the text');
    assert.equal(block.firstElement, index, 'slices tile the elements');
    assert.ok(block.endElement > block.firstElement);
    assert.ok(block.startLine <= block.endLine);
    for (const element of elements.slice(block.firstElement, block.endElement)) {
      assert.ok(element.startOffset >= block.startOffset && element.endOffset <= block.endOffset);
    }
    offset = block.endOffset;
    index = block.endElement;
  }
  if (blocks.length > 0) assert.equal(offset, source.length);
  assert.equal(index, elements.length);
  assert.equal(scenes.length, elements.filter(({ type }) => type === 'scene_heading').length);
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split(/\r\n|\r(?!\n)|\n/).length;
}
