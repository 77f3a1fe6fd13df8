import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { tierBudgetsFrom } from '../../src/extension/chat/tierBudgetsFrom';
import { BUDGET_TIERS, DEFAULT_TIER_BUDGETS, tierBudgetsSchema } from '../../src/story/chatMessage';
import { root } from '../harness/root';

const USUAL = DEFAULT_TIER_BUDGETS;

function check(
  set: Partial<Record<'quick' | 'standard' | 'deep', unknown>>,
  budgets: readonly [quick: number, standard: number, deep: number],
  ...problems: readonly RegExp[]
): void {
  const read = tierBudgetsFrom({ ...USUAL, ...set });
  assert.deepEqual(
    BUDGET_TIERS.map((tier) => read.budgets[tier]),
    budgets,
    JSON.stringify(set),
  );
  assert.equal(read.problems.length, problems.length, read.problems.join(' '));
  problems.forEach((problem, at) => assert.match(read.problems[at] ?? '', problem));
  assert.ok(tierBudgetsSchema.safeParse(read.budgets).success);
}

describe('The tokens of the tiers, as they are set', () => {
  it('are taken as they stand', () => {
    check({}, [1_200, 5_000, 20_000]);
    check({ quick: 900, standard: 4_000, deep: 60_000 }, [900, 4_000, 60_000]);
    check({ quick: 200, standard: 200, deep: 1_000_000 }, [200, 200, 1_000_000]);
    check({ quick: 900.4 }, [900, 5_000, 20_000]);
  });

  it('are as usual where they are no numbers', () => {
    for (const wrong of ['3000', null, true, [], {}, Number.NaN, Infinity]) {
      check(
        { standard: wrong },
        [1_200, 5_000, 20_000],
        /^The setting writersroom\.chat\.tokens\.standard is not a number: standard allows 5,000 tokens, as usual\.$/u,
      );
    }
  });

  it('are the nearest that may be where they are too small or too large', () => {
    const range = /takes 200 to 1,000,000 tokens: (?:quick allows 200|deep allows 1,000,000)\.$/u;
    check({ quick: 0 }, [200, 5_000, 20_000], range);
    check({ quick: -1e9 }, [200, 5_000, 20_000], range);
    check({ deep: 1e9 }, [1_200, 5_000, 1_000_000], range);
  });

  it('never allow a tier more than the next larger one', () => {
    check(
      { quick: 30_000 },
      [5_000, 5_000, 20_000],
      /^The setting writersroom\.chat\.tokens\.quick is more than writersroom\.chat\.tokens\.standard: quick allows 5,000 tokens, as standard does\.$/u,
    );
    check({ deep: 1_000 }, [1_000, 1_000, 1_000], /standard is more than .*deep/u, /quick is more than .*standard/u);
  });

  it('have the defaults, the limits and the scope that package.json tells of', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, Record<string, unknown>> } };
      capabilities: { untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
    };
    const { properties } = manifest.contributes.configuration;
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    for (const tier of BUDGET_TIERS) {
      const name = `writersroom.chat.tokens.${tier}`;
      const { default: usual, minimum, maximum } = properties[name] ?? {};
      assert.deepEqual([usual, minimum, maximum], [USUAL[tier], 200, 1_000_000]);
    }
    assert.equal(properties['writersroom.chat.sendNotes']?.default, false);
    for (const [name, { scope }] of Object.entries(properties)) {
      if (!/^writersroom\.(?:models|limits|chat)\./u.test(name)) continue;
      assert.equal(scope, 'machine', name);
      assert.ok(restricted.includes(name), name);
    }
  });
});
