import assert from 'node:assert/strict';
import { chatMessageResponseSchema, type ContextUsed } from '../../src/story/chatMessage';
import { useModelDesk } from './modelDesk';
import { onlyObject } from './runCli';

/** Too long for the smallest budgets, with a note that is closed, one that is not, and something cut in every scene. */
const SCRIPT = Array.from(
  { length: 12 },
  (_, at) =>
    `INT. COOPERAGE ${at + 1} - DAY\n\n${`Sela planes stave ${at + 1} and sets it to dry beside the others. `.repeat(12)}\n\n[[NOTECLOSED ${at + 1} is mine]]\n\n/* CUTWORDS ${at + 1} */\n\nSELA\nThe hoop of barrel ${at + 1} is loose.\n\nShe rests. [[NOTEOPEN ${at + 1} goes on`,
).join('\n\n');

describe('How much ask sends', function () {
  this.timeout(120_000);
  const on = useModelDesk();
  const ask = async (file: string, ...more: readonly string[]): Promise<{ sent: string; used: ContextUsed }> => {
    const asked = await on.run(['ask', file, 'Which hoop is loose?', ...more, ...on.model, '--yes', '--json']);
    assert.equal(asked.exitCode, 0, asked.stderr);
    const { contextUsed } = chatMessageResponseSchema.parse(onlyObject(asked));
    const { calls } = on.newCalls();
    assert.ok(calls.length > 0, 'the model was asked');
    return { sent: calls.map(({ text }) => text).join('\n'), used: contextUsed };
  };

  it('is what --tokens says, for the tier that is asked for', async () => {
    const file = on.desk.file('budget.fountain', `${SCRIPT}\n`);
    const usual = await ask(file);
    assert.equal(usual.used.budgetTokens, 5_000);
    const small = await ask(file, '--tokens', '600');
    const large = await ask(file, '--tier', 'quick', '--tokens', '9000');
    assert.deepEqual([small.used.budgetTokens, large.used.budgetTokens], [600, 9_000]);
    const counted = [small, usual, large].map(({ used }) => used.parts.reduce((sum, { tokens }) => sum + tokens, 0));
    assert.ok((counted[0] ?? 0) <= 600 && (counted[1] ?? 0) > 600, counted.join(', '));
    assert.ok(small.sent.length < usual.sent.length);
  });

  it('has notes in it only with --send-notes, and never what is cut or what nothing closes', async () => {
    const file = on.desk.file('notes.fountain', `${SCRIPT}\n`);
    assert.doesNotMatch((await ask(file)).sent, /NOTECLOSED|NOTEOPEN|CUTWORDS/u);
    const { sent } = await ask(file, '--send-notes');
    assert.match(sent, /\[\[NOTECLOSED \d+ is mine\]\]/u);
    assert.doesNotMatch(sent, /NOTEOPEN|CUTWORDS/u);
  });

  it('is told before: whether notes go', async () => {
    const file = on.desk.file('told.fountain', `${SCRIPT}\n`);
    const told = async (...more: readonly string[]): Promise<string> =>
      (await on.desk.fails(1, ['ask', file, 'Who is Sela?', ...more, ...on.model], { env: on.env })).message;
    assert.match(await told(), /up to 5,000 tokens a call\. Notes stay here, and so does what is marked/u);
    const allowed = await told('--send-notes', '--tokens', '700');
    assert.match(allowed, /up to 700 tokens a call\. Notes in what is sent go too; what is marked never to be sent/u);
    assert.doesNotMatch(allowed, /Notes stay here/u);
  });

  it('is a whole number that a budget can be', async () => {
    const file = on.desk.file('wrong.fountain', `${SCRIPT}\n`);
    for (const wrong of ['0', '199', '1000001', '1e3', '-5', '2.5', 'many', '']) {
      const { code, message } = await on.desk.fails(2, ['ask', file, 'Who?', `--tokens=${wrong}`]);
      assert.deepEqual([code, message], ['usage', '--tokens takes a whole number from 200 to 1000000.']);
    }
    assert.equal((await on.desk.fails(2, ['ask', file, 'Who?', '--send-notes=yes'])).code, 'usage');
  });
});
