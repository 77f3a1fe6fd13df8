import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PromptedKind } from '../../../src/engine/artifacts/prompts/artifactPrompt';
import { promptFor } from '../../../src/engine/artifacts/prompts/promptFor';
import { askForJson } from '../../../src/models/jsonInWords';
import type { ModelTurn } from '../../../src/story/modelMessage';
import { KINDS, LARGE_TASKS, TASKS, USUAL_SCENE } from './tasks';

/*
 * The whole request of each kind for a small script, how much the model may think and write, how JSON is asked for where a
 * server has no other means, and the digest of a request that does not fit: as text beside this file, with the hash
 * under which each version was last seen. To change a prompt: change it, raise its `version`, run this file with WRITE_GOLDEN=1, read the difference.
 * Writing never changes the hash of a version that has one.
 */
const GOLDEN = path.join(__dirname, 'golden');
const VERSIONS = path.join(GOLDEN, 'versions.json');
const writing = process.env.WRITE_GOLDEN === '1';

type Versions = Partial<Record<PromptedKind, Record<string, string>>>;

describe('A prompt and its version', () => {
  for (const kind of KINDS) {
    it(`change together: ${kind}`, () => {
      const { version } = promptFor(kind);
      const text = requestText(kind);
      const hash = digest(text);
      const versions = readVersions();
      const file = path.join(GOLDEN, `${kind}.txt`);
      if (writing && versions[kind]?.[version] === undefined) {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(file, text);
        const raised = { ...versions, [kind]: { ...versions[kind], [version]: hash } };
        writeFileSync(VERSIONS, `${JSON.stringify(raised, null, 2)}\n`);
      }
      assert.equal(changeFound(kind, version, hash, readVersions()), null);
      assert.equal(text, readFileSync(file, 'utf8'), 'The golden file is not the request that its hash was taken of.');
    });
  }

  it('are held together by a sentence that says what to do', () => {
    const versions: Versions = { card: { 1: 'a', 2: 'b' } };
    assert.equal(changeFound('card', 2, 'b', versions), null);
    assert.equal(
      changeFound('card', 2, 'c', versions),
      'The prompt, schema or layout of "card" changed and its version is still 2: raise it to 3, then run this test with WRITE_GOLDEN=1.',
    );
    assert.equal(
      changeFound('card', 3, 'c', versions),
      'Version 3 of "card" is new: run this test with WRITE_GOLDEN=1 and read what changed.',
    );
    assert.equal(
      changeFound('card', 1, 'a', versions),
      'The version of "card" went back from 2 to 1: a version is used once.',
    );
  });
});

/** What stands between a prompt and its recorded version; null where nothing does. */
function changeFound(kind: PromptedKind, version: number, hash: string, versions: Versions): string | null {
  const recorded = versions[kind] ?? {};
  const newest = Math.max(0, ...Object.keys(recorded).map(Number));
  if (version < newest)
    return `The version of "${kind}" went back from ${newest} to ${version}: a version is used once.`;
  const before = recorded[version];
  if (before === undefined)
    return `Version ${version} of "${kind}" is new: run this test with WRITE_GOLDEN=1 and read what changed.`;
  if (before === hash) return null;
  return `The prompt, schema or layout of "${kind}" changed and its version is still ${version}: raise it to ${version + 1}, then run this test with WRITE_GOLDEN=1.`;
}

function requestText(kind: PromptedKind): string {
  const { effort, maxOutputTokens } = promptFor(kind);
  const { system, turns, schema } = promptFor(kind).build(TASKS[kind]);
  const large = promptFor(kind).build(LARGE_TASKS[kind]);
  return [
    `--- effort ${effort}, at most ${maxOutputTokens} tokens of output ---`,
    '--- system ---',
    system,
    talkOf(turns),
    ...(kind === 'card'
      ? ['--- of a scene of usual length ---', talkOf(promptFor(kind).build(USUAL_SCENE).turns)]
      : []),
    `--- of what does not fit: ${digest(talkOf(large.turns))}, of ${large.sceneIds.length} scenes ---`,
    '--- schema ---',
    JSON.stringify(schema, null, 2),
    '--- schema in words ---',
    askForJson(schema),
    '',
  ].join('\n');
}

function talkOf(turns: readonly ModelTurn[]): string {
  return turns
    .flatMap(({ role, content }) => [
      `--- ${role} ---`,
      ...content.map((block) => (block.kind === 'text' ? block.text : JSON.stringify(block))),
    ])
    .join('\n');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function readVersions(): Versions {
  return existsSync(VERSIONS) ? (JSON.parse(readFileSync(VERSIONS, 'utf8')) as Versions) : {};
}
