import assert from 'node:assert/strict';
import { until } from '../harness/until';
import type { EditorWindow } from '../harness/window';
import { analyzed, cursorAt, openRoom, SAMPLE, scenesAreThere } from './room';

/** Questions to the sample, and words that only a right answer has. */
const QUESTIONS = [
  { question: 'When does Mina first appear?', answer: /MINA is first seen or named in scene 5\b/u },
  { question: 'Which scenes have June and Alma together?', answer: /11, 14, 15, 24 and 26/u },
  { question: 'What is still open?', answer: /DISPOSABLE CAMERA/u },
];

for (const theme of ['light', 'dark'] as const) {
  describe(`The chat without a model, in the ${theme} theme`, () => {
    let window: EditorWindow;
    before(async () => {
      window = await openRoom({ files: [SAMPLE], theme, viewport: { width: 1280, height: 1000 } });
      await window.openFile(SAMPLE);
      await scenesAreThere(window);
      await window.runCommand('WritersRoom: Analyze Script');
      await analyzed(window);
      await window.runCommand('WritersRoom: Open Chat');
    });
    after(() => window.close());

    it('answers from the script, each with the places it rests on', async () => {
      const chat = await window.webviewFrame('Chat');
      const log = chat.getByRole('log');
      for (const { question, answer } of QUESTIONS) {
        const box = chat.getByRole('textbox', { name: 'Ask about the script' });
        await box.fill(question);
        await box.press('Enter');
        await until(`an answer to ${question}`, async () => answer.test(await log.innerText()));
      }
      assert.ok((await log.getByRole('button', { name: /^Scene 5, line \d+/u }).count()) > 0, 'a place in scene 5');
      await window.screenshot(`chat-${theme}`);
    });

    it('goes to the line of a place that is followed', async () => {
      const chat = await window.webviewFrame('Chat');
      await chat
        .getByRole('log')
        .getByRole('button', { name: /^Scene 5, line 157/u })
        .first()
        .click();
      await cursorAt(window, 157);
    });
  });
}
