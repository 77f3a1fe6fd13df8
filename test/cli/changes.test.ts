import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createDesk, type Desk } from './runCli';

const A = 'INT. LIGHTHOUSE - NIGHT\n\nMara climbs the iron stairs with a brass lantern. The storm shakes every pane.';
const B = 'EXT. PIER - DAWN\n\nJonas mends his torn net while gulls quarrel over yesterday. He counts the boats.';
const C = 'INT. CHAPEL - DAY\n\nCandles gutter before the painted saint. The keeper kneels and empties a purse.';
const script = (...scenes: readonly string[]): string => `${scenes.join('\n\n')}\n`;

interface Changes {
  readonly changes: readonly {
    readonly kinds: readonly string[];
    readonly from: { readonly index: number } | null;
    readonly to: { readonly index: number } | null;
  }[];
  readonly pages: { readonly from: number; readonly to: number };
}

describe('changes OLD NEW', () => {
  let desk: Desk;
  let draft: string;
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: path.join(desk.folder, 'repo'), stdio: 'ignore' });
  };
  const kinds = async (...args: readonly string[]): Promise<string[]> =>
    ((await desk.json(['changes', ...args])) as Changes).changes.map((change) => change.kinds.join(' '));

  before(() => {
    desk = createDesk();
    mkdirSync(path.join(desk.folder, 'repo', 'drafts'), { recursive: true });
    git('init', '--quiet', '--initial-branch', 'main');
    draft = desk.file('repo/drafts/play.fountain', script(A, B));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    git('tag', 'first');
    git('branch', 'other/try');
    desk.file('repo/drafts/play.fountain', script(B, A, C));
    desk.file('repo/later.fountain', script(C));
    git('add', '.');
    git('commit', '--quiet', '-m', 'second');
    desk.file('repo/drafts/play.fountain', script(B.replace('DAWN', 'DUSK').replace('torn', 'old'), A, C));
  });
  after(() => desk.remove());

  it('compares two files and touches no database', async () => {
    const [old, now] = [desk.file('old.fountain', script(A, B)), desk.file('new.fountain', script(A, C))];
    const result = await desk.json(['changes', old, now]);
    assert.deepEqual(result, {
      changes: [
        {
          kinds: ['unchanged'],
          from: { index: 0, label: '1', heading: 'INT. LIGHTHOUSE - NIGHT' },
          to: { index: 0, label: '1', heading: 'INT. LIGHTHOUSE - NIGHT' },
        },
        { kinds: ['cut'], from: { index: 1, label: '2', heading: 'EXT. PIER - DAWN' }, to: null },
        { kinds: ['added'], from: null, to: { index: 1, label: '2', heading: 'INT. CHAPEL - DAY' } },
      ],
      pages: { from: 1, to: 1 },
    });
    assert.equal(existsSync(desk.data), false);
  });

  it('says it in words', async () => {
    const { exitCode, stdout, stderr } = await desk.run(['changes', `${draft}@HEAD`, draft]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(
      stdout,
      '1 rewritten, 1 with another heading, 2 unchanged; 1 page\n\n' +
        '       1  EXT. PIER - DUSK: rewritten, heading was EXT. PIER - DAWN\n',
    );
    const first = await desk.run(['changes', `${draft}@first`, `${draft}@HEAD`]);
    assert.match(first.stdout, /^1 added, 1 moved, 1 unchanged; 1 page\n/);
    assert.match(first.stdout, /: moved (?:up from 2|down from 1)\n/);
    const same = await desk.run(['changes', draft, draft]);
    assert.equal(same.stdout, 'No scene changed: 3 scenes, 1 page.\n');
  });

  it('tells what changed outside of scenes, in fields that are there only then', async () => {
    const [old, now] = [
      desk.file('outside-old.fountain', `Title: One\n\n${script('A match flares.', A, B)}`),
      desk.file('outside-new.fountain', `Title: Two\n\n${script('A match dies.', A, '# Two', B)}`),
    ];
    const { changes: scenes, ...rest } = (await desk.json(['changes', old, now])) as Changes;
    assert.ok(scenes.every((change) => change.kinds.join() === 'unchanged'));
    assert.deepEqual(rest, { pages: { from: 1, to: 1 }, opening: 'rewritten', titlePage: ['Title'], sections: [1] });
    const { stdout } = await desk.run(['changes', old, now]);
    assert.equal(
      stdout,
      'No scene changed: 2 scenes, 1 page.\nThe title page changed: Title.\nThe text before the first scene was rewritten.\nOther sections: 2.\n',
    );
  });

  it('takes any revision on either side: a tag, a branch with a slash, one before another, a date', async () => {
    for (const revision of ['first', 'HEAD~1', 'other/try', 'main^']) {
      assert.equal((await kinds(`${draft}@${revision}`, draft)).filter((kind) => kind === 'added').length, 1, revision);
    }
    assert.equal((await kinds(draft, `${draft}@first`)).filter((kind) => kind === 'cut').length, 1);
    assert.deepEqual(await kinds(`${draft}@HEAD@{0}`, `${draft}@HEAD`), ['unchanged', 'unchanged', 'unchanged']);
  });

  it('finds the file from any folder, also one that is there no longer', async () => {
    const cwd = path.join(desk.folder, 'repo', 'drafts');
    const run = await desk.run(['changes', 'play.fountain@first', 'play.fountain'], { cwd });
    assert.equal(run.exitCode, 0, run.stderr);
    desk.file('repo/gone.fountain', script(A));
    git('add', 'gone.fountain');
    git('commit', '--quiet', '-m', 'third');
    const gone = path.join(desk.folder, 'repo', 'gone.fountain');
    rmSync(gone);
    assert.deepEqual(await kinds(`${gone}@HEAD`, draft), ['added', 'unchanged', 'added']);
  });

  it('reads of a symbolic link the file that it leads to', async function () {
    if (process.platform === 'win32') this.skip();
    symlinkSync(path.join('drafts', 'play.fountain'), path.join(desk.folder, 'repo', 'link.fountain'));
    git('add', 'link.fountain');
    git('commit', '--quiet', '-m', 'a link');
    const link = path.join(desk.folder, 'repo', 'link.fountain');
    assert.deepEqual(await kinds(`${link}@HEAD`, `${draft}@HEAD`), ['unchanged', 'unchanged', 'unchanged']);
  });

  it('finds the repository that the file is in, whichever one the environment names', async () => {
    const cwd = path.join(desk.folder, 'repo');
    for (const GIT_DIR of ['.git', path.join(cwd, '.git'), path.join(desk.folder, 'another.git')]) {
      const run = await desk.run(['changes', 'drafts/play.fountain@HEAD', draft], { cwd, env: { GIT_DIR } });
      assert.equal(run.exitCode, 0, run.stderr);
      assert.match(run.stdout, /^1 rewritten/u);
    }
  });

  it('takes standard input for one of the two', async () => {
    const result = (await desk.json(['changes', `${draft}@HEAD`, '-'], { stdin: script(B, A, C) })) as Changes;
    assert.ok(result.changes.every((change) => change.kinds.join() === 'unchanged'));
    assert.equal((await desk.fails(2, ['changes', '-', '-'])).code, 'usage');
  });

  it('a file whose name holds an @ is that file', async () => {
    const odd = desk.file('repo/drafts/play.fountain@first', script(C));
    try {
      assert.deepEqual(await kinds(odd, odd), ['unchanged']);
    } finally {
      rmSync(odd);
    }
  });

  it('fails with a sentence that says what is wrong', async () => {
    const failsWith = async (code: string, words: RegExp, ...args: readonly string[]): Promise<void> => {
      const failure = await desk.fails(1, ['changes', ...args]);
      assert.equal(failure.code, code, args.join(' '));
      assert.match(failure.message, words);
    };
    await failsWith('revision-unknown', /no revision nowhere/, `${draft}@nowhere`, draft);
    await failsWith('revision-unknown', /no revision/, `${draft}@--output=x`, draft);
    await failsWith(
      'file-missing',
      /in revision first/,
      `${path.join(desk.folder, 'repo', 'later.fountain')}@first`,
      draft,
    );
    await failsWith('file-missing', /no folder/, `${path.join(desk.folder, 'nowhere', 'x.fountain')}@HEAD`, draft);
    const outside = desk.file('outside.fountain', script(A));
    await failsWith('revision-unknown', /no git repository/, `${outside}@HEAD`, draft);
    await failsWith('file-missing', /There is no file/, path.join(desk.folder, 'nothing.fountain'), draft);
    assert.equal((await desk.fails(2, ['changes', draft])).code, 'usage');
    assert.equal((await desk.fails(2, ['changes', draft, draft, draft])).code, 'usage');
    assert.equal(existsSync(path.join(desk.folder, 'x')), false);
  });

  it('says that git is missing where it is', async () => {
    const failure = await desk.fails(1, ['changes', `${draft}@HEAD`, draft], { env: { PATH: desk.folder } });
    assert.equal(failure.code, 'git-missing');
    const { exitCode } = await desk.run(['changes', draft, draft], { env: { PATH: desk.folder } });
    assert.equal(exitCode, 0, 'two files need no git');
  });
});
