import { US_LETTER, type ColumnWidths, type PageFormat } from '../../src/screenplay/pageFormat';
import { paginate } from '../../src/screenplay/pages';
import type { PagedScript } from './pagedFdx';

/** A rule that may be fitted: the values that are sensible, that of the books first. */
export interface Rule {
  readonly name: string;
  readonly values: readonly RuleValue[];
  readonly valueIn: (format: PageFormat) => RuleValue;
  readonly withValue: (format: PageFormat, value: RuleValue) => PageFormat;
}

type RuleValue = number | boolean | string;

/** All rules that the fit may choose. The books' values: 60 characters for 6 inches, two lines on either side of a break. */
export const RULES: readonly Rule[] = [
  plain('lines', [54, 53, 55, 56]),
  width('heading', [60, 61, 62]),
  width('action', [60, 61, 62]),
  width('dialogue', [35, 33, 34, 36, 37]),
  width('parenthetical', [25, 24, 26]),
  width('transition', [16, 61]),
  width('cue', [38, 33]),
  width('dualDialogue', [28, 25, 31]),
  plain('leastAbove', [2, 1, 3]),
  plain('leastBelow', [2, 1, 3]),
  plain('belowLoneLine', [Infinity, 2, 3, 4]),
  plain('withHeading', ['first lines', 'opening']),
  plain('transitionMayLead', [false, true]),
  plain('moreLines', [1, 0]),
  plain('continuedLines', [1, 0]),
];

function plain(key: Exclude<keyof PageFormat, 'widths' | 'blankLines'>, values: readonly RuleValue[]): Rule {
  return {
    name: key,
    values,
    valueIn: (format) => format[key],
    withValue: (format, value) => ({ ...format, [key]: value }),
  };
}

function width(key: keyof ColumnWidths, values: readonly number[]): Rule {
  return {
    name: `width of ${key}`,
    values,
    valueIn: ({ widths }) => widths[key],
    withValue: (format, value) => ({ ...format, widths: { ...format.widths, [key]: Number(value) } }),
  };
}

/** All rules as the books have them. */
export const BOOKS: PageFormat = RULES.reduce(
  (format, { withValue, values }) => withValue(format, values[0] ?? 0),
  US_LETTER,
);

/** Scenes on the right page and scenes with the right eighths. */
export function scoreOf(script: PagedScript, format: PageFormat): { readonly pages: number; readonly eighths: number } {
  const { scenes } = paginate(script, format);
  const count = (key: 'page' | 'eighths'): number =>
    script.scenes.filter((scene, i) => scenes[i]?.[key] === scene[key]).length;
  return { pages: count('page'), eighths: count('eighths') };
}

export interface PageFit {
  readonly format: PageFormat;
  /** What the fit changed from the books. */
  readonly changes: readonly string[];
  /** Rules of which the script holds no place that tells their values apart. */
  readonly silent: readonly string[];
  /** `format` with the silent rules as in US_LETTER. */
  readonly completed: PageFormat;
}

/**
 * Fits the rules to one script: from the books' values, the best change of one rule or of two at once, as long as one is strictly
 * better. What the script cannot tell stays as it is in the books.
 */
export function fitPages(script: PagedScript): PageFit {
  const score = (format: PageFormat): number => {
    const { pages, eighths } = scoreOf(script, format);
    return pages + eighths;
  };
  let format = BOOKS;
  let best = score(format);
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    const base = format;
    for (const change of changesOf(base)) {
      const found = score(change);
      if (found <= best) continue;
      best = found;
      format = change;
      isBetter = true;
    }
  }
  const changed = RULES.filter(({ valueIn }) => valueIn(format) !== valueIn(BOOKS));
  const silent = RULES.filter(
    ({ valueIn, withValue }) =>
      valueIn(format) !== valueIn(US_LETTER) && score(withValue(format, valueIn(US_LETTER))) === best,
  );
  return {
    format,
    changes: changed.map(({ name, valueIn }) => `${name} ${String(valueIn(format))}`),
    silent: silent.map(({ name, valueIn }) => `${name} (${String(valueIn(format))} or ${String(valueIn(US_LETTER))})`),
    completed: silent.reduce((all, { valueIn, withValue }) => withValue(all, valueIn(US_LETTER)), format),
  };
}

function* changesOf(base: PageFormat): Generator<PageFormat, void> {
  const single = RULES.flatMap(({ values, valueIn, withValue }, rule) =>
    values.filter((value) => value !== valueIn(base)).map((value) => ({ rule, value, withValue })),
  );
  for (const change of single) yield change.withValue(base, change.value);
  for (const first of single)
    for (const second of single)
      if (second.rule > first.rule) yield second.withValue(first.withValue(base, first.value), second.value);
}
