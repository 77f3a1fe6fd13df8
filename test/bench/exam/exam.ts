import { createContext, Script } from 'node:vm';
import { parseScreenplay } from '../../../src/screenplay/parseScreenplay';
import { readExam, type ExamCase } from '../../screenplay/exam/examCase';
import { ourReading } from '../../screenplay/exam/ourReading';
import { compareReading, WHOLE_VIEW, type Reading, type View } from '../../screenplay/exam/reading';
import { AW_PARSER_VIEW, awParserReadings } from './awParserReadings';
import { FOUNTAIN_JS_VIEW, fountainJsReading } from './fountainJsReading';

interface Reader {
  readonly name: string;
  /** More than one where it can be set up in several ways: the best counts. */
  readonly read: (input: string) => readonly Reading[];
  /** What it is judged on: what it claims to model. */
  readonly view: View;
}

const READERS: readonly Reader[] = [
  { name: 'ours', read: (input) => [ourReading(parseScreenplay(input), input)], view: WHOLE_VIEW },
  { name: 'fountain-js', read: (input) => [fountainJsReading(input)], view: FOUNTAIN_JS_VIEW },
  { name: 'aw-parser', read: awParserReadings, view: AW_PARSER_VIEW },
];

/** A reader that takes longer over a case has failed it; our own takes a tenth of a second over the worst. */
const LIMIT_MS = 20_000;

/**
 * The Fountain exam for us and two readers of the trade: `npm run bench -- exam`. Rows are the cases that the syntax text
 * decides; what we decided where it is silent stands apart, since others may decide otherwise. Problems are ours alone and not
 * counted here. `EXAM_MISSES=NAME` lists the cases that reader missed, with what it made of them.
 */
export function benchExam(): Promise<void> {
  const cases = readExam();
  const answers = new Map(
    READERS.map((reader) => [reader.name, new Map(cases.map((one) => [one, answer(one, reader)]))]),
  );
  const row = (asked: readonly ExamCase[]): Record<string, number | string> => ({
    cases: asked.length,
    ...Object.fromEntries(
      READERS.map((reader) => [`${reader.name} %`, score(asked, reader, answers.get(reader.name))]),
    ),
  });
  const decided = cases.filter(({ tolerant }) => !tolerant);
  const groups = [...new Set(cases.map(({ group }) => group))];
  console.table({
    ...Object.fromEntries(groups.map((group) => [group, row(decided.filter((one) => one.group === group))])),
    'all that the syntax text decides': row(decided),
    'known traps among all cases': row(cases.filter(({ trap }) => trap !== null)),
    'where the text is silent, as we decided': row(cases.filter(({ tolerant }) => tolerant)),
  });
  const misses = answers.get(process.env.EXAM_MISSES ?? '');
  for (const [one, miss] of misses ?? [])
    if (miss !== null) console.log(`${one.id}${one.tolerant ? ' (tolerant)' : ''}\n${miss}\n`);
  return Promise.resolve();
}

/** Null where the answer is right, else what was wrong with it. */
function answer(one: ExamCase, { read, view }: Reader): string | null {
  let readings: readonly Reading[];
  try {
    const context = createContext({ read: () => read(one.input) });
    readings = new Script('read()').runInContext(context, { timeout: LIMIT_MS }) as readonly Reading[];
  } catch (error) {
    return `  ${error instanceof Error ? error.message : String(error)}`;
  }
  const answers = readings.map((reading) => compareReading(one, reading, view));
  if (answers.some(({ expected, got }) => expected.join('\n') === got.join('\n'))) return null;
  return answers
    .flatMap(({ expected, got }) => [
      ...expected.map((line) => `  expected ${line}`),
      ...got.map((line) => `  got      ${line}`),
    ])
    .map((line) => line.slice(0, 160))
    .join('\n');
}

type Answers = ReadonlyMap<ExamCase, string | null>;

/** Percent right. Emphasis is asked only of readers that model it: then of how many is said too, or a dash where of none. */
function score(cases: readonly ExamCase[], { view }: Reader, answers: Answers | undefined): number | string {
  const asked = cases.filter(
    ({ elements }) => view.fields.includes('runs') || elements.every(({ runs }) => runs === undefined),
  );
  if (asked.length === 0) return '–';
  const percent = Math.round((asked.filter((one) => answers?.get(one) === null).length / asked.length) * 1_000) / 10;
  return asked.length === cases.length ? percent : `${percent} of ${asked.length}`;
}
