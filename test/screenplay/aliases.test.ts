import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveAliases, withDecision, type AliasDecision } from '../../src/screenplay/aliases';
import { castOf } from '../../src/screenplay/names';
import { openSuggestions } from '../../src/screenplay/openSuggestions';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { readScript, type ScriptReading } from '../../src/screenplay/scriptReading';
import type { AliasSuggestion } from '../../src/screenplay/suggestAliases';

const NAMES = ['OLD MAN', 'KEEPER', 'MARA', 'JONAS'];

describe('Names that stand for others', () => {
  it('are followed to the end of the chain, and apart from it where they were split', () => {
    const chain = [
      { alias: 'OLD MAN', name: 'KEEPER' },
      { alias: 'KEEPER', name: 'ELIAS' },
    ];
    assert.deepEqual(Object.fromEntries(resolveAliases(chain)), { 'OLD MAN': 'ELIAS', KEEPER: 'ELIAS' });
    const split = withDecision(chain, { alias: 'KEEPER', name: 'KEEPER' });
    assert.deepEqual(Object.fromEntries(resolveAliases(split)), { 'OLD MAN': 'KEEPER' });
  });

  it('never run in a circle: nobody of it stands for another', () => {
    const circle = [
      { alias: 'ADA', name: 'BEA' },
      { alias: 'BEA', name: 'ADA' },
      { alias: 'CY', name: 'ADA' },
    ];
    const resolved = resolveAliases(circle);
    for (const [alias, name] of resolved) assert.notEqual(alias, name);
    assert.equal(resolved.has('ADA'), false);
  });

  it('are one in the cast: speeches and words add up, two cues in one are one speech', () => {
    const text =
      'INT. TOWER - NIGHT\n\nThe Old Man climbs.\n\nKEEPER\nOne two.\n\nOLD MAN\nThree.\n\nKEEPER & OLD MAN\nFour.\n';
    const known = new Set(['KEEPER', 'OLD MAN']);
    const cast = castOf(parseScreenplay(text).elements, known, new Map([['OLD MAN', 'KEEPER']]));
    assert.deepEqual([...cast.speaking], [['KEEPER', { speeches: 3, words: 4 }]]);
    assert.deepEqual([...cast.mentioned], ['KEEPER']);
    assert.deepEqual([...cast.aliases], [['OLD MAN', 'KEEPER']]);
  });

  it('may stand for a full name that has no cue, which is then found in action too', () => {
    const text = 'INT. TOWER - NIGHT\n\nElias Wren sits.\n\nKEEPER\nOne.\n';
    const cast = castOf(parseScreenplay(text).elements, new Set(['KEEPER']), new Map([['KEEPER', 'ELIAS WREN']]));
    assert.deepEqual([[...cast.speaking.keys()], [...cast.mentioned]], [['ELIAS WREN'], ['ELIAS WREN']]);
  });

  const scene = fc
    .record({
      place: fc.constantFrom('TOWER', 'PIER', 'KITCHEN'),
      action: fc.constantFrom('The old man waits.', 'Old Man sees Mara.', 'Jonas goes.', 'Wind.'),
      cues: fc.array(fc.constantFrom(...NAMES, 'KEEPER & OLD MAN', 'MARA (V.O.)'), { maxLength: 4 }),
    })
    .map(({ place, action, cues }) =>
      [`INT. ${place} - NIGHT`, action, ...cues.map((cue, at) => `${cue}\nLine ${at} of it.`)].join('\n\n'),
    );
  const script = fc.array(scene, { minLength: 1, maxLength: 5 }).map((scenes) => `${scenes.join('\n\n')}\n`);
  const decision = fc.record({ alias: fc.constantFrom(...NAMES), name: fc.constantFrom(...NAMES) });
  const decisions = fc
    .array(decision, { maxLength: 5 })
    .map((all) => all.reduce<readonly AliasDecision[]>((before, one) => withDecision(before, one), []));

  it('resolve to names that stand for themselves, whatever was decided', () => {
    fc.assert(
      fc.property(decisions, (decided) => {
        const resolved = resolveAliases(decided);
        for (const [alias, name] of resolved) assert.ok(alias !== name && !resolved.has(name), `${alias} → ${name}`);
      }),
    );
  });

  it('merged and split again give the cast as it was before', () => {
    fc.assert(
      fc.property(script, decision, (text, { alias, name }) => {
        const before = readScript(text);
        const merged = readScript(text, before, resolveAliases([{ alias, name }]));
        const split = readScript(text, merged, resolveAliases([{ alias, name: alias }]));
        assert.deepEqual(told(split), told(before));
      }),
    );
  });

  it('read edit by edit are what reading anew says', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(script, decisions), { minLength: 1, maxLength: 5 }), (steps) => {
        let reading: ScriptReading | null = null;
        for (const [text, decided] of steps) {
          const aliases = resolveAliases(decided);
          reading = readScript(text, reading, aliases);
          assert.deepEqual(told(reading), told(readScript(text, null, new Map(aliases))));
        }
      }),
    );
  });

  it('change nothing of a scene but its cast and its shape', () => {
    fc.assert(
      fc.property(script, decisions, (text, decided) => {
        const plain = readScript(text);
        const named = readScript(text, plain, resolveAliases(decided));
        const own = ({ scenes }: ScriptReading): unknown =>
          scenes.map(({ hash, structureHash, notesHash, synopsesHash, words, eighths, source }) => {
            return { hash, structureHash, notesHash, synopsesHash, words, eighths, source };
          });
        assert.deepEqual(own(named), own(plain));
        assert.equal(named.hash, plain.hash);
      }),
    );
  });
});

describe('Suggestions of names', () => {
  const suggestion = (alias: string, name: string): AliasSuggestion => ({ alias, name, reason: 'told', evidence: [] });
  const open = (decided: readonly AliasDecision[], ...suggested: AliasSuggestion[]): string[] =>
    openSuggestions(suggested, decided).map(({ alias, name }) => `${alias}=${name}`);

  it('are not asked again once they are merged or kept apart, whoever speaks more by now', () => {
    const both = [suggestion('OLD MAN', 'KEEPER'), suggestion('KEEPER', 'OLD MAN')];
    assert.deepEqual(open([], ...both), ['OLD MAN=KEEPER', 'KEEPER=OLD MAN']);
    assert.deepEqual(open([{ alias: 'OLD MAN', name: 'OLD MAN' }], ...both), []);
    assert.deepEqual(open([{ alias: 'OLD MAN', name: 'KEEPER' }], ...both), []);
  });

  it('name the character that a name stands for', () => {
    const decided = [{ alias: 'KEEPER', name: 'ELIAS' }];
    assert.deepEqual(open(decided, suggestion('OLD MAN', 'KEEPER')), ['OLD MAN=ELIAS']);
  });
});

function told({ scenes, passage }: ScriptReading): unknown {
  return [passage, ...scenes].map((scene) =>
    scene === null
      ? null
      : [scene.label, scene.shapeHash, [...scene.cast.speaking], [...scene.cast.mentioned], [...scene.cast.aliases]],
  );
}
