import assert from 'node:assert/strict';
import { closedText } from '../../src/screenplay/closedText';

describe('A scene without what may be an open note', () => {
  const check = (text: string, expected: string): void => assert.equal(closedText(text), expected);

  it('is the scene where every note and boneyard is closed', () => {
    for (const text of ['', 'Rain.\n', 'Rain [[a]] falls.\n\n/* cut\n\nout */\n\nMore.\n', 'Rain. [[a\n  \nb]]\n'])
      assert.equal(closedText(text), text);
  });

  it('has nothing of a note that holds an empty line, up to its end', () => {
    check('Rain. [[a\n\nb]] More.\n', 'Rain. \n\n More.\n');
    check('[[a\r\n\r\nb]]\r\nMore.', '\r\n\r\n\r\nMore.');
  });

  it('has nothing behind a mark that nothing closes: to the end of its paragraph, of a boneyard to the end', () => {
    check('Rain. [[a\nb\n\nMore.\n', 'Rain. \n\n\nMore.\n');
    check('[[a\n\nRain [[b]] falls.', '\n\nRain [[b]] falls.');
    check('Rain.\n\n/* a\n\nb\n', 'Rain.\n\n\n\n\n');
    check('[[a\n\n/* b', '\n\n');
  });
});
