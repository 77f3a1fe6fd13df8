import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { suggestAliases } from '../../src/screenplay/suggestAliases';

interface AliasCase {
  readonly about: string;
  /** Groups of names that are one person's. */
  readonly same: readonly (readonly string[])[];
  /** Paragraphs of each scene, without its heading. */
  readonly scenes: readonly (readonly string[])[];
}

const CASES = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'gold', 'alias-pairs.json'), 'utf8'),
) as readonly AliasCase[];
const F1_FLOOR = 0.85;

function suggestionsFor({ scenes }: Pick<AliasCase, 'scenes'>) {
  const text = scenes.map((paragraphs, i) => [`INT. ROOM ${i + 1} - DAY`, ...paragraphs].join('\n\n')).join('\n\n');
  return suggestAliases(parseScreenplay(`${text}\n`, { titlePage: false }));
}

/** Every pair inside each group. */
function pairsOf(groups: readonly (readonly string[])[]): Set<string> {
  return new Set(
    groups.flatMap((group) =>
      group.flatMap((one, i) => group.slice(i + 1).map((other) => [one, other].sort().join(' = '))),
    ),
  );
}

/** Names that are linked, over any number of suggestions. */
function groupsOf(pairs: readonly { readonly alias: string; readonly name: string }[]): string[][] {
  const groups: Set<string>[] = [];
  for (const { alias, name } of pairs) {
    const linked = groups.filter((group) => group.has(alias) || group.has(name));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([alias, name, ...linked.flatMap((group) => [...group])]));
  }
  return groups.map((group) => [...group]);
}

describe('Two names that may be one person', () => {
  it(`are suggested as the gold has it: F1 at least ${F1_FLOOR}`, () => {
    let right = 0;
    let wrong = 0;
    let missed = 0;
    const misses: string[] = [];
    for (const one of CASES) {
      const gold = pairsOf(one.same);
      const found = pairsOf(groupsOf(suggestionsFor(one)));
      for (const pair of found) {
        if (gold.has(pair)) right++;
        else {
          wrong++;
          misses.push(`wrong: ${pair} (${one.about})`);
        }
      }
      for (const pair of gold) {
        if (found.has(pair)) continue;
        missed++;
        misses.push(`missed: ${pair} (${one.about})`);
      }
    }
    const f1 = (2 * right) / (2 * right + wrong + missed);
    console.log(
      `      ${CASES.length} scripts: ${right} pairs found, ${wrong} wrong, ${missed} missed, F1 ${f1.toFixed(3)}`,
    );
    assert.ok(f1 >= F1_FLOOR, misses.join('\n'));
    if (process.env.SHOW_MISSES !== undefined) console.log(misses.join('\n'));
  });

  it('are not voices that nobody has been seen with', () => {
    assert.deepEqual(suggestionsFor({ scenes: [['A VOICE\nWho is there?'], ['VOICE\nNobody.']] }), []);
  });

  it('come with the reason and the place', () => {
    const told = suggestionsFor({
      scenes: [['STRANGER\nNo. I’m Petra. We spoke.'], ['Rain.'], ['PETRA\nYou are late.', 'PETRA\nAgain.']],
    });
    assert.deepEqual(told, [
      { alias: 'STRANGER', name: 'PETRA', reason: 'says-so', evidence: [{ sceneIndex: 0, words: 'I’m Petra' }] },
    ]);
    const titled = suggestionsFor({ scenes: [['DR. VALE\nHold still.'], ['VALE\nIt is a scratch.', 'VALE\nOnly.']] });
    assert.deepEqual(titled, [
      {
        alias: 'DR. VALE',
        name: 'VALE',
        reason: 'part-of-name',
        evidence: [
          { sceneIndex: 0, words: 'DR. VALE' },
          { sceneIndex: 1, words: 'VALE' },
        ],
      },
    ]);
  });

  it('are never two who speak in one scene', () => {
    for (const { scenes } of CASES) {
      const together = scenes.map((_, i) => scenes.slice(0, i + 1).flat());
      const merged = suggestionsFor({ scenes: [together.at(-1) ?? []] });
      const spoken = new Set(
        parseScreenplay(together.at(-1)?.join('\n\n') ?? '', { titlePage: false }).elements.flatMap(
          ({ name }) => name ?? [],
        ),
      );
      assert.deepEqual(
        merged.filter(({ alias, name }) => spoken.has(alias) && spoken.has(name)),
        [],
      );
    }
  });
});
