import assert from 'node:assert/strict';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import type { Screenplay } from '../../src/screenplay/screenplay';
import { readExam, type ExamCase } from './exam/examCase';
import { ourReading } from './exam/ourReading';
import { compareReading, WHOLE_VIEW } from './exam/reading';

/*
 * The exam of Fountain (exam/examCase.ts says how to read a case). What differs is shown in its notation.
 */
const CASES = readExam();

/** What readers of Fountain are known to stumble over. */
const TRAPS = [
  'dot-in-paragraph',
  'heading-no-blank-after',
  'boneyard-leaves-blank',
  'blank-after-to',
  'hash-in-heading',
  'number-before-note',
  'caret-without-cue',
  'tilde-after-cue',
  'byte-order-mark',
  'names-of-all-scripts',
  'tabs-in-action',
  'two-space-line',
  'notes-across-lines',
  'unknown-title-keys',
  'not-a-title-page',
  'twenty-thousand',
];

describe('The Fountain exam', () => {
  it('asks every trap at least twice, and no two cases by one name', () => {
    const asked = TRAPS.map((trap) => [trap, CASES.filter((one) => one.trap === trap).length] as const);
    assert.deepEqual(
      asked.filter(([, times]) => times < 2),
      [],
    );
    assert.deepEqual(
      CASES.filter(({ trap }) => trap !== null && !TRAPS.includes(trap)).map(({ id }) => id),
      [],
    );
    assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length);
  });

  for (const [group, ofGroup] of grouped(CASES, ({ group }) => group)) {
    describe(group, () => {
      for (const [rule, ofRule] of grouped(ofGroup, ({ rule }) => rule)) {
        describe(rule, () => {
          for (const one of ofRule) it(one.id, () => judge(one));
        });
      }
    });
  }
});

function judge(one: ExamCase): void {
  const screenplay = parseScreenplay(one.input);
  const { expected, got } = compareReading(one, ourReading(screenplay, one.input), WHOLE_VIEW);
  if (one.problems !== null) {
    expected.push(...one.problems.map(({ code, line }) => `! ${code} ${line}`));
    got.push(...screenplay.problems.map(({ code, line }) => `! ${code} ${line}`));
  }
  assert.deepEqual(got, expected);
  assertCovers(screenplay, one.input);
}

/** Elements in order, apart, and nothing but blanks and marks outside them. */
function assertCovers({ elements, titlePageEndOffset }: Screenplay, input: string): void {
  let end = titlePageEndOffset;
  for (const { startOffset, endOffset } of elements) {
    assert.ok(startOffset >= end && endOffset > startOffset, `element at ${startOffset} after ${end}`);
    assert.equal(input.slice(end, startOffset).replace('\ufeff', '').trim(), '');
    end = endOffset;
  }
  assert.equal(input.slice(end).replace('\ufeff', '').trim(), '');
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
