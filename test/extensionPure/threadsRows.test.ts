import assert from 'node:assert/strict';
import { scriptKnowledge } from '../../src/extension/views/scriptKnowledge';
import { threadsRows, type ThreadsRow } from '../../src/extension/views/threadsRows';
import type { ScriptView } from '../../src/story/analysisResult';
import type { PlotThread, ThreadType } from '../../src/story/plotThread';
import type { SceneRelationship } from '../../src/story/sceneRelationship';
import { scriptViewOf, statusWith } from './scriptViewOf';

const TEXT = ['A', 'B', 'C', 'D'].map((place) => `INT. ${place} - DAY\n\nThe flare gun.\n\n`).join('');

describe('Plot Threads', () => {
  const view: ScriptView = {
    ...scriptViewOf(TEXT),
    threads: [thread('t1', 'Guilt', 'theme'), thread('t2', 'The lamp', 'plot'), thread('t3', 'MARA', 'character_arc')],
    relationships: [
      link('r1', 'setup_payoff', 'scene 1', 'scene 4'),
      link('r2', 'echo', 'scene 2', 'scene 3'),
      link('r3', 'setup_payoff', 'scene 2', null),
    ],
  };
  const rows = (script = view, status = statusWith()): readonly ThreadsRow[] =>
    threadsRows(scriptKnowledge(script, status, () => TEXT));

  it('begin with what is still open, then what is paid off, the plot, the rest', () => {
    const drawn = rows().map((row) => {
      if (row.kind === 'group') return [row.name, row.children.map(({ id }) => id)];
      return row.kind === 'thread' ? [row.thread.name] : row.kind;
    });
    assert.deepEqual(drawn, [
      ['Open setups', ['r3']],
      ['Setups and payoffs', ['r1']],
      ['The lamp'],
      ['Character arcs', ['t3']],
      ['Themes and motifs', ['t1']],
      ['Callbacks, parallels, echoes', ['r2']],
    ]);
  });

  it('lead from a setup to the words at both ends', () => {
    const [, paid] = rows();
    assert.ok(paid?.kind === 'group');
    const [row] = paid.children;
    assert.ok(row?.kind === 'link');
    assert.deepEqual(
      row.children.map(({ scene, line, quote }) => [scene.label, line, quote]),
      [
        ['1', 3, 'The flare gun.'],
        ['4', 13, null],
      ],
    );
  });

  it('say what is behind', () => {
    const status = statusWith([
      { kind: 'thread', subject: 't2' },
      { kind: 'relationship', subject: 'r3' },
    ]);
    const [open, , plot] = rows(view, status);
    assert.ok(open?.kind === 'group' && plot?.kind === 'thread');
    assert.equal(plot.behind.length, 1);
    assert.deepEqual(
      open.children.map(({ behind }) => behind.length),
      [1],
    );
  });

  it('say what is pinned, and that it is behind too', () => {
    const late = statusWith([{ kind: 'thread', subject: 't2' }]);
    const status = { ...late, artifacts: late.artifacts.map((one) => ({ ...one, pinned: true })) };
    const [, , plot] = rows(view, status);
    assert.ok(plot?.kind === 'thread');
    assert.deepEqual([plot.pinned, plot.behind], [true, ['1 of its 2 scenes changed (1).']]);
    const [, , other] = rows();
    assert.ok(other?.kind === 'thread');
    assert.equal(other.pinned, false);
  });

  it('are nothing where nothing was found', () => assert.deepEqual(rows(scriptViewOf(TEXT)), []));
});

function thread(id: string, name: string, threadType: ThreadType): PlotThread {
  return { id, name, threadType, sceneIndices: [0, 2], description: '', method: 'offline' };
}

function link(
  id: string,
  relationshipType: SceneRelationship['relationshipType'],
  setupSceneId: string,
  payoffSceneId: string | null,
): SceneRelationship {
  const evidence = [{ sceneId: 'scene 1', line: 3, quote: 'The flare gun.', verified: true }];
  return {
    id,
    relationshipType,
    setupSceneId,
    payoffSceneId,
    description: 'The flare gun',
    evidence,
    method: 'offline',
  };
}
