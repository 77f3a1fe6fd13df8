import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { writeDocument, writeJson, writeText } from '../../src/cli/writeText';
import { root } from '../harness/root';
import { useModelDesk } from './modelDesk';
import type { CliRun } from './runCli';

/** What a terminal obeys: colours, its title, links, the clipboard, a bell, steps back, writing directions, 8-bit controls. */
const OBEYED = [
  '\u001b[31m',
  '\u001b]0;owned\u0007',
  '\u001b]8;;https://evil.example\u001b\\',
  '\u001b]52;c;cm0gLXJm\u0007',
  '\u001b[2J',
  '\u0007',
  '\b\b',
  '\u009b1m',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u007f',
];
/** One of them behind each word. */
function full(text: string): string {
  let at = 0;
  return text.replace(/[\p{L}.]+/gu, (word) => `${word}${OBEYED[at++ % OBEYED.length]}`);
}

const HARMFUL =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const scene = (place: string, action: string): string =>
  `INT. ${full(place)} - NIGHT\n\n${full(action)}\n\nBERTA\n${full('Keep the brass thimble, it will pay for everything.')}\n\nOTTO\n${full('I never lost a thimble.')}`;
const SCENES = [
  scene('SAIL LOFT', 'Berta hides the brass thimble under a sail.'),
  scene('CHANDLERY', 'Otto counts the brass thimbles on the counter.'),
  scene('SLIPWAY', 'Berta throws the brass thimble into the water.'),
];
const TITLE = `Title: ${full('The Brass Thimble')}\nAuthor: ${full('Nobody')}\n\n`;
const SCRIPT = `${TITLE}${SCENES.join('\n\n')}\n`;
const REWRITTEN = `${TITLE}${[SCENES[1], SCENES[0]?.replace('sail', 'rope'), scene('QUAY', 'A boat leaves.')].join('\n\n')}\n`;

describe('What stands on a terminal', function () {
  this.timeout(300_000);
  const on = useModelDesk();
  const clean = (run: CliRun, what: string): CliRun => {
    for (const stream of [run.stdout, run.stderr]) {
      const found = HARMFUL.exec(stream);
      assert.equal(
        found,
        null,
        `${what}: ${JSON.stringify(stream.slice(Math.max(0, (found?.index ?? 0) - 60)).slice(0, 120))}`,
      );
    }
    return run;
  };

  it('obeys no script, no model and no server, whatever is asked of it', async () => {
    const file = on.desk.file('full.fountain', SCRIPT);
    const later = on.desk.file('later.fountain', REWRITTEN);
    const missing = path.join(on.desk.folder, full('not here.fountain'));
    on.server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: `${full('She hides it')}: "\u001b[31mKeep the brass thimble" [S1]\r\nFORGED\n` }],
    }));
    const paid = [...on.model, '--yes'];
    const commands: readonly (readonly [exitCode: number, args: readonly string[], says: RegExp])[] = [
      [0, ['parse', file], /3 scenes/u],
      [0, ['analyze', file], /CHARACTERS\n {2}BERTA/u],
      [0, ['status', file], /State: /u],
      [0, ['search', file, 'brass'], /line \d/u],
      [0, ['search', file, 'zzyzx\u0007\u202e'], /Nothing in the script matches/u],
      [0, ['ask', file, 'Who speaks of the thimble?'], /line \d/u],
      [0, ['ask', file, full('Who is Otto?')], /./u],
      [0, ['ask', file, 'Where is the thimble?', ...paid], /FORGED/u],
      [1, ['ask', file, 'Where is the thimble?', ...on.model], /Ask .* about/u],
      [0, ['ledger', file], /question in the chat/u],
      [0, ['changes', file, later], /moved/u],
      [0, ['mark', file, '--never-send', 'on', '--scene', '1'], /1/u],
      [0, ['pin', file, '--kind', 'card', '--subject', '2'], /./u],
      [0, ['refresh', file, '--kind', 'outline'], /./u],
      [1, ['parse', missing], /not/u],
      [1, ['pin', file, '--kind', 'sheet', '--subject', full('NOBODY')], /./u],
      [2, [full('nonsense'), file], /There is no command/u],
      [2, ['parse', file, `--${full('option')}`], /./u],
      [0, ['forget', file], /deleted/u],
    ];
    for (const [exitCode, args, says] of commands) {
      const run = clean(await on.run(args), args.join(' '));
      assert.equal(run.exitCode, exitCode, `${args.join(' ')}: ${run.stderr}`);
      assert.match(run.stdout + run.stderr, says);
    }
  });

  it('obeys nothing in JSON either, which reads back as the script has it', async () => {
    const file = on.desk.file('json.fountain', SCRIPT);
    const run = clean(await on.run(['parse', file, '--json']), 'parse --json');
    const { scenes } = JSON.parse(run.stdout) as { scenes: readonly { heading: string }[] };
    assert.equal(scenes[0]?.heading, `INT. ${full('SAIL LOFT')} - NIGHT`);
  });

  it('is to the letter in a document that goes into a file, and in none that is shown', async () => {
    const text = '“a”\u200f\u0085\r\n\u001b[31mb\rc\td\u00ad\n';
    const written = (isTTY: boolean): string => {
      const stream = Object.assign(new PassThrough(), { isTTY });
      writeDocument(stream, text);
      return String(stream.read());
    };
    assert.equal(written(false), text);
    assert.equal(written(true), '“a”\n\n[31mb\nc\td\n');
    const [old, now] = [on.desk.file('old.fountain', SCRIPT), on.desk.file('now.fountain', REWRITTEN)];
    const { stdout } = await on.run(['changes', old, now, '--format', 'md']);
    const out = path.join(on.desk.folder, 'changes.md');
    await on.run(['changes', old, now, '--format', 'md', '--out', out]);
    assert.equal(stdout, readFileSync(out, 'utf8'));
  });

  it('is written through one place', () => {
    const folder = path.join(root, 'src', 'cli');
    const writing = readdirSync(folder).filter((file) =>
      readFileSync(path.join(folder, file), 'utf8').includes('.write('),
    );
    assert.deepEqual(writing.sort(), ['progressLine.ts', 'writeText.ts'], 'progressLine.ts: the line that it clears');
    const stream = new PassThrough();
    writeText(stream, 'a\u001b[31m\u202eb\rc\n');
    writeJson(stream, { text: '\u009b1m\u202e\u001b"' });
    assert.equal(String(stream.read()), 'a[31mb\nc\n{"text":"\\u009b1m\\u202e\\u001b\\""}\n');
  });
});
